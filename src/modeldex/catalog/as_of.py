"""A model as it was known on a day: the prices and the status of then."""

from __future__ import annotations

from modeldex.catalog.columns import BASE_RATES, CATALOG_COLUMNS
from modeldex.core.model_config import STORED_SLOTS
from modeldex.core.model_fields import is_plain_rate
from modeldex.core.price import STANDARD
from modeldex.core.status import ModelStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price

_STATUS = CATALOG_COLUMNS.index("status")
_BASE = {CATALOG_COLUMNS.index(column): unit for column, unit in BASE_RATES.items()}
"""Place of a base rate among the stored forms -> the unit whose rate it is."""


def as_of(model: ModelConfig, day: str, prices: tuple[Price, ...]) -> ModelConfig | None:
    """The model, whose prices these are, as it was known on a day; None where it was released later."""
    if model.release_date is not None and model.release_date > day:
        return None
    status = _status_on(model, day)
    if status is model.status and all(p.valid_to is None and p.in_force_on(day) for p in prices):
        return model
    in_force = tuple(
        price if price.valid_to is None else price.replace(valid_to=None)
        for price in prices
        if price.in_force_on(day)
    )
    stored = [getattr(model, slot) for slot in STORED_SLOTS]
    stored[_STATUS] = status.value
    for place, unit in _BASE.items():
        stored[place] = _base_rate(in_force, unit)
    return type(model).restore(tuple(stored), lambda _: in_force)


def _base_rate(prices: tuple[Price, ...], unit: str) -> str | None:
    """The stored form of the rate of an ordinary call."""
    plain = (price.amount_text for price in prices if price.unit == unit and is_plain_rate(price, STANDARD))
    return next(plain, None)


def _status_on(model: ModelConfig, day: str) -> ModelStatus:
    """The status of a day, before or after the one that the catalog speaks of.

    What a date has brought about since then is taken back; what was stated without one stays.
    """
    status = model.status
    if status is ModelStatus.RETIRED and model.retires_on is not None and day < model.retires_on:
        status = ModelStatus.DEPRECATED if model.deprecated_on is not None else ModelStatus.ACTIVE
    if status is ModelStatus.DEPRECATED and model.deprecated_on is not None and day < model.deprecated_on:
        status = ModelStatus.ACTIVE
    return status.on(day, model.deprecated_on, model.retires_on)
