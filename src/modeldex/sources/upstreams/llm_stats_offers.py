"""llm-stats.com's list of who offers which model at what price, and how fast; cents per million.

Most of its model ids are its own, so that only those offers are read whose id is the provider's.
Its measurements are stated where they are none: a throughput with its latency that stands at three
offers or more was measured at none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import SourceError
from modeldex.core.money import cleaned
from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.offering import Offering

_ITS_OWN = "zeroeval"
_TAKES_ITS_IDS = {
    "anthropic": ("anthropic",),
    "azure": ("openai",),
    "google": ("google", "anthropic"),
    "mistral": ("mistral",),
    "openai": ("openai",),
    "xai": ("xai",),
}
"""Provider -> makers whose models it serves under the ids that the list writes."""
_NO_IDS = re.compile(
    r"gpt-4\.5$|gpt-oss-|claude-haiku-4-5-20251015|mistral-large-2-|-instruct-|pixtral-large$|-base-"
)
"""Names among them that are none: labels, repositories, and a day on which nothing was released."""
_DAY = re.compile(r"-(\d{8})$")
_LEAST_TPS = 1
_COARSE_BELOW_CENTS = 10
"""Prices are cut to whole cents: 7 stands for 7.5."""
_CAN = {
    "feature_finetuning": "fine_tuning",
    "feature_web_search": "web_search",
    "input_modality_audio": "audio_input",
    "input_modality_image": "vision",
    "input_modality_video": "video_input",
}
"""Said where true; False stands for what nobody looked up."""
_CARRIED = (
    "deprecated_at",
    "input_cents_per_million_tokens",
    "latency",
    "max_input_tokens",
    "max_output_tokens",
    "output_cents_per_million_tokens",
    "throughput",
)
_NOT_CARRIED = (
    "created_at",
    "updated_at",
    "feature_batch_inference",  # true of all, whoever serves it
    "feature_function_calling",  # true of all
    "feature_structured_output",  # true of all
    "feature_code_execution",
    "input_modality_text",
    "model_id",
    "model_name",
    "model_provider_id",
    "output_modality_audio",  # false of all
    "output_modality_image",  # false of all
    "output_modality_text",
    "output_modality_video",  # false of all
    "quantization",
)


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read the offers; scores and models stand beside them and are another source."""
    reading = Reading(source="llm_stats_offers")
    offers = expect(expect(answer, dict, "the answer").pop("provider_offers", None), list, "provider_offers")
    with reading.at("the speeds"):
        speeds = Counter(
            _speed(expect(offer, dict, "an offer")) for offer in offers if not _is_its_own(offer)
        )
    for offer in offers:
        with reading.at(f"offer {offer.get('provider_id')}/{offer.get('provider_model_id_used')}"):
            _offer(reading, offer, provider_named, speeds)
    drop(answer, ("licence", "benchmarks", "models"))
    reading.leftovers("", answer)
    return reading


def _is_its_own(offer: dict[str, Any]) -> bool:
    return offer.get("provider_id") == _ITS_OWN


def _speed(offer: dict[str, Any]) -> tuple[str, str]:
    return str(offer.get("throughput")), str(offer.get("latency"))


def _offer(
    reading: Reading,
    offer: dict[str, Any],
    provider_named: Callable[[str], str | None],
    speeds: Counter[tuple[str, str]],
) -> None:
    is_measured = speeds[_speed(offer)] < 3
    name = expect(offer.pop("provider_id"), str, "provider_id")
    model_id = expect(offer.pop("provider_model_id_used"), str, "provider_model_id_used")
    maker = offer.pop("organization_id", None)
    if maker not in _TAKES_ITS_IDS.get(name, ()) or _NO_IDS.search(model_id):
        reading.skipped[f"{name}/{model_id}"] = "its id is the list's own"
        drop(offer, (*_CARRIED, *_CAN, *_NOT_CARRIED))
        reading.leftovers("offer", offer)
        return
    if name == "google" and maker == "anthropic":  # Vertex AI writes the day of a snapshot after an @
        name, model_id = "google-vertex", _DAY.sub(r"@\1", model_id)
    provider = provider_named(name)
    if provider is None:
        raise SourceError(f"llm_stats_offers: {name!r} has neither a file in data/providers nor an alias")
    offering = reading.offering(provider, model_id)
    offering.day("deprecated_on", (offer.pop("deprecated_at", None) or "")[:10])
    _limits(offering, offer)
    for field, capability in _CAN.items():
        offering.can(capability, expect(offer.pop(field, None) or False, bool, field) or None)
    for unit, field in (("input_tokens", "input"), ("output_tokens", "output")):
        cents = pop_number(offer, f"{field}_cents_per_million_tokens", offering.id)
        if cents is not None and not 0 < float(cents) < _COARSE_BELOW_CENTS:
            offering.price(unit, cents, -2)
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)
    _speeds(offering, offer, is_measured=is_measured)
    drop(offer, _NOT_CARRIED)
    reading.leftovers("offer", offer)


def _limits(offering: Offering, offer: dict[str, Any]) -> None:
    """An output limit that repeats the window is a filler."""
    window, most = offer.pop("max_input_tokens", None), offer.pop("max_output_tokens", None)
    offering.limit("max_context", window)
    offering.limit("max_output", most if most != window else None)


def _speeds(offering: Offering, offer: dict[str, Any], *, is_measured: bool) -> None:
    throughput = pop_number(offer, "throughput", offering.id)
    latency = pop_number(offer, "latency", offering.id)
    if is_measured and throughput is not None and float(throughput) >= _LEAST_TPS:
        offering.say("tps", float(throughput))
        if latency is not None:
            offering.say("ttft_ms", float(cleaned(latency, 3)), original=f"{latency}s")


SOURCE = Source(
    name="llm_stats_offers",
    title="llm-stats.com, offers of providers",
    url="https://llm-stats.com",
    licence="CC BY 4.0, llm-stats.com",
    own_listing_of=None,
    bounds=Bounds(
        least=30,
        most=600,
        fill={"max_context": 0.95, "max_output": 0.60, "output_per_1m": 0.95, "tps": 0.20, "vision": 0.40},
    ),
    parse=parse,
    fetch=None,  # it stood in many files of a repository, which is closed
)
