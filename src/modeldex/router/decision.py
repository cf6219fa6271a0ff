"""`RouteDecision`: an ordered plan, and what it follows from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import NoRouteError
from modeldex.router.telling.explanation import Explanation, fallen
from modeldex.router.telling.stored import facts_of

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.router.asked.request import RouteRequest
    from modeldex.router.constraints.base import Constraint
    from modeldex.router.deciding.case import Case
    from modeldex.router.deciding.plan import PlanStep
    from modeldex.router.walking.walk import RouteWalk


class RouteDecision:
    """Which models to ask, in order. It keeps what it follows from, so that why can be asked later."""

    __slots__ = ("case", "fit", "plan", "rule", "tests")

    def __init__(
        self,
        case: Case,
        tests: tuple[tuple[Constraint, int], ...],
        fit: int,
        plan: tuple[PlanStep, ...],
        rule: str | None,
    ) -> None:
        self.case = case
        """The request against the candidates at a moment."""
        self.tests = tests
        """The constraints that the request asks something of, and the set of candidates that meets each."""
        self.fit = fit
        """The set of candidates that meets them all."""
        self.plan = plan
        """The models to ask, the first choice first; empty where no candidate is fit."""
        self.rule = rule
        """Name of the rule that was taken; None: none."""

    @property
    def request(self) -> RouteRequest:
        """What was asked."""
        return self.case.needs.asked

    @property
    def policy(self) -> str:
        """Name of the policy that chose."""
        return self.case.policy.name

    @property
    def seed(self) -> int:
        """What decided what chance decides."""
        return self.case.seed

    @property
    def generation(self) -> int:
        """The state of the registry that was asked."""
        return self.case.frame.generation

    @property
    def best(self) -> ModelConfig:
        """The first choice; NoRouteError counts why nothing is fit."""
        if not self.plan:
            raise NoRouteError(self.policy, len(self.case.frame), fallen(self))
        return self.plan[0].model

    def explain(self, walk: RouteWalk | None = None) -> Explanation:
        """Why it is as it is: each candidate's reasons or scores, worked out when they are read.

        `walk`: what happened on the plan, to be shown beside what was expected.
        """
        return Explanation(self, walk)

    def facts(self, catalog: str | None = None) -> dict[str, Any]:
        """What it follows from, as plain values to be stored with the call; `replay` decides by it again.

        `catalog`: the digest of the catalog that was asked; None: the caller does not know it.
        """
        return facts_of(self, catalog)

    def __repr__(self) -> str:
        steps = ", ".join([step.id for step in self.plan]) or "no model is fit"
        return f"<RouteDecision by {self.policy}: {steps}>"
