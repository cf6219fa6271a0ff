"""Chutes' language models; one price, in USD per million tokens, read or written.

The field names no unit. It is what Chutes makes of the hourly price of a model's machines for a
million tokens of a language model, whichever way they go.
"""

from __future__ import annotations

from typing import Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

_URL = "https://llm.chutes.ai/v1/models"
_NOT_CARRIED = (
    "object",
    "created",  # when its server started
    "owned_by",  # the server software
    "root",
    "parent",
)
_OF_A_PERMISSION = (
    "allow_create_engine",
    "allow_fine_tuning",
    "allow_logprobs",
    "allow_sampling",
    "allow_search_indices",
    "allow_view",
    "created",
    "group",
    "id",
    "is_blocking",
    "object",
    "organization",
)
"""Constants of the server software."""


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("chutes", expect(model.pop("id"), str, "id"))
    drop(model, _NOT_CARRIED)
    offering.limit("max_context", model.pop("max_model_len", None))
    for permission in expect(model.pop("permission", None) or [], list, "permission"):
        drop(expect(permission, dict, "a permission"), _OF_A_PERMISSION)
        reading.leftovers("model.permission", permission)
    price = expect(model.pop("price"), dict, f"{offering.id}.price")
    usd = pop_number(price, "usd", offering.id)
    drop(price, ("tao",))  # the same in the network's own coin
    for unit in ("input_tokens", "output_tokens"):
        offering.price(unit, usd)
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)
    reading.leftovers("model.price", price)
    reading.leftovers("model", model)


SOURCE = Source(
    name="chutes",
    title="Chutes",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="chutes",
    bounds=Bounds(least=30, most=250, fill={"max_context": 0.95, "output_per_1m": 0.70}),
    parse=own_listing("chutes", _model),
    fetch=Fetch(gather=whole(_URL), signing="bearer", is_key_needed=False),
    is_complete=True,
)
