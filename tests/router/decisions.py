"""Decisions by hand, and walks through them, with real health boards and budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.router.models import NOW, case_of, frame_of, model

from modeldex.config.routing import HealthSettings, RetrySettings, RoutePolicy
from modeldex.router.deciding.plan import PlanStep
from modeldex.router.decision import RouteDecision
from modeldex.router.frames.bits import bits_of
from modeldex.router.health.board import HealthBoard
from modeldex.router.seen.outcome import Outcome
from modeldex.router.walking.retry_budget import RetryBudget
from modeldex.router.walking.walk import RouteWalk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.asked.request import RouteRequest
    from modeldex.router.walking.attempt import Attempt

POLICY = RoutePolicy(name="made", weights={"cost": 1.0})


def models_of(*ids: str, **more: Any) -> list[ModelConfig]:
    """Models of these ids that take all alike."""
    return [model(one, context_window=100_000, **more) for one in ids]


def decision_of(
    models: Sequence[ModelConfig], *, seed: int = 1, request: RouteRequest | None = None, **more: Any
) -> RouteDecision:
    """A decision whose plan is these models, in this order; `more` are fields of the case."""
    case = case_of(frame_of(models), request, **{"policy": POLICY, "seed": seed} | more)
    places = range(len(models))
    plan = tuple([PlanStep(case, place, 1.0) for place in places])
    return RouteDecision(case, (), bits_of(places, len(models)), plan, None)


class Trip:
    """A walk, and what stands around it; the time passes only as the waits say."""

    def __init__(
        self,
        decision: RouteDecision,
        *,
        retry: RetrySettings | None = None,
        health: HealthBoard | None = None,
        budget: RetryBudget | None = None,
    ) -> None:
        settings = RetrySettings() if retry is None else retry
        self.health = HealthBoard(HealthSettings()) if health is None else health
        self.budget = RetryBudget(settings) if budget is None else budget
        self.walk = RouteWalk(decision, self.health, self.budget, settings)
        self.now = NOW
        self.asked: list[str] = []
        """Full ids of the models that were to be asked."""

    def begin(self) -> str | None:
        """The model that is asked first."""
        return self._arrive(self.walk.begin(self.now))

    def fail(self, failure: str, *, first_token_seen: bool = False, **more: Any) -> str | None:
        """The attempt under way fails; the model that is asked next."""
        outcome = self.outcome(failure, **more)
        self.health.record(outcome)
        return self._arrive(self.walk.failed(outcome, self.now, first_token_seen=first_token_seen))

    def succeed(self, **more: Any) -> None:
        """The attempt under way is answered."""
        outcome = self.outcome(None, **more)
        self.health.record(outcome)
        self.walk.succeeded(outcome)

    def outcome(self, failure: str | None, **more: Any) -> Outcome:
        """How the attempt under way went."""
        assert self.attempt is not None
        return Outcome(
            model=self.attempt.step.id,
            at=self.now,
            failure=failure,
            probe_claimed_at=self.attempt.probe_claimed_at,
            **more,
        )

    def _arrive(self, attempt: Attempt | None) -> str | None:
        self.attempt = attempt
        if attempt is None:
            return None
        self.now += attempt.wait_seconds
        self.asked.append(attempt.step.id)
        return attempt.step.id
