"""The inference router of Hugging Face: which models it serves, and through which hosts.

The router is one provider with many hosts. An id alone lets it choose, and by default it chooses the
host with the highest throughput; `id:host` names one. Here an id is one offering, and of its hosts:

- the price of each is a price under the condition `variant:<host>`, as genai-prices has it too; a
  plain price stands beside only where all hosts ask the same;
- windows, tools and structured output are stated where all hosts say the same, else they are unknown;
- latency and throughput are those of the fastest host, which is the one that an id alone reaches.

Hosts that are not live count for nothing. Open catalogs keep the ids alone, and that shape is read too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.sources.offering import Offering

_URL = "https://router.huggingface.co/v1/models"
_LIVE = "live"
_OTHER_STATES = ("staging", "error")
_INPUTS = {"image": "vision", "audio": "audio_input", "video": "video_input"}
_OUTPUTS = {"image": "image_output", "audio": "audio_output", "video": "video_output"}
_RATES = {"input": "input_tokens", "output": "output_tokens"}
"""USD per million."""
_AGREED = {"supports_tools": "tool_use", "supports_structured_output": "structured_output"}
_NOT_CARRIED = (
    "object",
    "created",  # when its repository was made
    "owned_by",
)


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read the router's own list, or `{"ids": [...]}`, in which an id says that it is served."""
    listing = expect(answer, dict, "the answer")
    if "ids" not in listing:
        return own_listing("huggingface_router", _model)(listing, provider_named)
    reading = Reading(source="huggingface_router")
    for model_id in expect(listing.pop("ids"), list, "ids"):
        reading.offering("huggingface", expect(model_id, str, "an id"))
    drop(listing, ("licence", "source", "checked"))
    reading.leftovers("", listing)
    return reading


class _Host(NamedTuple):
    """What one host says of a model."""

    name: str
    is_live: bool
    window: Any
    abilities: dict[str, Any]
    """Capability -> what it says of it."""
    rates: dict[str, Any]
    """Unit -> USD per million."""
    throughput: float | None
    """Tokens per second."""
    latency: float | None
    """Milliseconds to the first token."""


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("huggingface", expect(model.pop("id"), str, "id"))
    drop(model, _NOT_CARRIED)
    _modalities(reading, offering, expect(model.pop("architecture", None) or {}, dict, "architecture"))
    listed = expect(model.pop("providers"), list, "providers")
    hosts = [_host(reading, expect(host, dict, "a host"), offering.id) for host in listed]
    reading.leftovers("model", model)
    live = [host for host in hosts if host.is_live]
    offering.limit("max_context", _one(host.window for host in live))
    for capability in _AGREED.values():
        offering.can(capability, _one(host.abilities[capability] for host in live))
    for unit in _RATES.values():
        offering.price(unit, _one(host.rates[unit] for host in live))
        for host in live:
            offering.price(unit, host.rates[unit], variant=host.name)
    fastest = max(
        (host for host in live if host.throughput), key=lambda host: host.throughput or 0.0, default=None
    )
    if fastest is not None:
        offering.say("tps", fastest.throughput)
        offering.say("ttft_ms", fastest.latency)


def _modalities(reading: Reading, offering: Offering, architecture: dict[str, Any]) -> None:
    """The lists are complete, unless empty."""
    for key, flags in (("input_modalities", _INPUTS), ("output_modalities", _OUTPUTS)):
        listed = set(expect(architecture.pop(key, None) or [], list, key))
        for modality, capability in flags.items():
            offering.can(capability, modality in listed if listed else None)
        for modality in listed - flags.keys() - {"text"}:
            reading.unknown_fields[f"model.architecture.{key}[{modality}]"] += 1
    reading.leftovers("model.architecture", architecture)


def _host(reading: Reading, host: dict[str, Any], path: str) -> _Host:
    name, state = (expect(host.pop(field), str, f"a host: {field}") for field in ("provider", "status"))
    if state not in (_LIVE, *_OTHER_STATES):
        reading.unknown_fields[f"model.providers.status[{state}]"] += 1
    is_free = expect(host.pop("is_free", None) or False, bool, "is_free")
    pricing = expect(host.pop("pricing", None) or {}, dict, f"{name}.pricing")
    read = _Host(
        name=name,
        is_live=state == _LIVE,
        window=pop_number(host, "context_length", f"{path}.{name}"),
        abilities={capability: host.pop(field, None) for field, capability in _AGREED.items()},
        rates={
            unit: _charged(pop_number(pricing, field, f"{path}.{name}.pricing"), is_free=is_free)
            for field, unit in _RATES.items()
        },
        throughput=_measured(pop_number(host, "throughput", f"{path}.{name}")),
        latency=_measured(pop_number(host, "first_token_latency_ms", f"{path}.{name}")),
    )
    drop(host, ("is_model_author",))
    reading.leftovers("model.providers.pricing", pricing)
    reading.leftovers("model.providers", host)
    return read


def _charged(amount: Any, *, is_free: bool) -> Any:
    """A rate; a zero is one only where the host says that it is free."""
    return amount if amount is None or float(amount) or is_free else None


def _measured(value: Any) -> float | None:
    """A measurement; none is zero or less."""
    return float(value) if value is not None and float(value) > 0 else None


def _one(values: Iterable[Any]) -> Any:
    """What all hosts say; None where they differ, where one is silent, or where there are none."""
    first, *others = list(values) or [None]
    return first if all(value == first for value in others) else None


SOURCE = Source(
    name="huggingface_router",
    title="Hugging Face router",
    url=_URL,
    licence="CC BY 4.0, SoylentAquamarine/AI-Model-Catalog",
    own_listing_of="huggingface",
    bounds=Bounds(least=60, most=500, fill={}),
    parse=parse,
    fetch=Fetch(gather=whole(_URL), signing="bearer", is_key_needed=False, per_minute=100),
    is_complete=True,
)
