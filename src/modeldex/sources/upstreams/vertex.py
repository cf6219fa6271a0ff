"""Google's publisher models on Vertex AI: where each stands in its life."""

from __future__ import annotations

from typing import Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import by_token

_PREFIX = "publishers/google/models/"
_STAGES = {"GA": "C", "PUBLIC_PREVIEW": "P", "PRIVATE_PREVIEW": "P", "EXPERIMENTAL": "P"}
_WEIGHTS = {
    "PROPRIETARY": False,
    "GOOGLE_OWNED_OSS_WITH_GOOGLE_CHECKPOINT": True,
    "THIRD_PARTY_OWNED_OSS_WITH_GOOGLE_CHECKPOINT": True,
    "THIRD_PARTY_OWNED_OSS_WITH_THIRD_PARTY_CHECKPOINT": True,
    "GOOGLE_OWNED_OSS": None,  # the code is open; nothing is said of weights
    "THIRD_PARTY_OWNED_OSS": None,
}
_TUNING = ("openFineTuningPipeline", "openFineTuningPipelines", "openPromptTuningPipeline")
_OTHER_ACTIONS = (
    "openNotebook", "openNotebooks", "openGenerationAiStudio", "openEvaluationPipeline", "deploy",
    "deployGke", "multiDeployVertex", "viewRestApi", "requestAccess", "createApplication",
)  # fmt: skip
_NOT_CARRIED = (
    "versionId",
    "versionState",
    "frameworks",
    "publisherModelTemplate",
    "predictSchemata",
    "parent",
)


def _model(reading: Reading, model: dict[str, Any]) -> None:
    resource = expect(model.pop("name"), str, "name")
    if not resource.startswith(_PREFIX):
        reading.skipped[resource] = "another maker publishes it: it is called by that one's wire format"
        return
    offering = reading.offering("google-vertex", resource.removeprefix(_PREFIX))
    drop(model, _NOT_CARRIED)
    for name, column, known in (
        ("launchStage", "status", _STAGES),
        ("openSourceCategory", "open_weights", _WEIGHTS),
    ):
        value = model.pop(name, None)
        offering.say(column, known.get(value))
        if value is not None and value not in known:
            reading.unknown_fields[f"model.{name}[{value}]"] += 1
    actions = expect(model.pop("supportedActions", None) or {}, dict, f"{offering.id}.supportedActions")
    offering.can("fine_tuning", True if any(action in actions for action in _TUNING) else None)
    drop(actions, (*_TUNING, *_OTHER_ACTIONS))
    reading.leftovers("model.supportedActions", actions)
    reading.leftovers("model", model)


_URL = "https://aiplatform.googleapis.com/v1beta1/publishers/google/models"

SOURCE = Source(
    name="vertex",
    title="Vertex AI publisher models",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="google-vertex",
    bounds=Bounds(least=8, most=100, fill={"status": 0.8}),
    parse=own_listing("vertex", _model, under="publisherModels"),
    fetch=Fetch(gather=by_token(f"{_URL}?pageSize=100", "publisherModels"), signing="google-token"),
    is_complete=False,  # an answer is a page, filtered by whoever asked
)
