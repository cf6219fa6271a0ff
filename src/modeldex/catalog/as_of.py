"""A model as it was known on a day: the prices and the status of then."""

from __future__ import annotations

from modeldex.core.status import ModelStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig


def as_of(model: ModelConfig, day: str) -> ModelConfig | None:
    """The model as it was known on a day; None where it was released later."""
    if model.release_date is not None and model.release_date > day:
        return None
    status = _status_on(model, day)
    if status is model.status and all(p.valid_to is None and p.in_force_on(day) for p in model.prices):
        return model
    prices = tuple(price.replace(valid_to=None) for price in model.prices if price.in_force_on(day))
    return model.replace(prices=prices, status=status, **dict.fromkeys(_BASE_RATE_FIELDS))


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


_BASE_RATE_FIELDS = (
    "cost_per_1m_input_tokens",
    "cost_per_1m_output_tokens",
    "cost_per_1m_cache_read_tokens",
    "cost_per_1m_cache_write_tokens",
)
