"""`Recording`: what shapes say before they are replayed, read in one walk through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.errors import InvalidValueError
from modeldex.providers.shapes.shape import OK
from modeldex.router.simulation.pace import Paces
from modeldex.router.simulation.result import AS_RECORDED, AT_NEW_PRICES
from modeldex.router.simulation.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.cost import Cost
    from modeldex.core.model_config import ModelConfig
    from modeldex.providers.shapes.shape import RequestShape
    from modeldex.router.seen.neighbours import Models
    from modeldex.router.simulation.result import PolicyResult

MAY_BE_CHARGED = ("cut", "timeout")
"""Failures that a provider may charge for, though nobody says what was used."""


class Recording:
    """Recorded calls, as they were made: what came of them, what they cost, how long models took."""

    def __init__(
        self, shapes: Iterable[RequestShape], models: Models, repriced: Models | None = None
    ) -> None:
        """`models` are those of now, `repriced` the same at other prices; InvalidValueError: no shape.

        The shapes are walked more than once: a list, or what begins anew each time.
        """
        if iter(shapes) is shapes:
            raise InvalidValueError("simulate", {"shapes": "are walked more than once; hand in a list"})
        self.paces = Paces()
        """How long models take."""
        self.calls = 0
        self.first_at = self.last_at = ""
        self.unknown_models: dict[str, int] = {}
        """Recorded model that is not known -> its calls."""
        self._tally, self._models = Tally(), _Known(models)
        self._new = None if repriced is None else (Tally(), _Known(repriced))
        for shape in shapes:
            self._take(shape)
        if not self.calls:
            raise InvalidValueError("simulate", {"shapes": "must be one at least"})

    def results(self) -> list[PolicyResult]:
        """What was recorded; and what it would cost where prices change."""
        made = [self._tally.result(AS_RECORDED, is_recorded=True)]
        if self._new is not None:
            made.append(self._new[0].result(AT_NEW_PRICES, is_recorded=True))
        return made

    def _take(self, shape: RequestShape) -> None:
        self.calls += shape.calls
        self.first_at = min(self.first_at or shape.at, shape.at)
        self.last_at = max(self.last_at, shape.at)
        model = self._models.get(shape.model)
        if model is None:
            self.unknown_models[shape.model] = self.unknown_models.get(shape.model, 0) + shape.calls
        else:
            self.paces.learn(model.id, shape)
        _count(self._tally, shape, model)
        if self._new is not None:
            tally, models = self._new
            _count(tally, shape, models.get(shape.model))


class _Known:
    """Models by their recorded names, each looked up once."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._found: dict[str, ModelConfig | None] = {}

    def get(self, name: str) -> ModelConfig | None:
        if name not in self._found:
            self._found[name] = self._models.get_model(name)
        return self._found[name]


def _count(tally: Tally, shape: RequestShape, model: ModelConfig | None) -> None:
    full_id = shape.model if model is None else model.id
    if shape.outcome == OK:
        tally.answer(full_id, shape.seconds, shape.calls)
    else:
        tally.fail(shape.outcome, shape.calls)
    if shape.outcome == OK or shape.usage is not None or shape.outcome in MAY_BE_CHARGED:
        tally.charge(cost_of(model, shape), shape.calls)


def cost_of(model: ModelConfig | None, shape: RequestShape) -> Cost | None:
    """What a recorded call costs at a model, by as many tokens as were counted where it was answered.

    None where the model is not known, or nobody states what the call used.
    """
    return None if model is None or shape.usage is None else model.cost(shape.usage)
