"""The models that Perplexity's Agent API calls, its own and others'; USD per million tokens."""

from __future__ import annotations

from typing import Any

from modeldex.core.errors import SourceError
from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

_URL = "https://api.perplexity.ai/v1/models"
_RATES = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write": "cache_write_tokens",
}
_UNIT = "usd_per_1m_tokens"


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("perplexity-agent", expect(model.pop("id"), str, "id"))
    drop(model, ("object", "owned_by", "created"))  # created: zero throughout
    pricing = expect(model.pop("pricing"), dict, f"{offering.id}.pricing")
    if (unit := pricing.pop("unit", None)) != _UNIT:
        raise SourceError(f"{offering.id}.pricing.unit: expected {_UNIT!r}, got {unit!r}")
    for name, of_what in _RATES.items():
        offering.price(of_what, pop_number(pricing, name, offering.id))
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)
    reading.leftovers("model.pricing", pricing)
    reading.leftovers("model", model)


SOURCE = Source(
    name="perplexity",
    title="Perplexity Agent API",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="perplexity-agent",
    bounds=Bounds(
        least=20,
        most=160,
        fill={"input_per_1m": 0.95, "output_per_1m": 0.95, "cache_per_1m": 0.80},
    ),
    parse=own_listing("perplexity", _model),
    fetch=Fetch(gather=whole(_URL), signing="bearer"),
    is_complete=True,
)
