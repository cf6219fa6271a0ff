"""The table of rules; a new one is a function and a row in its module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.pipeline.rules import benchmarks, dates, limits, names, offerings, prices
from modeldex.pipeline.rules.base import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.pipeline.rules.base import Facts

RULES = (
    *offerings.RULES,
    *names.RULES,
    *prices.RULES,
    *limits.RULES,
    *dates.RULES,
    *benchmarks.RULES,
)


def issues(facts: Facts) -> Iterator[Issue]:
    """What every rule finds, rule by rule."""
    for rule in RULES:
        for finding in rule.check(facts):
            yield Issue(rule, finding)
