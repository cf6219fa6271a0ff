"""Vercel's AI Gateway; prices are texts in USD per single token."""

from __future__ import annotations

from typing import Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

_URL = "https://ai-gateway.vercel.sh/v1/models"
_PER_TOKEN = {"input": "input_tokens", "output": "output_tokens"}
_NOT_CARRIED = (
    "object",
    "created",  # the moment of the answer
    "owned_by",
    "description",
    "max_tokens",  # a modest default of the gateway (1,024 for most), far below what the models write
)


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("vercel", expect(model.pop("id"), str, "id"))
    drop(model, _NOT_CARRIED)
    offering.say("name", model.pop("name", None))
    offering.limit("max_context", model.pop("context_window", None))
    pricing = expect(model.pop("pricing"), dict, f"{offering.id}.pricing")
    for name, unit in _PER_TOKEN.items():
        offering.price(unit, pop_number(pricing, name, offering.id), 6)
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)
    reading.leftovers("model.pricing", pricing)
    reading.leftovers("model", model)


SOURCE = Source(
    name="vercel",
    title="Vercel AI Gateway",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="vercel",
    bounds=Bounds(
        least=50,
        most=400,
        fill={"name": 0.95, "max_context": 0.95, "input_per_1m": 0.90, "output_per_1m": 0.90},
    ),
    parse=own_listing("vercel", _model),
    fetch=Fetch(gather=whole(_URL), signing="bearer", is_key_needed=False),
    is_complete=True,
)
