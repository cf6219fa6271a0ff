"""A model as it was known on a day: the prices and the status of then."""

from __future__ import annotations

from modeldex.catalog.columns import BASE_RATES, CATALOG_COLUMNS
from modeldex.core.days import today
from modeldex.core.model_config import STORED_SLOTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price

_STATUS = CATALOG_COLUMNS.index("status")
_BASE = {CATALOG_COLUMNS.index(column): unit for column, unit in BASE_RATES.items()}
"""Place of a base rate among the stored forms -> the unit whose rate it is."""


def as_of(
    model: ModelConfig, day: str, prices: tuple[Price, ...], released: str | None
) -> ModelConfig | None:
    """The model, whose prices and release these are, as it was known on a day; None before its release.

    Its price rows are those of the day. None says until when it holds, nor, of a day to come, since
    when: in this model they all are in force, whatever day it is asked on.
    """
    if released is not None and released > day:
        return None
    status = model.status_on(day)
    in_force = tuple(_open(price) for price in prices if price.in_force_on(day))
    if status is model.status and in_force == prices:
        return model
    stored = [getattr(model, slot) for slot in STORED_SLOTS]
    stored[_STATUS] = status.value
    for place, unit in _BASE.items():
        stored[place] = _base_rate(in_force, unit)
    return type(model).restore(tuple(stored), lambda _: in_force)


def _base_rate(prices: tuple[Price, ...], unit: str) -> str | None:
    """The stored form of the rate of an ordinary call."""
    return next((price.amount_text for price in prices if price.unit == unit and price.is_base), None)


def _open(price: Price) -> Price:
    """A row that holds on the day, as one that has begun and does not end."""
    is_to_come = price.valid_from is not None and price.valid_from > today()
    if price.valid_to is None and not is_to_come:
        return price
    return price.replace(valid_to=None, valid_from=None if is_to_come else price.valid_from)
