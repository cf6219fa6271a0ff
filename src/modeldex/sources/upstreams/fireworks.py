"""Fireworks' model list; ids are `accounts/<account>/models/<name>`, as calls send them."""

from __future__ import annotations

from typing import Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

_LANGUAGE, _IMAGES, _ADDON = "HF_BASE_MODEL", "FLUMINA_BASE_MODEL", "HF_PEFT_ADDON"


def _model(reading: Reading, model: dict[str, Any]) -> None:
    """What the flags say of image models contradicts itself between alike ones: `chat` is not carried."""
    model_id = expect(model.pop("id"), str, "id")
    kind, window = model.pop("kind"), model.pop("context_length", None)
    chats, sees, calls = (
        expect(model.pop(f"supports_{name}"), bool, name) for name in ("chat", "image_input", "tools")
    )
    drop(model, ("object", "owned_by", "created"))  # created: when Fireworks listed it
    reading.leftovers("model", model)
    if kind == _ADDON:
        reading.skipped[model_id] = "an add-on of one account to a base model"
        return
    if kind not in (_LANGUAGE, _IMAGES):
        reading.unknown_fields[f"model.kind[{kind}]"] += 1
    offering = reading.offering("fireworks-ai", model_id)
    offering.limit("max_context", window)
    offering.can("chat", chats if kind == _LANGUAGE else None)
    offering.can("vision", sees)
    offering.can("tool_use", calls)


_URL = "https://api.fireworks.ai/inference/v1/models"

SOURCE = Source(
    name="fireworks",
    title="Fireworks AI",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="fireworks-ai",
    bounds=Bounds(
        least=15,
        most=150,
        fill={"max_context": 0.60, "chat": 0.70, "vision": 1.0, "tool_use": 1.0},
    ),
    parse=own_listing("fireworks", _model),
    fetch=Fetch(gather=whole(_URL), signing="bearer"),
)
