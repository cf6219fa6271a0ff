"""Requesty's router; ids are `host/model`, prices are USD per single token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_URL = "https://router.requesty.ai/v1/models"
_RATES = {"input_price": "input_tokens", "output_price": "output_tokens"}
_CACHE_RATES = {"cached_price": "cache_read_tokens", "caching_price": "cache_write_tokens"}
_FLAGS = {
    "supports_caching": "prompt_cache",
    "supports_reasoning": "thinking",
    "supports_vision": "vision",
}
_NOT_CARRIED = (
    "object",
    "created",  # when Requesty listed it
    "owned_by",
    "description",
    "supports_computer_use",  # true of models that only read text
)


def _model(reading: Reading, model: dict[str, Any]) -> None:
    """A false flag often stands at a model that can: only a true one says anything."""
    offering = reading.offering("requesty", expect(model.pop("id"), str, "id"))
    drop(model, _NOT_CARRIED)
    offering.limit("max_context", model.pop("context_window", None))
    offering.limit("max_output", model.pop("max_output_tokens", None))
    for name, capability in _FLAGS.items():
        offering.can(capability, expect(model.pop(name), bool, name) or None)
    _prices(reading, offering, model)
    reading.leftovers("model", model)


def _prices(reading: Reading, offering: Offering, model: dict[str, Any]) -> None:
    """Where nothing is cached, the prices of caching repeat the input: they are fillers."""
    for name, unit in _RATES.items():
        offering.price(unit, pop_number(model, name, offering.id), 6)
    for name, unit in _CACHE_RATES.items():
        amount = pop_number(model, name, offering.id)
        if offering.flags.get("prompt_cache"):
            offering.price(unit, amount, 6)
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)


SOURCE = Source(
    name="requesty",
    title="Requesty",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="requesty",
    bounds=Bounds(least=5, most=1_500, fill={"max_context": 0.90, "output_per_1m": 0.80}),
    parse=own_listing("requesty", _model),
    fetch=Fetch(gather=whole(_URL), signing="bearer", is_key_needed=False),
)
