"""Which moves between statuses there are.

ACTIVE, DEPRECATED, DISABLED and MAINTENANCE move freely among each other. PREVIEW is where a model
begins: it leaves for any other status, and comes back only from a switch that was thrown by hand. A
model retires from anywhere; out of RETIRED it comes back as DEPRECATED alone, where its provider has
put off the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import StatusMoveError
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig

_FREE = (ModelStatus.ACTIVE, ModelStatus.DEPRECATED, ModelStatus.DISABLED, ModelStatus.MAINTENANCE)
_UNANNOUNCED = (ModelStatus.ACTIVE, ModelStatus.PREVIEW)
"""Statuses of a model whose end nobody has announced."""
_SWITCHED_OFF = (ModelStatus.DISABLED, ModelStatus.MAINTENANCE)

MOVES: dict[ModelStatus, tuple[ModelStatus, ...]] = {
    **{
        status: (
            *(other for other in _FREE if other is not status),
            *((ModelStatus.PREVIEW,) if status in _SWITCHED_OFF else ()),
            ModelStatus.RETIRED,
        )
        for status in _FREE
    },
    ModelStatus.PREVIEW: (*_FREE, ModelStatus.RETIRED),
    ModelStatus.RETIRED: (ModelStatus.DEPRECATED,),
}
"""Status -> the statuses that it may move to."""


def changes_of_move(model: ModelConfig, status: ModelStatus, day: str) -> dict[str, Any]:
    """What a move to a status changes: the status, and dates of the model that would undo the move.

    StatusMoveError lists where a model may move. A date that has come is taken back where the move
    says otherwise; one that is still to come is brought forward to the day of the move.
    """
    if status not in MOVES[model.status]:
        listed = ", ".join(one.name.lower() for one in MOVES[model.status])
        raise StatusMoveError(
            f"{model.id} is {model.status.name.lower()}, which does not move to {status.name.lower()};"
            f" it moves to: {listed}"
        )
    changes: dict[str, Any] = {"status": status}
    deprecated, retires = model.deprecated_on, model.retires_on
    if status is ModelStatus.RETIRED:
        changes |= {"retires_on": day} if retires and retires > day else {}
        changes |= {"deprecated_on": day} if deprecated and deprecated > day else {}
        return changes
    if retires and retires <= day:
        changes["retires_on"] = None
    if status is ModelStatus.DEPRECATED and deprecated and deprecated > day:
        changes["deprecated_on"] = day
    if status in _UNANNOUNCED and deprecated and deprecated <= day:
        changes["deprecated_on"] = None
    return changes
