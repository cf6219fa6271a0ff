"""The ids that the inference router of Hugging Face serves, as an open catalog keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect

if TYPE_CHECKING:
    from collections.abc import Callable


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read `{"ids": [...]}`; an id says that it is served, and nothing else."""
    del provider_named  # every offering is Hugging Face's own
    reading = Reading(source="huggingface_router")
    listing = expect(answer, dict, "the answer")
    for model_id in expect(listing.pop("ids", None), list, "ids"):
        reading.offering("huggingface", expect(model_id, str, "an id"))
    drop(listing, ("licence", "source", "checked"))
    reading.leftovers("", listing)
    return reading


SOURCE = Source(
    name="huggingface_router",
    title="Hugging Face router",
    url="https://router.huggingface.co/v1/models",
    licence="CC BY 4.0, SoylentAquamarine/AI-Model-Catalog",
    own_listing_of="huggingface",
    bounds=Bounds(least=60, most=500, fill={}),
    parse=parse,
    is_complete=True,
)
