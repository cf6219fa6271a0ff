"""Azure OpenAI's list of models: where each version stands in its life, until when, and what it does.

An id is a model's name with its version (`gpt-4o-2024-08-06`, `dall-e-3-3.0`); the name alone
stands for its default version, at the end of the list. Version 1 is not written, so a name can
stand twice: the later row is the one that a call by name gets.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import CredentialError
from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import with_parameters

if TYPE_CHECKING:
    from modeldex.sources.fetching import Ask
    from modeldex.sources.offering import Offering

API_VERSION = "2024-10-21"
"""Where the environment names none: the stable one of the documentation of this list,
https://learn.microsoft.com/en-us/rest/api/azureopenai/models/list."""

_URL = "https://${AZURE_RESOURCE_NAME}.openai.azure.com/openai/models"
_STATUS = {"generally-available": "C", "preview": "P", "deprecating": "D", "deprecated": "D"}
_CAPABILITIES = {"chat_completion": "chat", "completion": "text_completion", "embeddings": "embedding"}


def _model(reading: Reading, model: dict[str, Any]) -> None:
    model_id = expect(model.pop("id"), str, "id")
    if "fine_tune" in model:
        reading.skipped[model_id] = "fine-tuned: a model of one account"
        return
    offering = reading.offering("azure", model_id)
    drop(
        model, ("object", "status", "created_at")
    )  # `status`: of the listing; `created_at`: when Azure listed it
    stage = model.pop("lifecycle_status", None)
    offering.say("status", _STATUS.get(stage))
    if stage is not None and stage not in _STATUS:
        reading.unknown_fields[f"model.lifecycle_status[{stage}]"] += 1
    _end(reading, offering, expect(model.pop("deprecation", None) or {}, dict, f"{model_id}.deprecation"))
    _capabilities(reading, offering, expect(model.pop("capabilities"), dict, f"{model_id}.capabilities"))
    reading.leftovers("model", model)


def _end(reading: Reading, offering: Offering, deprecation: dict[str, Any]) -> None:
    """`inference` is the day from which calls fail, in seconds of the epoch; 2099 is a filler."""
    end = deprecation.pop("inference", None)
    if end is not None:
        offering.day("retires_on", datetime.fromtimestamp(end, UTC).date().isoformat())
    drop(deprecation, ("fine_tune",))
    reading.leftovers("model.deprecation", deprecation)


def _capabilities(reading: Reading, offering: Offering, capabilities: dict[str, Any]) -> None:
    """Only what is said to be there counts: false stands at embedding models of other makers too.

    What can be tuned stands in several flags, one for each kind of deployment that trains it.
    """
    drop(capabilities, ("inference", "scale_types"))
    for name, capability in _CAPABILITIES.items():
        offering.can(capability, capabilities.pop(name, None) or None)
    for name in [name for name in capabilities if name.endswith("fine_tune")]:
        offering.can("fine_tuning", capabilities.pop(name) or None)
    reading.leftovers("model.capabilities", capabilities)


async def _gather(ask: Ask) -> Any:
    try:
        version = ask.values("api_version")[0]
    except CredentialError as error:
        if not error.missing:  # it is set, and cannot be used
            raise
        version = API_VERSION
    return await ask.json(with_parameters(_URL, {"api-version": version}))


SOURCE = Source(
    name="azure",
    title="Azure OpenAI",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="azure",
    bounds=Bounds(
        least=200, most=1_060, fill={"status": 0.99, "retires_on": 0.4, "chat": 0.5, "embedding": 0.05}
    ),
    parse=own_listing("azure", _model),
    fetch=Fetch(gather=_gather, signing="api-key"),
    is_complete=False,  # an answer is of one region
)
