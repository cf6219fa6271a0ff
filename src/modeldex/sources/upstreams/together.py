"""Together AI's model list: a bare array; what a price is for depends on the type of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_URL = "https://api.together.xyz/v1/models"
_TYPES = {
    "chat": ("chat",),
    "language": ("text_completion",),
    "code": ("text_completion",),
    "moderation": ("moderation",),
    "embedding": ("embedding",),
    "rerank": ("reranking",),
    "image": ("image_output",),
    "audio": ("audio_output",),
    "transcribe": ("transcription", "audio_input"),
}
_WRITES_TOKENS = ("chat", "language", "code", "moderation")
_READS_TOKENS = (*_WRITES_TOKENS, "embedding", "rerank")
_FREE_MARK = "-free"
_NOT_CARRIED = (
    "object",
    "created",  # when Together listed it
    "organization",
    "license",
    "link",  # often the page of another model
    "running",  # false even where calls are served
)


def _model(reading: Reading, model: dict[str, Any]) -> None:
    model_id = expect(model.pop("id"), str, "id")
    kind = model.pop("type")
    name, window = model.pop("display_name", None), model.pop("context_length", None)
    config = model.pop("config", None) or {}
    pricing = expect(model.pop("pricing"), dict, f"{model_id}.pricing")
    drop(model, _NOT_CARRIED)
    reading.leftovers("model", model)
    if model_id.count("/") > 1:
        reading.skipped[model_id] = "an account's own model: account/organisation/name"
        return
    offering = reading.offering("togetherai", model_id)
    offering.say("name", name)
    offering.limit("max_context", window)
    offering.limit("max_output", config.pop("max_output_length", None))
    drop(config, ("bos_token", "eos_token", "chat_template", "stop"))
    reading.leftovers("model.config", config)
    if kind not in _TYPES:
        reading.unknown_fields[f"model.type[{kind}]"] += 1
    for capability in _TYPES.get(kind, ()):
        offering.can(capability, True)
    _prices(reading, offering, kind, pricing)


def _prices(reading: Reading, offering: Offering, kind: str, pricing: dict[str, Any]) -> None:
    """USD per million: tokens, or characters where the model speaks.

    What embeds or ranks writes no tokens: its output field repeats the input. Images have no price
    here, and the fields of a transcriber hold another model's: neither is carried.
    """
    drop(pricing, ("hourly", "base", "finetune"))  # rented machines and training, zero throughout
    read = pop_number(pricing, "input", offering.id)
    written = pop_number(pricing, "output", offering.id)
    if kind in _READS_TOKENS:
        offering.price("input_tokens", read)
    if kind in _WRITES_TOKENS:
        offering.price("output_tokens", written)
    if kind == "audio":
        offering.price("input_characters", read, -6)
    if not offering.settle_zeros(free=offering.model_id.lower().endswith(_FREE_MARK)):
        reading.not_priced.append(offering.id)
    reading.leftovers("model.pricing", pricing)


SOURCE = Source(
    name="together",
    title="Together AI",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="togetherai",
    bounds=Bounds(
        least=40,
        most=400,
        fill={"name": 0.95, "max_context": 0.70, "input_per_1m": 0.60, "output_per_1m": 0.55, "chat": 0.50},
    ),
    parse=own_listing("together", _model, under=None),
    fetch=Fetch(gather=whole(_URL), signing="bearer", per_minute=60),
    is_complete=True,
)
