"""Novita's model list; prices are whole numbers of 1/10,000 USD per million tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_URL = "https://api.novita.ai/openai/v1/models"
_RATES = {"input_token_price_per_m": "input_tokens", "output_token_price_per_m": "output_tokens"}
_FEATURES = {
    "function-calling": "tool_use",
    "structured-outputs": "structured_output",
    "vision": "vision",
    "reasoning": "thinking",
}
_ENDPOINTS = {"completion": "text_completion"}
_TYPES = {"chat": "chat"}
_SERVED = 1
_NOT_CARRIED = (
    "object",
    "created",  # when Novita listed it
    "description",
    "owned_by",
    "parent",
    "permission",
    "root",
    "tags",
    "title",  # the id once more
)


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("novita-ai", expect(model.pop("id"), str, "id"))
    drop(model, _NOT_CARRIED)
    offering.say("name", " ".join(expect(model.pop("display_name"), str, "display_name").split()))
    if (status := model.pop("status", _SERVED)) != _SERVED:
        reading.unknown_fields[f"model.status[{status}]"] += 1
    _limits(offering, model)
    _abilities(reading, offering, model)
    for name, unit in _RATES.items():
        offering.price(unit, pop_number(model, name, offering.id), -4)
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)
    reading.leftovers("model", model)


def _limits(offering: Offering, model: dict[str, Any]) -> None:
    """An output above the window is no limit."""
    window, output = model.pop("context_size"), model.pop("max_output_tokens")
    offering.limit("max_context", window)
    if output > window:
        offering.originals["max_output"] = str(output)
    else:
        offering.limit("max_output", output)


def _abilities(reading: Reading, offering: Offering, model: dict[str, Any]) -> None:
    """The lists are kept by hand, and many are empty: they state what it can and no more."""
    for key, flags in (("features", _FEATURES), ("endpoints", _ENDPOINTS)):
        for ability in expect(model.pop(key, None) or [], list, key):
            _ability(reading, offering, key, flags, ability)
    _ability(reading, offering, "model_type", _TYPES, model.pop("model_type"))


def _ability(reading: Reading, offering: Offering, key: str, flags: dict[str, str], ability: str) -> None:
    if ability in flags:
        offering.can(flags[ability], True)
    else:
        reading.unknown_fields[f"model.{key}[{ability}]"] += 1


SOURCE = Source(
    name="novita",
    title="NovitaAI",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="novita-ai",
    bounds=Bounds(
        least=30,
        most=250,
        fill={"name": 1.0, "max_context": 0.95, "max_output": 0.75, "output_per_1m": 0.70, "chat": 0.50},
    ),
    parse=own_listing("novita", _model),
    fetch=Fetch(gather=whole(_URL), signing="bearer"),
    is_complete=True,
)
