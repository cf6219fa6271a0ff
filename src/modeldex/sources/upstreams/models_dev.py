"""models.dev: one JSON object of providers, each with its models; prices in USD per million."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.offering import Offering

_URL = "https://models.dev/api.json"
RATES = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write": "cache_write_tokens",
    "reasoning": "reasoning_tokens",
    "input_audio": "audio_input_tokens",
    "output_audio": "audio_output_tokens",
}
"""Name of a cost -> unit."""
STATUS = {None: None, "deprecated": "D", "beta": "P", "alpha": "P"}
INPUTS = {"image": "vision", "pdf": "pdf_input", "video": "video_input", "audio": "audio_input"}
OUTPUTS = {"image": "image_output", "video": "video_output", "audio": "audio_output"}
"""Modality -> capability; what is read, what is made."""
FREE_MARKS = (":free", "-free", "/free")
"""What an id holds whose zeros are prices."""
NOT_CARRIED = (
    "id",
    "attachment",  # says less than the modalities
    "interleaved",  # a matter of the wire
    "provider",  # a matter of the wire
    "reasoning_options",
)
"""Fields of a model that are known and left out."""


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read `api.json`."""
    reading = Reading(source="models_dev")
    for slug, provider in expect(answer, dict, "the answer").items():
        drop(expect(provider, dict, slug), ("id", "env", "npm", "api", "name", "doc"))
        models = expect(provider.pop("models", None), dict, f"{slug}.models")
        for model_id, model in models.items():
            if any(blank in model_id for blank in " \t\n"):
                reading.skipped[f"{slug}/{model_id}"] = "its id has blanks"
                continue
            with reading.at(f"{slug}.models.{model_id}"):
                _model(reading, provider_named(slug) or slug, model_id, model)
        reading.leftovers("provider", provider)
    return reading


def _model(reading: Reading, provider: str, model_id: str, model: dict[str, Any]) -> None:
    offering = reading.offering(provider, model_id)
    drop(model, NOT_CARRIED)
    offering.say("name", one_line(model.pop("name", None)))
    offering.say("family", model.pop("family", None))
    offering.say("status", STATUS[model.pop("status", None)])
    offering.day("release_date", model.pop("release_date", None))
    offering.day("knowledge_cutoff", model.pop("knowledge", None))
    offering.day("updated", model.pop("last_updated", None))
    offering.say("open_weights", model.pop("open_weights", None))
    offering.can("tool_use", model.pop("tool_call", None))
    offering.can("thinking", model.pop("reasoning", None))
    offering.can("structured_output", model.pop("structured_output", None))
    offering.can("temperature", model.pop("temperature", None))
    _modalities(reading, offering, model.pop("modalities", {}))
    _limits(reading, offering, model.pop("limit", {}))
    _costs(reading, offering, model.pop("cost", None) or {})
    _modes(reading, offering, model.pop("experimental", {}))
    free = any(mark in model_id for mark in FREE_MARKS)
    if not offering.settle_zeros(free=free):
        reading.not_priced.append(offering.id)
    reading.leftovers("model", model)


def _modalities(reading: Reading, offering: Offering, modalities: dict[str, Any]) -> None:
    """The lists are complete: what is not in them, the model cannot read or make."""
    for key, flags in (("input", INPUTS), ("output", OUTPUTS)):
        if key not in modalities:
            continue
        listed = set(modalities.pop(key))
        for modality, capability in flags.items():
            offering.can(capability, modality in listed)
        for modality in listed - flags.keys() - {"text", "pdf"}:
            reading.unknown_fields[f"model.modalities.{key}[{modality}]"] += 1
    reading.leftovers("model.modalities", modalities)


def _limits(reading: Reading, offering: Offering, limit: dict[str, Any]) -> None:
    offering.limit("max_context", limit.pop("context", None))
    offering.limit("max_input", limit.pop("input", None))
    offering.limit("max_output", limit.pop("output", None))
    reading.leftovers("model.limit", limit)


def _costs(reading: Reading, offering: Offering, cost: dict[str, Any]) -> None:
    """`context_over_200k` is not always a boundary of 200,000: `tiers` says which, where it stands."""
    over_200k = cost.pop("context_over_200k", None)
    tiers = cost.pop("tiers", None)
    if tiers is None and over_200k:
        tiers = [over_200k | {"tier": {"type": "context", "size": 200_000}}]
    for tier in tiers or ():
        boundary = tier.pop("tier")
        if boundary.get("type") != "context":
            reading.unknown_fields[f"model.cost.tiers[{boundary.get('type')}]"] += 1
            continue
        _rates(reading, offering, tier, above_tokens=boundary["size"])
    _rates(reading, offering, cost)


def _rates(reading: Reading, offering: Offering, rates: dict[str, Any], **conditions: Any) -> None:
    for name, unit in RATES.items():
        offering.price(unit, pop_number(rates, name, offering.id), **conditions)
    reading.leftovers("model.cost", rates)


def _modes(reading: Reading, offering: Offering, experimental: dict[str, Any]) -> None:
    """A mode such as `fast` is a service class: the one its request body asks for."""
    for name, mode in experimental.pop("modes", {}).items():
        service = mode.pop("provider", {}).get("body", {}).get("service_tier", name)
        _rates(reading, offering, mode.pop("cost", None) or {}, service=service)
        reading.leftovers("model.experimental.modes", mode)
    reading.leftovers("model.experimental", experimental)


def one_line(name: str | None) -> str | None:
    """A name on one line, its blanks folded."""
    return " ".join(name.split()) if name else None


SOURCE = Source(
    name="models_dev",
    title="models.dev",
    url=_URL,
    licence="MIT, models.dev",
    own_listing_of=None,
    bounds=Bounds(
        least=5_000,
        most=12_000,
        fill={
            "name": 0.99,
            "max_context": 0.95,
            "max_output": 0.90,
            "input_per_1m": 0.75,
            "output_per_1m": 0.75,
            "tool_use": 0.99,
            "vision": 0.99,
            "release_date": 0.95,
        },
    ),
    parse=parse,
    fetch=Fetch(gather=whole(_URL)),
)
