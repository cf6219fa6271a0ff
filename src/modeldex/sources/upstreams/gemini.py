"""The Gemini API's model list: limits, methods and sampling defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import by_token

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_METHODS = {
    "createCachedContent": "prompt_cache",
    "batchGenerateContent": "batch",
    "asyncBatchEmbedContent": "batch",
    "embedContent": "embedding",
    "bidiGenerateContent": "realtime",
}
_NO_OTHER_WAY = ("embedding", "realtime")
"""What no other method does; caching happens without a call too, and not every batch is listed."""
_WRITING = ("generateContent", "bidiGenerateContent", "generateAnswer")
_OTHER_METHODS = (*_WRITING, "countTokens", "countTextTokens", "predict", "predictLongRunning")
_DEFAULTS = {"temperature": "temperature", "topP": "top_p", "topK": "top_k"}


def _model(reading: Reading, model: dict[str, Any]) -> None:
    resource = expect(model.pop("name"), str, "name")
    if not resource.startswith("models/"):
        reading.skipped[resource] = "no base model: a tuned model of one account"
        return
    offering = reading.offering("google", resource.removeprefix("models/"))
    drop(model, ("description", "version", "baseModelId", "maxTemperature"))
    offering.say("name", " ".join(model.pop("displayName").split()))
    # Google's pages give this number as the window; what is written counts beside it
    offering.limit("max_context", model.pop("inputTokenLimit", None))
    most_output = model.pop("outputTokenLimit", None)
    methods = expect(model.pop("supportedGenerationMethods"), list, f"{offering.id}.methods")
    if any(
        method in _WRITING for method in methods
    ):  # a filler for models that make images, video or vectors
        offering.limit("max_output", most_output)
    _methods(reading, offering, methods)
    offering.can("thinking", model.pop("thinking", None))
    defaults = {ours: model.pop(theirs) for theirs, ours in _DEFAULTS.items() if theirs in model}
    offering.can("temperature", True if "temperature" in defaults else None)
    offering.say("default_parameters", defaults)
    reading.leftovers("model", model)


def _methods(reading: Reading, offering: Offering, methods: list[Any]) -> None:
    for capability in _NO_OTHER_WAY:
        offering.can(capability, False)
    for method in methods:
        if method in _METHODS:
            offering.can(_METHODS[method], True)
        elif method not in _OTHER_METHODS:
            reading.unknown_fields[f"model.supportedGenerationMethods[{method}]"] += 1


_URL = "https://generativelanguage.googleapis.com/v1beta/models"

SOURCE = Source(
    name="gemini",
    title="Gemini API",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="google",
    bounds=Bounds(
        least=34,
        most=180,
        fill={
            "name": 1.0,
            "max_context": 0.99,
            "max_output": 0.6,
            "embedding": 1.0,
            "batch": 0.3,
            "thinking": 0.3,
        },
    ),
    parse=own_listing("gemini", _model, under="models"),
    fetch=Fetch(gather=by_token(f"{_URL}?pageSize=1000", "models"), signing="x-goog-api-key"),
    is_complete=False,  # older models are shown only to accounts that use them
)
