"""Whether a model can stand in for another: it can do at least as much, and costs not much more.

What is unknown of the successor counts against it: nobody is sent to a model of which nobody says
that it will do.
"""

from __future__ import annotations

from decimal import Context
from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES
from modeldex.core.money import text
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from decimal import Decimal

    from modeldex.core.model_config import ModelConfig

LIMITS = ("context_window", "max_input_tokens", "max_output_tokens", "max_images_per_request")
"""Limits that a successor must at least have, where the model states them."""
RATES = ("cost_per_1m_input_tokens", "cost_per_1m_output_tokens")
"""Rates by which the two are compared."""
_ROUGH = Context(prec=60, traps=[])
"""To compare by; nobody is charged what it gives."""
_SERVED = (ModelStatus.ACTIVE, ModelStatus.PREVIEW, ModelStatus.DEPRECATED)


def shortcomings(model: ModelConfig, successor: ModelConfig, max_price_ratio: Decimal) -> tuple[str, ...]:
    """Why a model cannot stand in for another, in words; none where it can."""
    found = []
    if successor.status not in _SERVED:
        found.append(f"it is {successor.status.name.lower()}")
    lacking = [name for name in CAPABILITIES if model.supports(name) and not successor.supports(name)]
    if lacking:
        found.append(f"it is not known to have {', '.join(lacking)}")
    for name in LIMITS:
        needed, there = getattr(model, name), getattr(successor, name)
        if needed is not None and (there is None or there < needed):
            found.append(f"its {name} is {'unknown' if there is None else there}, not {needed}")
    return (*found, *_dearer(model, successor, max_price_ratio))


def _dearer(model: ModelConfig, successor: ModelConfig, max_price_ratio: Decimal) -> list[str]:
    found = []
    for name in RATES:
        before, after = getattr(model, name), getattr(successor, name)
        if before is None or after is None:
            whose = model.id if before is None else "the successor"
            found.append(f"{name} of {whose} is unknown, so that its price cannot be compared")
        elif after > _ROUGH.multiply(before, max_price_ratio):
            found.append(
                f"its {name} is {text(after)} USD, more than {text(max_price_ratio)} times {text(before)}"
            )
    return found
