"""Rules about benchmark scores."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from modeldex.core.list_fields import Scores
from modeldex.core.quality import PERCENTAGES
from modeldex.pipeline.rules.base import DOUBT, ERROR, Facts, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_STALE_DAYS = 548
"""A year and a half: two generations of models."""


def _outside_percentages(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        for name, score in Scores.read(str(stored.get("benchmarks") or "")).items():
            if name in PERCENTAGES and not 0 <= score <= 100:
                yield Finding(full_id, name, f"is {score:g}")


def _fractions(facts: Facts) -> Iterator[Finding]:
    told: set[tuple[object, str]] = set()
    for full_id, stored in facts.merged.models.items():
        model = stored.get("model") or full_id
        for name, score in Scores.read(str(stored.get("benchmarks") or "")).items():
            if name in PERCENTAGES and 0 < score <= 1 and (model, name) not in told:
                told.add((model, name))
                yield Finding(str(model), name, f"is {score:g}")


def _stale(facts: Facts) -> Iterator[Finding]:
    if not facts.merged.day:  # no source yet
        return
    today = date.fromisoformat(facts.merged.day)
    told: set[tuple[str, object]] = set()
    for full_id, claims in facts.merged.claims.items():
        for one in claims:
            model = facts.merged.models[full_id].get("model") or full_id
            if one.stored.get("benchmarks") and (one.info.name, model) not in told:
                told.add((one.info.name, model))
                measured = str(one.stored.get("updated") or one.info.seen_on)
                if len(measured) == 10 and (today - date.fromisoformat(measured)).days > _STALE_DAYS:
                    yield Finding(str(model), "benchmarks", f"{one.info.name} has them of {measured}")


RULES = (
    Rule(
        "benchmark-out-of-range", ERROR, "benchmarks", "a percentage is outside 0 to 100; state it as one",
        _outside_percentages,
    ),
    Rule(
        "benchmark-as-fraction", DOUBT, "benchmarks",
        "a percentage is at most 1; it may be a share, to be stated times 100", _fractions,
    ),
    Rule(
        "stale-benchmarks", DOUBT, "benchmarks",
        "scores are older than a year and a half; the model or its tests may have changed", _stale,
    ),
)  # fmt: skip
