"""`StepAnalysis`: what happened at a step of a plan, beside what was expected of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.core.plain import plain
from modeldex.core.usage import Usage
from modeldex.router.frames.pace import expected_pace

if TYPE_CHECKING:
    from modeldex.core.cost import Cost
    from modeldex.router.deciding.plan import PlanStep
    from modeldex.router.walking.trail import TrailEntry
    from modeldex.router.walking.walk import RouteWalk


class StepAnalysis(NamedTuple):
    """One entry of a trail, and what the plan expected there."""

    entry: TrailEntry
    """What happened."""
    expected_cost: Cost
    """What the call was expected to cost."""
    cost: Cost | None
    """What its tokens cost, without what a prompt cache saved of it; None: they were not told."""
    expected_first_token_seconds: float | None
    """To the first token, as health and catalog had it at the time of the decision; None: unknown."""
    expected_seconds: float | None
    """To the last token, of as many as were expected; None: unknown."""

    def record(self) -> dict[str, Any]:
        """As plain values: money is text, unknown is null."""
        return {
            **self.entry.record(),
            "expected_cost": plain(self.expected_cost.amount),
            "cost": None if self.cost is None else plain(self.cost.amount),
            "expected_first_token_seconds": self.expected_first_token_seconds,
            "expected_seconds": self.expected_seconds,
        }


def analysed(walk: RouteWalk) -> tuple[StepAnalysis, ...]:
    """Every entry of the trail of a walk, in order."""
    return tuple([_analysed(walk, entry) for entry in walk.trail])


def _analysed(walk: RouteWalk, entry: TrailEntry) -> StepAnalysis:
    case = walk.decision.case
    step = walk.decision.plan[entry.step - 1]
    first, each = expected_pace(case, step.place)
    return StepAnalysis(
        entry,
        step.cost,
        _cost(step, entry),
        first,
        None if first is None or each is None else first + each * case.needs.output,
    )


def _cost(step: PlanStep, entry: TrailEntry) -> Cost | None:
    outcome = entry.outcome
    if outcome is None or outcome.input_tokens is None or outcome.output_tokens is None:
        return None
    return step.model.cost(Usage(input_tokens=outcome.input_tokens, output_tokens=outcome.output_tokens))
