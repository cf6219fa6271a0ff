"""Amazon Bedrock's foundation models, with what its console knows beside.

The console's extras (`converse`, `description`, `batchSupported`) are null at many models; null
says nothing. An answer is of one region, so what is not offered there may be elsewhere: only
modalities and streaming, which are of the model, are taken as complete.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.listing import own_listing
from modeldex.sources.offering import one_word

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_STATUS = {"ACTIVE": "C", "LEGACY": "D"}
_INPUTS = {"IMAGE": "vision", "VIDEO": "video_input", "SPEECH": "audio_input"}
_OUTPUTS = {
    "IMAGE": "image_output",
    "VIDEO": "video_output",
    "SPEECH": "audio_output",
    "EMBEDDING": "embedding",
}
_NOT_CARRIED = (
    "modelArn",  # says the id again, behind a region
    "providerName",
    "modelFamily",  # a heading of the console
    "inferenceTypesSupported",
    "consoleIDEMetadata",
    "featuresSupported",
    "guardrailsSupported",
    "intelligentPromptRouting",
    "latencyOptimizationSupported",
)
_CONVERSE_NOT_CARRIED = (
    "additionalRequestFieldsSchema", "maxTokensDefault", "stopSequencesDefault", "userImageTypesSupported",
    "userVideoTypesSupported",
)  # fmt: skip
_DESCRIPTION_NOT_CARRIED = (
    "fullDescription", "shortDescription", "invokeExample", "modelAttributes", "policy", "supportedFormats",
    "supportedLanguages", "supportedUseCases", "unsupportedUseCases", "version",
    "releaseDate",  # on Bedrock
)  # fmt: skip
_THOUSANDS = {"K": 1_000, "M": 1_000_000}


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("amazon-bedrock", expect(model.pop("modelId"), str, "modelId"))
    drop(model, _NOT_CARRIED)
    offering.say("name", model.pop("modelName", None))
    _life(reading, offering, expect(model.pop("modelLifecycle", None) or {}, dict, "modelLifecycle"))
    _modalities(reading, offering, model)
    offering.can("streaming", model.pop("responseStreamingSupported", None))
    caching = model.pop("explicitPromptCaching", None) or {}
    offering.can("prompt_cache", caching.get("isSupported") or None)
    batches = model.pop("batchSupported", None) or {}
    offering.can("batch", True if True in batches.values() else None)
    customizations = model.pop("customizationsSupported", None) or ()
    offering.can("fine_tuning", True if "FINE_TUNING" in customizations else None)
    converse = model.pop("converse", None)
    if converse is not None:
        _converse(reading, offering, expect(converse, dict, "converse"))
    _description(reading, offering, expect(model.pop("description", None) or {}, dict, "description"))
    _drop_ceiling(offering)
    reading.leftovers("model", model)


def _life(reading: Reading, offering: Offering, life: dict[str, Any]) -> None:
    status = life.pop("status", None)
    offering.say("status", _STATUS.get(status))
    if status is not None and status not in _STATUS:
        reading.unknown_fields[f"model.modelLifecycle.status[{status}]"] += 1
    offering.day("deprecated_on", _day(life.pop("legacyTime", None)))
    offering.day("retires_on", _day(life.pop("endOfLifeTime", None)))
    drop(life, ("startOfLifeTime", "publicExtendedAccessTime"))  # on Bedrock; when prices may rise
    reading.leftovers("model.modelLifecycle", life)


def _day(moment: str | float | None) -> str | None:
    """The day of a moment, which is a text or seconds of the epoch."""
    if isinstance(moment, int | float):
        return datetime.fromtimestamp(moment, UTC).date().isoformat()
    return moment[:10] if moment else None


def _modalities(reading: Reading, offering: Offering, model: dict[str, Any]) -> None:
    """The lists are complete: what is not in them, the model cannot read or make."""
    for key, flags in (("inputModalities", _INPUTS), ("outputModalities", _OUTPUTS)):
        listed = expect(model.pop(key), list, key)
        for modality, capability in flags.items():
            offering.can(capability, modality in listed)
        for modality in listed:
            if modality not in flags and modality != "TEXT":
                reading.unknown_fields[f"model.{key}[{modality}]"] += 1


def _converse(reading: Reading, offering: Offering, converse: dict[str, Any]) -> None:
    """How the model takes part in a conversation: that it has this says that it does."""
    offering.can("chat", True)
    offering.limit("max_output", converse.pop("maxTokensMaximum", None))
    offering.can("system_messages", converse.pop("systemRoleSupported", None))
    reasoning = converse.pop("reasoningSupported", None)
    offering.can("thinking", None if reasoning is None else True)
    documents = converse.pop("userDocumentTypesSupported", None) or ()
    offering.can("pdf_input", True if "pdf" in documents else None)
    drop(converse, _CONVERSE_NOT_CARRIED)
    reading.leftovers("model.converse", converse)


def _description(reading: Reading, offering: Offering, description: dict[str, Any]) -> None:
    window = description.pop("maxContextWindow", None)
    if window:
        offering.limit("max_context", _tokens(window))
        if window != offering.cells.get("max_context"):
            offering.originals["max_context"] = one_word(window)
    drop(description, _DESCRIPTION_NOT_CARRIED)
    reading.leftovers("model.description", description)


def _drop_ceiling(offering: Offering) -> None:
    """A limit of the output that is not below the window is only what the console lets one type."""
    window, most_output = offering.cells.get("max_context"), offering.cells.get("max_output")
    if window and most_output and int(most_output) >= int(window):
        del offering.cells["max_output"]


def _tokens(text: str) -> int:
    """The number that a console writes as `200K`, `1M` or `163,840`."""
    digits = text.upper().replace(",", "").strip()
    factor = _THOUSANDS.get(digits[-1:], 1)
    return int(digits.rstrip("KM")) * factor


SOURCE = Source(
    name="bedrock",
    title="Amazon Bedrock",
    url="https://bedrock.${AWS_REGION}.amazonaws.com/foundation-models",
    licence="API answer, facts only",
    own_listing_of="amazon-bedrock",
    bounds=Bounds(
        least=100,
        most=540,
        fill={
            "name": 1.0,
            "status": 1.0,
            "vision": 1.0,
            "embedding": 1.0,
            "streaming": 0.9,
            "max_output": 0.2,
        },
    ),
    parse=own_listing("bedrock", _model, under="modelSummaries"),
    is_complete=False,  # an answer is of one region
)
