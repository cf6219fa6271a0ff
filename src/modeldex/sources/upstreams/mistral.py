"""Mistral's model list: every id that it takes, aliases among them, with what each can do.

An alias is a row of its own, whose `name` is the model it stands for. One id can stand in two
rows: a model that chats, and one that writes down speech at another endpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_CAPABILITIES = {
    "completion_chat": ("chat",),
    "function_calling": ("tool_use",),
    "fine_tuning": ("fine_tuning",),
    "vision": ("vision",),
    "ocr": ("ocr",),
    "moderation": ("moderation",),
    "reasoning": ("thinking",),
    "audio": ("audio_input",),
    "audio_speech": ("audio_output",),
    "audio_transcription": ("transcription", "audio_input"),
    "audio_transcription_realtime": ("transcription", "audio_input", "realtime"),
}
_NOT_CARRIED = (
    "object",
    "owned_by",
    "created",  # the moment of the answer
    "description",
    "archived",
)


def _model(reading: Reading, model: dict[str, Any]) -> None:
    model_id = expect(model.pop("id"), str, "id")
    if model.pop("type", "base") != "base":
        reading.skipped[model_id] = "no base model: fine-tuned, of one account"
        return
    is_first = f"mistral/{model_id}" not in reading.offerings
    offering = reading.offering("mistral", model_id)
    drop(model, _NOT_CARRIED)
    _capabilities(reading, offering, expect(model.pop("capabilities"), dict, f"{model_id}.capabilities"))
    name, aliases = model.pop("name", None), model.pop("aliases", None)
    window = model.pop("max_context_length", None)
    retires_on, successor = model.pop("deprecation", None), model.pop("deprecation_replacement_model", None)
    temperature = model.pop("default_model_temperature", None)
    reading.leftovers("model", model)
    if not is_first:  # what else the id stands for adds abilities; the rest is of the model named first
        return
    offering.limit("max_context", window)
    offering.say("alias", aliases if name == model_id else None)
    if retires_on is not None:  # still listed: its end has been announced and is to come
        offering.say("status", "D")
        offering.day("retires_on", retires_on[:10])
        offering.say("successor", successor)
    if temperature is not None:
        offering.say("default_parameters", {"temperature": temperature})


def _capabilities(reading: Reading, offering: Offering, capabilities: dict[str, Any]) -> None:
    """What any flag, of any row of the id, says it can do, it can."""
    drop(capabilities, ("completion_fim", "classification"))  # ways of calling it
    for name, known in _CAPABILITIES.items():
        if name not in capabilities:
            continue
        value = expect(capabilities.pop(name), bool, f"{offering.id}.capabilities.{name}")
        for capability in known:
            offering.can(capability, value or offering.flags.get(capability, False))
    reading.leftovers("model.capabilities", capabilities)


_URL = "https://api.mistral.ai/v1/models"

SOURCE = Source(
    name="mistral",
    title="Mistral",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="mistral",
    bounds=Bounds(
        least=40,
        most=250,
        fill={"max_context": 0.99, "chat": 0.99, "tool_use": 0.99, "vision": 0.99, "default_parameters": 0.6},
    ),
    parse=own_listing("mistral", _model),  # in its older or its newer shape
    fetch=Fetch(gather=whole(_URL), signing="bearer"),
    is_complete=True,
)
