"""Amazon Bedrock's foundation models, with what its console knows beside, and its inference profiles.

The console's extras (`converse`, `description`, `batchSupported`) are null at many models, and missing
in the public answer; neither says anything. An answer is of the regions that were asked, so what is not
offered there may be elsewhere: only modalities and streaming, which are of the model, are taken as
complete. Of a model that several regions list, the row of the one that offers it longest counts.

A profile (`us.`, `eu.`, `apac.`, `global.` before a model's id) sends a call to one of several regions,
and is what has to be named for it: an offering of its own, which does what its model does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.offering import one_word
from modeldex.sources.paging import by_token, for_each, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.fetching import Ask
    from modeldex.sources.offering import Offering

_MODELS, _PROFILES = "modelSummaries", "inferenceProfileSummaries"
_ORIGIN = "https://bedrock.{region}.amazonaws.com"
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


_PROFILE_NOT_CARRIED = (
    "inferenceProfileArn",  # says the id again, behind a region and an account
    "description",
    "createdAt",
    "updatedAt",
)


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read `modelSummaries`, and `inferenceProfileSummaries` where the answer has them."""
    del provider_named  # every offering is Bedrock's own
    reading = Reading(source="bedrock")
    answer = expect(answer, dict, "the answer")
    longest: dict[str, tuple[int, dict[str, Any]]] = {}
    for place, model in enumerate(expect(answer.get(_MODELS), list, _MODELS)):
        with reading.at(f"model {place}"):
            model_id = expect(expect(model, dict, "a model").get("modelId"), str, "modelId")
            if model_id not in longest or _end(model) > _end(longest[model_id][1]):
                longest[model_id] = place, model
    for model_id, (place, model) in longest.items():
        with reading.at(f"model {place} ({model_id})"):
            _model(reading, model)
    for place, profile in enumerate(expect(answer.get(_PROFILES, []), list, _PROFILES)):
        with reading.at(f"profile {place}"):
            _profile(reading, expect(profile, dict, "a profile"))
    return reading


def _end(model: dict[str, Any]) -> str:
    """The day until which a region offers a model, to compare; past all days where none is announced."""
    life = expect(model.get("modelLifecycle") or {}, dict, "modelLifecycle")
    return _day(life.get("endOfLifeTime")) or ("9" if life.get("status") == "ACTIVE" else "")


def _profile(reading: Reading, profile: dict[str, Any]) -> None:
    profile_id = expect(profile.pop("inferenceProfileId"), str, "inferenceProfileId")
    kind = profile.pop("type")
    if kind != "SYSTEM_DEFINED":
        reading.skipped[profile_id] = f"its type is {kind}: a profile of one account"
        return
    offering = reading.offering("amazon-bedrock", profile_id)
    drop(profile, _PROFILE_NOT_CARRIED)
    name, status = profile.pop("inferenceProfileName", None), profile.pop("status", None)
    for model in expect(profile.pop("models"), list, f"{profile_id}.models"):
        resource = expect(expect(model, dict, "a model").pop("modelArn"), str, "modelArn")
        reading.leftovers("profile.models", model)
        base = reading.offerings.get(f"amazon-bedrock/{resource.rpartition('/')[2]}")
        if base is not None:
            offering.cells |= base.cells
            offering.flags |= {name: value for name, value in base.flags.items() if name != "fine_tuning"}
            offering.originals |= base.originals
    offering.say("name", name)
    if "status" not in offering.cells:
        offering.say("status", _STATUS.get(status))
    if status is not None and status not in _STATUS:
        reading.unknown_fields[f"profile.status[{status}]"] += 1
    reading.leftovers("profile", profile)


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


async def _gather(ask: Ask) -> Any:
    """What every region that is asked for lists, as the answer of one."""

    async def region(name: str) -> tuple[Any, Any]:
        origin = _ORIGIN.format(region=name)
        profiles = f"{origin}/inference-profiles?type=SYSTEM_DEFINED&maxResults=1000"
        listed = expect(await whole(f"{origin}/foundation-models")(ask), dict, f"{name}: the answer")
        sending = await by_token(profiles, _PROFILES, "nextToken", "nextToken")(ask)
        return expect(listed.get(_MODELS), list, f"{name}: {_MODELS}"), sending[_PROFILES]

    regions = ask.values("region")
    ask.expects(2 * len(regions) - 1)
    answers = await for_each(regions, region)
    return {
        _MODELS: [model for models, _ in answers for model in models],
        _PROFILES: [profile for _, profiles in answers for profile in profiles],
    }


SOURCE = Source(
    name="bedrock",
    title="Amazon Bedrock",
    url="https://bedrock.${AWS_REGION}.amazonaws.com/foundation-models",
    licence="API answer, facts only",
    own_listing_of="amazon-bedrock",
    bounds=Bounds(
        least=40,  # some regions have a third of what others have
        most=1_200,
        fill={"name": 1.0, "status": 1.0, "vision": 0.95, "embedding": 0.95, "streaming": 0.85},
    ),
    parse=parse,
    fetch=Fetch(gather=_gather, signing="aws-sigv4"),
    is_complete=False,  # an answer is of the regions that were asked
)
