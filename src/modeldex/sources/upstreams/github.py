"""The catalog of GitHub Models: limits, modalities and what each model is listed as able to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_URL = "https://models.github.ai/catalog/models"
_HEADERS = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
_INPUTS = {"image": "vision", "audio": "audio_input"}
_OUTPUTS = {"embeddings": "embedding"}
_CAPABILITIES = {"streaming": "streaming", "tool-calling": "tool_use", "reasoning": "thinking"}
_PRODUCTS = {"agents", "assistants"}
"""Listed among the capabilities, and names of products."""
_NOT_CARRIED = (
    "publisher",
    "registry",
    "summary",
    "rate_limit_tier",
    "tags",
    "version",  # of the card, but for OpenAI's models
)


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("github-models", expect(model.pop("id"), str, "id"))
    offering.url = expect(model.pop("html_url"), str, "html_url")
    drop(model, _NOT_CARRIED)
    offering.say("name", model.pop("name", None))
    limits = expect(model.pop("limits"), dict, f"{offering.id}.limits")
    offering.limit("max_input", limits.pop("max_input_tokens", None))
    offering.limit("max_output", limits.pop("max_output_tokens", None))
    reading.leftovers("model.limits", limits)
    _abilities(reading, offering, model)
    reading.leftovers("model", model)


def _abilities(reading: Reading, offering: Offering, model: dict[str, Any]) -> None:
    """Modalities are complete lists, unless empty; capabilities are not (`streaming` is often left out)."""
    for key, flags in (("supported_input_modalities", _INPUTS), ("supported_output_modalities", _OUTPUTS)):
        listed = set(expect(model.pop(key), list, key))
        for modality, capability in flags.items():
            offering.can(capability, modality in listed if listed else None)
        for modality in listed - flags.keys() - {"text"}:
            reading.unknown_fields[f"model.{key}[{modality}]"] += 1
    able = set(expect(model.pop("capabilities"), list, "capabilities"))
    for name, capability in _CAPABILITIES.items():
        offering.can(capability, True if name in able else None)
    for name in able - _CAPABILITIES.keys() - _PRODUCTS:
        reading.unknown_fields[f"model.capabilities[{name}]"] += 1


SOURCE = Source(
    name="github",
    title="GitHub Models",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="github-models",
    bounds=Bounds(
        least=30,
        most=220,
        fill={"name": 0.95, "max_input": 0.90, "max_output": 0.80, "vision": 0.95, "tool_use": 0.25},
    ),
    parse=own_listing("github", _model, under=None),
    fetch=Fetch(gather=whole(_URL), signing="bearer", is_key_needed=False, headers=_HEADERS),
    is_complete=True,
)
