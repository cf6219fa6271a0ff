"""Venice's text models; prices are USD per million tokens, with the same in Venice's credits beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_URL = "https://api.venice.ai/api/v1/models"
_CAPABILITIES = {
    "supportsFunctionCalling": "tool_use",
    "supportsReasoning": "thinking",
    "supportsResponseSchema": "structured_output",
    "supportsVision": "vision",
    "supportsAudioInput": "audio_input",
    "supportsVideoInput": "video_input",
    "supportsWebSearch": "web_search",
}
_OTHER_FLAGS = (
    "quantization", "supportsLogProbs", "supportsMultipleImages", "supportsReasoningEffort",
    "supportsTeeAttestation", "supportsE2EE", "supportsXSearch",
)  # fmt: skip
_RATES = {"input": "input_tokens", "output": "output_tokens"}
_CREDITS = ("diem", "vcu")
_WEIGHTS = "https://huggingface.co/"


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("venice", expect(model.pop("id"), str, "id"))
    drop(model, ("object", "owned_by", "created"))  # created: when Venice listed it
    if (kind := model.pop("type")) != "text":
        reading.unknown_fields[f"model.type[{kind}]"] += 1
    spec = expect(model.pop("model_spec"), dict, "model_spec")
    offering.say("name", spec.pop("name", None))
    offering.limit("max_context", spec.pop("availableContextTokens", None))
    offering.limit("max_output", spec.pop("maxCompletionTokens", None))
    if expect(spec.pop("modelSource", None) or "", str, "modelSource").startswith(_WEIGHTS):
        offering.say("open_weights", True)
    _abilities(reading, offering, expect(spec.pop("capabilities"), dict, "capabilities"))
    _defaults(reading, offering, expect(spec.pop("constraints", None) or {}, dict, "constraints"))
    _prices(reading, offering, expect(spec.pop("pricing"), dict, "pricing"))
    drop(spec, ("traits", "offline"))  # Venice's own favourites; a state of the moment
    drop(spec, ("description", "privacy"))
    reading.leftovers("model.model_spec", spec)
    reading.leftovers("model", model)


def _abilities(reading: Reading, offering: Offering, flags: dict[str, Any]) -> None:
    for name, capability in _CAPABILITIES.items():
        offering.can(capability, flags.pop(name, None))
    drop(flags, _OTHER_FLAGS)
    drop(flags, ("optimizedForCode",))  # a host's word: `code` is the maker's to claim
    reading.leftovers("model.model_spec.capabilities", flags)


def _defaults(reading: Reading, offering: Offering, constraints: dict[str, Any]) -> None:
    defaults = {}
    for name in ("temperature", "top_p"):
        constraint = expect(constraints.pop(name, None) or {}, dict, name)
        default = pop_number(constraint, "default", f"{offering.id}.constraints.{name}")
        if default is not None:
            defaults[name] = default
        reading.leftovers(f"model.model_spec.constraints.{name}", constraint)
    offering.say("default_parameters", defaults)
    reading.leftovers("model.model_spec.constraints", constraints)


def _prices(reading: Reading, offering: Offering, pricing: dict[str, Any]) -> None:
    for name, unit in _RATES.items():
        rate = expect(pricing.pop(name), dict, f"pricing.{name}")
        offering.price(unit, pop_number(rate, "usd", offering.id))
        drop(rate, _CREDITS)
        reading.leftovers(f"model.model_spec.pricing.{name}", rate)
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)
    reading.leftovers("model.model_spec.pricing", pricing)


SOURCE = Source(
    name="venice",
    title="Venice",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="venice",
    bounds=Bounds(
        least=8,
        most=80,
        fill={
            "name": 0.95,
            "max_context": 0.95,
            "output_per_1m": 0.90,
            "tool_use": 0.95,
            "vision": 0.95,
            "thinking": 0.95,
        },
    ),
    parse=own_listing("venice", _model),  # of one type: text, unless another was asked for
    fetch=Fetch(gather=whole(_URL), signing="bearer", is_key_needed=False),
)
