"""OpenRouter's model list with its hosts; prices are texts in USD per single token, -1 is variable."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from modeldex.core.errors import NetworkError, SourceError
from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.offering import MOST_PER_IMAGE_TOKEN, Offering
from modeldex.sources.paging import by_link, for_each

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.fetching import Ask

_URL = "https://openrouter.ai/api/v1/models"

PER_TOKEN = {
    "prompt": "input_tokens",
    "completion": "output_tokens",
    "input_cache_read": "cache_read_tokens",
    "input_cache_write": "cache_write_tokens",
    "input_cache_write_1h": "cache_write_1h_tokens",
    "internal_reasoning": "reasoning_tokens",
    "audio": "audio_input_tokens",
    "audio_output": "audio_output_tokens",
    "input_audio_cache": "audio_cache_read_tokens",
    "image_output": "image_output_tokens",
    "image_token": "image_input_tokens",
}
PER_ONE = {"web_search": "web_searches", "request": "requests"}
"""Name of a price -> unit."""
INPUTS = {"image": "vision", "file": "pdf_input", "video": "video_input", "audio": "audio_input"}
OUTPUTS = {"image": "image_output", "audio": "audio_output", "embeddings": "embedding"}
"""Modality -> capability; what is read, what is made."""
PARAMETERS = {
    "tools": "tool_use",
    "response_format": "json_mode",
    "structured_outputs": "structured_output",
    "reasoning": "thinking",
    "temperature": "temperature",
    "parallel_tool_calls": "parallel_tool_use",
}
"""Parameter of a request -> capability."""
NOT_CARRIED = (
    "created",  # when OpenRouter listed it, not when it was released
    "hugging_face_id",
    "description",
    "per_request_limits",
    "supported_voices",
    "links",
    "alias_target",
    "reasoning",
)
"""Fields of a model that are known and left out."""


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read the list, in any of its shapes: `{"data": [...]}`, `{"models": [...]}`."""
    del provider_named  # every offering is OpenRouter's own
    reading = Reading(source="openrouter")
    models = answer.get("data") or answer.get("models") if isinstance(answer, dict) else answer
    for place, model in enumerate(expect(models, list, "the list of models")):
        with reading.at(
            f"model {place} ({model.get('id')})" if isinstance(model, dict) else f"model {place}"
        ):
            _model(reading, expect(model, dict, "a model"))
    return reading


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("openrouter", expect(model.pop("id"), str, "id"))
    drop(model, NOT_CARRIED)
    name = model.pop("name", None)
    offering.say("name", None if name is None else " ".join(name.split()))
    slug = model.pop("canonical_slug", None)
    is_variant = ":" in offering.model_id  # a variant shares the slug of its base, which owns it
    offering.say("alias", [slug] if slug and slug != offering.model_id and not is_variant else None)
    offering.day("retires_on", model.pop("expiration_date", None))
    offering.day("knowledge_cutoff", model.pop("knowledge_cutoff", None))
    offering.limit("max_context", model.pop("context_length", None))
    hosts = model.pop("endpoints", None) or []
    most_output = (model.pop("top_provider", None) or {}).get("max_completion_tokens")
    offering.limit("max_output", _output_of_hosts(model, hosts) if most_output is None else most_output)
    _abilities(reading, offering, model)
    _benchmarks(reading, offering, model.pop("benchmarks", None) or {})
    defaults = model.pop("default_parameters", None) or {}
    offering.say("default_parameters", {k: v for k, v in defaults.items() if v is not None})
    _prices(reading, offering, expect(model.pop("pricing"), dict, f"{offering.id}.pricing"))
    reading.leftovers("model", model)


def _output_of_hosts(model: dict[str, Any], hosts: list[dict[str, Any]]) -> int | None:
    """The output limit on which the hosts that charge the model's own rates agree; None where they differ."""
    own = {name: model["pricing"].get(name) for name in ("prompt", "completion")}
    rates = [host.get("pricing") or {} for host in hosts]
    charging = [
        host
        for host, charged in zip(hosts, rates, strict=True)
        if {name: charged.get(name) for name in own} == own
    ]
    limits = {host.get("max_completion_tokens") for host in charging or hosts}
    return limits.pop() if len(limits) == 1 else None


