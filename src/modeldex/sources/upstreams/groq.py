"""Groq's model list, in its plain shape and in the fuller one with prices and features beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_URL = "https://api.groq.com/openai/v1/models"
_PER_TOKEN = {
    "prompt": "input_tokens",
    "completion": "output_tokens",
    "input_cache_read": "cache_read_tokens",
    "input_cache_write": "cache_write_tokens",
}
_FEATURES = {
    "tools": "tool_use",
    "json_mode": "json_mode",
    "structured_outputs": "structured_output",
    "reasoning": "thinking",
    "web_search": "web_search",
}
_FEATURES_WITHOUT_CAPABILITY = ("logprobs",)
_INPUTS = {"image": "vision", "file": "pdf_input", "video": "video_input", "audio": "audio_input"}
_OUTPUTS = {"image": "image_output", "audio": "audio_output", "embeddings": "embedding"}
_NOT_CARRIED = (
    "object",
    "created",  # when Groq listed it
    "owned_by",
    "public_apps",
    "hugging_face_id",
    "description",
    "quantization",
    "supported_sampling_parameters",
    "datacenters",
    "is_ready",
    "openrouter",
)


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("groq", expect(model.pop("id"), str, "id"))
    drop(model, _NOT_CARRIED)
    offering.say("name", model.pop("name", None))
    if model.pop("active", True) is False:
        offering.say("status", "R")
    offering.day("retires_on", model.pop("deprecation_date", None))
    _limits(offering, model)
    _abilities(reading, offering, model)
    _prices(reading, offering, model.pop("pricing", None) or {})
    reading.leftovers("model", model)


def _limits(offering: Offering, model: dict[str, Any]) -> None:
    """The fuller shape names both limits anew; an output above the window is no limit."""
    windows = [model.pop("context_window", None), model.pop("context_length", None)]
    outputs = [model.pop("max_completion_tokens", None), model.pop("max_output_length", None)]
    window = next((limit for limit in windows if limit is not None), None)
    output = next((limit for limit in outputs if limit is not None), None)
    offering.limit("max_context", window)
    if window and output and output > window:
        offering.originals["max_output"] = str(output)
    else:
        offering.limit("max_output", output)


def _abilities(reading: Reading, offering: Offering, model: dict[str, Any]) -> None:
    """Modalities, where they stand, are complete lists; features state what it can and no more."""
    for key, flags in (("input_modalities", _INPUTS), ("output_modalities", _OUTPUTS)):
        listed = set(expect(model.pop(key, None) or [], list, key))
        for modality, capability in flags.items():
            offering.can(capability, modality in listed if listed else None)
        for modality in listed - flags.keys() - {"text"}:
            reading.unknown_fields[f"model.{key}[{modality}]"] += 1
    for key in ("features", "supported_features"):
        for feature in expect(model.pop(key, None) or [], list, key):
            if feature in _FEATURES:
                offering.can(_FEATURES[feature], True)
            elif feature not in _FEATURES_WITHOUT_CAPABILITY:
                reading.unknown_fields[f"model.{key}[{feature}]"] += 1


def _prices(reading: Reading, offering: Offering, pricing: dict[str, Any]) -> None:
    """USD per single token."""
    drop(pricing, ("image", "request"))  # of another unit, and zero where nothing is charged
    for name, unit in _PER_TOKEN.items():
        offering.price(unit, pop_number(pricing, name, offering.id), 6)
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)
    reading.leftovers("model.pricing", pricing)


SOURCE = Source(
    name="groq",
    title="Groq",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="groq",
    bounds=Bounds(least=10, most=80, fill={"max_context": 0.95, "max_output": 0.80}),
    parse=own_listing("groq", _model),
    fetch=Fetch(gather=whole(_URL), signing="bearer", per_minute=100),
    is_complete=True,
)
