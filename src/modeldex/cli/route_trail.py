"""What happened on a plan, read from where it was stored with the facts of its decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from modeldex.config.routing import RetrySettings
from modeldex.router.health.board import HealthBoard
from modeldex.router.seen.outcome import Outcome
from modeldex.router.walking.retry_budget import RetryBudget
from modeldex.router.walking.trail import ANSWERED, FAILED, PASSED_OVER, TrailEntry
from modeldex.router.walking.walk import RouteWalk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.router.decision import RouteDecision

_MOST = 10**12
"""Seconds and tokens beyond it are none that anybody measured."""
_NUMBERS = ("seconds", "first_token_seconds", "input_tokens", "output_tokens")


class ToldWalk(RouteWalk):
    """A walk that is over, as it was stored."""

    def __init__(self, decision: RouteDecision, trail: Iterable[TrailEntry], ended: str) -> None:
        super().__init__(decision, HealthBoard(), RetryBudget(), RetrySettings())
        self._trail = list(trail)
        self.ended = ended


def told_walk(decision: RouteDecision, told: Any, ended: Any) -> ToldWalk:
    """The walk that a stored trail tells; UsageError where it is none, or one of another plan."""
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise click.UsageError("trail must be a list of what TrailEntry.record() gave")
    plan = [step.id for step in decision.plan]
    entries = []
    for number, one in enumerate(told):
        problem = _problem(one, plan)
        if problem is not None:
            raise click.UsageError(f"trail[{number}] {problem}")
        entries.append(_entry(one, decision.case.now))
    return ToldWalk(decision, entries, ended if isinstance(ended, str) else "not told")


def _problem(one: dict[str, Any], plan: list[str]) -> str | None:
    """What is wrong with an entry; None: nothing."""
    if one.get("happened") not in (ANSWERED, FAILED, PASSED_OVER):
        return f"says that {one.get('happened')!r} happened, which cannot"
    step = one.get("step")
    if type(step) is not int or not 0 < step <= len(plan) or plan[step - 1] != one.get("model"):
        return f"tells of {one.get('model')!r} as step {step!r}, which is none of this plan"
    wrong = [name for name in (*_NUMBERS, "waited_seconds") if not _is_amount(one.get(name))]
    return f"has no number from 0 as {wrong[0]}" if wrong else None


def _is_amount(value: object) -> bool:
    """Whether it can be a length of time or a count; None: it was not measured."""
    return value is None or (
        isinstance(value, int | float) and type(value) is not bool and 0 <= value <= _MOST
    )


def _entry(one: dict[str, Any], at: float) -> TrailEntry:
    happened = one["happened"]
    outcome = None
    if happened != PASSED_OVER:
        failure = str(one.get("failure") or "unknown") if happened == FAILED else None
        outcome = Outcome(
            model=one["model"],
            at=at,
            failure=failure,
            seconds=one.get("seconds"),
            first_token_seconds=one.get("first_token_seconds"),
            input_tokens=one.get("input_tokens"),
            output_tokens=one.get("output_tokens"),
        )
    return TrailEntry(
        model=one["model"],
        step=one["step"],
        happened=happened,
        number=one.get("number"),
        waited_seconds=one.get("waited_seconds") or 0.0,
        outcome=outcome,
        why=str(one.get("why") or ""),
    )