def _abilities(reading: Reading, offering: Offering, model: dict[str, Any]) -> None:
    """Modalities and parameters are complete lists: what is not in them is not supported."""
    architecture = model.pop("architecture", {})
    for key, flags in (("input_modalities", INPUTS), ("output_modalities", OUTPUTS)):
        if key not in architecture:
            continue
        listed = set(architecture.pop(key))
        for modality, capability in flags.items():
            offering.can(capability, modality in listed)
        for modality in listed - flags.keys() - {"text"}:
            reading.unknown_fields[f"model.architecture.{key}[{modality}]"] += 1
    drop(architecture, ("modality", "tokenizer", "instruct_type"))
    reading.leftovers("model.architecture", architecture)
    parameters = set(model.pop("supported_parameters", ()))
    if parameters:
        for parameter, capability in PARAMETERS.items():
            offering.can(capability, parameter in parameters)


def _benchmarks(reading: Reading, offering: Offering, benchmarks: dict[str, Any]) -> None:
    scores = benchmarks.pop("artificial_analysis", None) or {}
    offering.say(
        "benchmarks",
        {f"artificial_analysis_{name}": score for name, score in scores.items() if score is not None},
    )
    drop(benchmarks, ("design_arena",))  # ratings of a moment, relative to the field
    reading.leftovers("model.benchmarks", benchmarks)


def _prices(reading: Reading, offering: Offering, pricing: dict[str, Any]) -> None:
    drop(pricing, ("discount",))
    for override in pricing.pop("overrides", ()):
        above = override.pop("min_prompt_tokens", None)
        if above is None:
            raise SourceError(f"{offering.id}.pricing.overrides: expected min_prompt_tokens, got {override}")
        _rates(reading, offering, override, above_tokens=above)
    _rates(reading, offering, pricing)
    offering.settle_zeros(free=True)


def _rates(reading: Reading, offering: Offering, rates: dict[str, Any], **conditions: Any) -> None:
    for name, unit in PER_TOKEN.items():
        offering.price(unit, pop_number(rates, name, offering.id), 6, **conditions)
    for name, unit in PER_ONE.items():
        offering.price(unit, pop_number(rates, name, offering.id), **conditions)
    image = pop_number(rates, "image", offering.id)
    if image is not None and float(image) > 0:
        if Decimal(str(image)) <= MOST_PER_IMAGE_TOKEN:  # newer answers: per token; older: per image
            offering.price("image_input_tokens", image, 6, **conditions)
        else:
            offering.price("input_images", image, **conditions)
    reading.leftovers("model.pricing", rates)


async def _gather(ask: Ask) -> Any:
    """The list, page after page, and in each model the hosts that serve it, under `endpoints`."""
    answer = await by_link(_URL, "data")(ask)
    models = answer["data"]
    ask.expects(len(models))
    hosts = await for_each(models, partial(_hosts, ask))
    return answer | {
        "data": [
            model if found is None else model | {"endpoints": found}
            for model, found in zip(models, hosts, strict=True)
        ]
    }


async def _hosts(ask: Ask, model: object) -> list[Any] | None:
    """The hosts of a model; None where OpenRouter tells of none, and its row stays as it is."""
    model_id = expect(expect(model, dict, "a model").get("id"), str, "id of a model")
    place = f"{_URL}/{quote(model_id, safe='/:')}/endpoints"
    try:
        answer = expect(await ask.json(place), dict, place)
    except NetworkError as error:
        if error.status == 404:
            return None
        raise
    return expect(expect(answer.get("data"), dict, place).get("endpoints"), list, place)  # type: ignore[no-any-return]


SOURCE = Source(
    name="openrouter",
    title="OpenRouter",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="openrouter",
    is_complete=True,
    bounds=Bounds(
        least=250,
        most=1_500,
        fill={
            "name": 1.0,
            "max_context": 0.95,
            "input_per_1m": 0.90,
            "output_per_1m": 0.90,
            "vision": 0.99,
            "tool_use": 0.90,
        },
    ),
    parse=parse,
    fetch=Fetch(gather=_gather, signing="bearer", is_key_needed=False, per_minute=100),
)
