"""Anthropic's model list: names and release days; newer answers add limits and capabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import by_token

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_CAPABILITIES = {
    "batch": "batch",
    "image_input": "vision",
    "pdf_input": "pdf_input",
    "structured_outputs": "structured_output",
    "thinking": "thinking",
}
_NOT_CARRIED = ("citations", "code_execution", "context_management", "effort")


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("anthropic", expect(model.pop("id"), str, "id"))
    drop(model, ("type",))
    offering.say("name", model.pop("display_name", None))
    offering.day("release_date", (model.pop("created_at", None) or "")[:10])  # the epoch where unknown
    offering.limit(
        "max_context", model.pop("max_input_tokens", None)
    )  # the window, as Anthropic uses the word
    offering.limit("max_output", model.pop("max_tokens", None))
    capabilities = model.pop("capabilities", None)
    if capabilities is not None:
        _capabilities(reading, offering, expect(capabilities, dict, f"{offering.id}.capabilities"))
    reading.leftovers("model", model)


def _capabilities(reading: Reading, offering: Offering, capabilities: dict[str, Any]) -> None:
    for name, capability in _CAPABILITIES.items():
        if name in capabilities:
            offering.can(capability, capabilities.pop(name)["supported"])
    drop(capabilities, _NOT_CARRIED)
    reading.leftovers("model.capabilities", capabilities)


_URL = "https://api.anthropic.com/v1/models"

SOURCE = Source(
    name="anthropic",
    title="Anthropic",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="anthropic",
    bounds=Bounds(least=6, most=40, fill={"name": 1.0, "release_date": 0.9}),
    parse=own_listing("anthropic", _model),
    fetch=Fetch(
        gather=by_token(f"{_URL}?limit=1000", "data", "last_id", "after_id", more="has_more"),
        signing="x-api-key",
    ),
    is_complete=True,
)
