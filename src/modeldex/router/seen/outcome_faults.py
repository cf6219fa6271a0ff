"""`check_outcome`: what an outcome says that cannot be."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from modeldex.core.errors import InvalidValueError
from modeldex.wire.failure import STATUSES

if TYPE_CHECKING:
    from modeldex.router.seen.outcome import Outcome

MOST_TOKENS = 10**12
"""No call uses more; a greater count is a fault of whoever states it, and would stay in every sum."""


def check_outcome(outcome: Outcome) -> None:
    """InvalidValueError where the time, the failure or a count of tokens is none."""
    problems = {}
    if not isfinite(outcome.at):
        problems["at"] = f"must be seconds since 1970, not {outcome.at!r}"
    if outcome.failure is not None and outcome.failure not in STATUSES:
        problems["failure"] = f"must be one of {', '.join(STATUSES)}; not {outcome.failure!r}"
    for name, count in (("input_tokens", outcome.input_tokens), ("output_tokens", outcome.output_tokens)):
        if count is not None and not 0 <= count <= MOST_TOKENS:
            problems[name] = f"must be 0 to {MOST_TOKENS}, or None where it is not known"
    if problems:
        raise InvalidValueError(f"Outcome of {outcome.model}", problems)
