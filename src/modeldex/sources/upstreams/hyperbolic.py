"""Hyperbolic's model list: windows, and which models answer messages and read images."""

from __future__ import annotations

from typing import Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

_URL = "https://api.hyperbolic.xyz/v1/models"
_NOT_CARRIED = (
    "object",
    "created",  # the moment of the answer
    "owned_by",
    "number_of_inference_nodes",
)


def _model(reading: Reading, model: dict[str, Any]) -> None:
    """`supports_tools` is false throughout, whatever the model: only a true one says anything."""
    offering = reading.offering("hyperbolic", expect(model.pop("id"), str, "id"))
    drop(model, _NOT_CARRIED)
    offering.limit("max_context", model.pop("context_length", None))
    offering.can("chat", model.pop("supports_chat"))
    offering.can("vision", model.pop("supports_image_input"))
    offering.can("tool_use", expect(model.pop("supports_tools"), bool, "supports_tools") or None)
    reading.leftovers("model", model)


SOURCE = Source(
    name="hyperbolic",
    title="Hyperbolic",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="hyperbolic",
    bounds=Bounds(least=10, most=100, fill={"max_context": 0.60, "chat": 1.0, "vision": 1.0}),
    parse=own_listing("hyperbolic", _model),
    fetch=Fetch(gather=whole(_URL), signing="bearer"),
    is_complete=True,
)
