"""Heroku's inference models: what they turn text into, and when those on their way out go."""

from __future__ import annotations

from typing import Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

_URL = "https://us.inference.heroku.com/available-models"
_STATES = {"active": "C", "deprecated": "D"}
_TYPES = {
    "text-to-text": "chat",  # served by the chat endpoint alone
    "text-to-score": "reranking",
    "text-to-embedding": "embedding",
    "text-to-image": "image_output",
}


def _model(reading: Reading, model: dict[str, Any]) -> None:
    """Its types name no modality but text on the way in: they say what it can, and no more."""
    offering = reading.offering("heroku", expect(model.pop("model_id"), str, "model_id"))
    offering.say("status", _STATES[model.pop("state")])
    offering.day("deprecated_on", (model.pop("deprecation_date", None) or "")[:10])
    offering.day("retires_on", (model.pop("eol_date", None) or "")[:10])
    successor = model.pop("replacement_model", None)
    offering.say("successor", f"heroku/{expect(successor, str, 'replacement_model')}" if successor else None)
    for kind in expect(model.pop("type"), list, "type"):
        if kind in _TYPES:
            offering.can(_TYPES[kind], True)
        else:
            reading.unknown_fields[f"model.type[{kind}]"] += 1
    drop(model, ("regions",))
    reading.leftovers("model", model)


SOURCE = Source(
    name="heroku",
    title="Heroku",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="heroku",
    bounds=Bounds(least=15, most=120, fill={"status": 1.0, "chat": 0.60}),
    parse=own_listing("heroku", _model, under=None),
    fetch=Fetch(gather=whole(_URL), signing="bearer", is_key_needed=False),
    is_complete=True,
)
