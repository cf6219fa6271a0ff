"""`PlanStep`: one model of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.core.cost import Cost
    from modeldex.core.model_config import ModelConfig
    from modeldex.router.deciding.case import Case


class PlanStep:
    """One model of a plan, and what it is expected to cost."""

    __slots__ = ("_case", "place", "score")

    def __init__(self, case: Case, place: int, score: float) -> None:
        self._case = case
        self.place = place
        """Its place among the candidates."""
        self.score = score
        """What the policy's terms give it together; the best that is possible is the sum of their weights."""

    @property
    def model(self) -> ModelConfig:
        """The model to ask."""
        return self._case.frame.models[self.place]

    @property
    def id(self) -> str:
        """Full id of the model."""
        return self._case.frame.ids[self.place]

    @property
    def cost(self) -> Cost:
        """What the call is expected to cost here, exact to the rates; worked out when it is read."""
        return self.model.cost(self._case.needs.usage(warm=self._case.is_warm(self.place)))

    def __repr__(self) -> str:
        return f"<PlanStep {self.id}: {self.score:.4g}>"
