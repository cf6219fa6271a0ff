"""Cohere's model list: the endpoints that take a model say what it is, its features what it can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import by_token

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_ENDPOINTS = {
    "chat": ("chat",),
    "embed": ("embedding",),
    "embed_image": ("embedding", "vision"),
    "generate": ("text_completion",),
    "rerank": ("reranking",),
    "classify": (),  # trained on examples of the call, which says nothing about classifying by prompt
    "summarize": (),
    "rate": (),
}
_KINDS = ("chat", "embedding", "reranking")
_FEATURES = {
    "tools": "tool_use",
    "json_mode": "json_mode",
    "json_schema": "structured_output",
    "vision": "vision",
}
_ONLY_IF_LISTED = {"reasoning": "thinking"}
"""Features that older answers do not know."""
_NOT_CARRIED = ("logprobs", "safety_modes", "strict_tools", "tool_choice")


def _model(reading: Reading, model: dict[str, Any]) -> None:
    model_id = expect(model.pop("name"), str, "name")
    if model.pop("finetuned", False) is True:
        reading.skipped[model_id] = "fine-tuned: a model of one account"
        return
    offering = reading.offering("cohere", model_id)
    # `supports_vision` is about chat: it is false for embedding models that read images
    drop(model, ("default_endpoints", "tokenizer_url", "sampling_defaults", "supports_vision"))
    offering.limit("max_context", model.pop("context_length", None))
    offering.say("status", "D" if model.pop("is_deprecated", None) is True else None)
    _endpoints(reading, offering, expect(model.pop("endpoints"), list, f"{offering.id}.endpoints"))
    features = model.pop("features", None)
    if features is not None:
        _features(reading, offering, expect(features, list, f"{offering.id}.features"))
    reading.leftovers("model", model)


def _endpoints(reading: Reading, offering: Offering, endpoints: list[Any]) -> None:
    """The list is complete: what none of its endpoints does, the model does not do."""
    for kind in _KINDS:
        offering.can(kind, False)
    for endpoint in endpoints:
        if endpoint not in _ENDPOINTS:
            reading.unknown_fields[f"model.endpoints[{endpoint}]"] += 1
        for capability in _ENDPOINTS.get(endpoint, ()):
            offering.can(capability, True)


def _features(reading: Reading, offering: Offering, features: list[Any]) -> None:
    """A list is complete; models without one have none to state."""
    for feature, capability in _FEATURES.items():
        offering.can(capability, feature in features)
    for feature, capability in _ONLY_IF_LISTED.items():
        offering.can(capability, True if feature in features else None)
    for feature in features:
        if feature not in _FEATURES and feature not in _ONLY_IF_LISTED and feature not in _NOT_CARRIED:
            reading.unknown_fields[f"model.features[{feature}]"] += 1


_URL = "https://api.cohere.com/v1/models"

SOURCE = Source(
    name="cohere",
    title="Cohere",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="cohere",
    bounds=Bounds(
        least=16, most=84, fill={"max_context": 0.7, "chat": 1.0, "embedding": 1.0, "tool_use": 0.3}
    ),
    parse=own_listing("cohere", _model, under="models"),  # the list, or a page of it
    fetch=Fetch(
        gather=by_token(f"{_URL}?page_size=1000", "models", "next_page_token", "page_token"),
        signing="bearer",
    ),
    is_complete=False,  # an answer is a page of the list
)
