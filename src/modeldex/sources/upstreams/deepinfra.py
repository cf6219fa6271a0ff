"""DeepInfra's list: older answers are ids only, newer ones carry limits, prices and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_URL = "https://api.deepinfra.com/v1/openai/models"
_PER_MILLION = {
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "cache_read_tokens": "cache_read_tokens",
}
_TAGS = {"vision": "vision", "prompt_cache": "prompt_cache", "image-gen": "image_output"}
_OTHER_RATES = ("input_characters", "input_seconds", "output_seconds")
"""Rates whose step (per one, per minute, per million) the answer does not say."""


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("deepinfra", expect(model.pop("id"), str, "id"))
    drop(model, ("object", "created", "owned_by", "parent", "root"))  # `created` is 0, or when it was listed
    metadata = model.pop("metadata", None)
    if metadata is not None:
        _metadata(reading, offering, expect(metadata, dict, f"{offering.id}.metadata"))
    reading.leftovers("model", model)


def _metadata(reading: Reading, offering: Offering, metadata: dict[str, Any]) -> None:
    drop(metadata, ("description", "default_width", "default_height", "default_iterations"))
    offering.limit("max_context", metadata.pop("context_length", None))
    offering.limit("max_output", metadata.pop("max_tokens", None))
    for tag in expect(metadata.pop("tags", None) or [], list, f"{offering.id}.metadata.tags"):
        if tag in _TAGS:
            offering.can(_TAGS[tag], True)
        else:
            reading.unknown_fields[f"model.metadata.tags[{tag}]"] += 1
    _prices(reading, offering, expect(metadata.pop("pricing", None) or {}, dict, f"{offering.id}.pricing"))
    reading.leftovers("model.metadata", metadata)


def _prices(reading: Reading, offering: Offering, pricing: dict[str, Any]) -> None:
    """Rates are numbers in USD per million tokens, some with the noise of a float (0.7899999999999999)."""
    for name, unit in _PER_MILLION.items():
        offering.price(unit, pop_number(pricing, name, offering.id))
    offering.price("output_images", pop_number(pricing, "per_image_unit", offering.id))
    drop(pricing, _OTHER_RATES)
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)
    reading.leftovers("model.metadata.pricing", pricing)


SOURCE = Source(
    name="deepinfra",
    title="DeepInfra",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="deepinfra",
    bounds=Bounds(least=80, most=420, fill={}),
    parse=own_listing("deepinfra", _model),  # with or without `metadata`
    fetch=Fetch(gather=whole(_URL), signing="bearer", is_key_needed=False),
    is_complete=True,
)
