"""What Amazon Bedrock charges for tokens: the price list that AWS publishes of each region, for anybody.

Two offers hold it. `AmazonBedrock` names a model as the console does (`Nova Pro`), and says in the end of
the usage type what is counted (`-input-tokens-batch`). `AmazonBedrockFoundationModels`, whose models AWS
resells, names it in the service (`Claude Haiku 4.5 (Amazon Bedrock Edition)`) and says in the usage type
what is counted (`_InputTokenCount_Global-Units`). Neither names the id that is sent: `_IDS` does, and a
name that it does not know is left out. What is counted is read from a closed list of words, since one
word more is another rate: batches, faster service, long contexts, reserved or customized models.

A plain rate is that of most regions; regions that charge otherwise have one with their name as its
condition. `global` is the rate of the profile that sends calls anywhere, an offering of its own. The day
in the list is the first of the month in which it was published, and no beginning of a rate: none is stated.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from modeldex.core import money
from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.paging import for_each

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from modeldex.sources.fetching import Ask

_URL = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws"
_OFFERS = ("AmazonBedrock", "AmazonBedrockFoundationModels")

_IDS = {
    "Claude 3 Haiku": "anthropic.claude-3-haiku-20240307-v1:0",
    "Claude 3 Sonnet": "anthropic.claude-3-sonnet-20240229-v1:0",
    "Claude Haiku 4.5": "anthropic.claude-haiku-4-5-20251001-v1:0",
    "Claude Opus 4.1": "anthropic.claude-opus-4-1-20250805-v1:0",
    "Claude Opus 4.5": "anthropic.claude-opus-4-5-20251101-v1:0",
    "Claude Opus 4.6": "anthropic.claude-opus-4-6-v1",
    "Claude Sonnet 4": "anthropic.claude-sonnet-4-20250514-v1:0",
    "Claude Sonnet 4.5": "anthropic.claude-sonnet-4-5-20250929-v1:0",
    "Claude Sonnet 4.6": "anthropic.claude-sonnet-4-6",
    "DeepSeek v3.2": "deepseek.v3.2",
    "GLM 4.7": "zai.glm-4.7",
    "GLM 4.7 Flash": "zai.glm-4.7-flash",
    "GPT OSS Safeguard 120B": "openai.gpt-oss-safeguard-120b",
    "GPT OSS Safeguard 20B": "openai.gpt-oss-safeguard-20b",
    "Gemma 3 12B": "google.gemma-3-12b-it",
    "Gemma 3 27B": "google.gemma-3-27b-it",
    "Gemma 3 4B": "google.gemma-3-4b-it",
    "Kimi K2 Thinking": "moonshot.kimi-k2-thinking",
    "Kimi K2.5": "moonshotai.kimi-k2.5",
    "Llama 3 70B": "meta.llama3-70b-instruct-v1:0",
    "Llama 3 8B": "meta.llama3-8b-instruct-v1:0",
    "Llama 3.1 70B": "meta.llama3-1-70b-instruct-v1:0",
    "Llama 3.1 8B": "meta.llama3-1-8b-instruct-v1:0",
    "Llama 3.2 11B": "meta.llama3-2-11b-instruct-v1:0",
    "Llama 3.2 1B": "meta.llama3-2-1b-instruct-v1:0",
    "Llama 3.2 3B": "meta.llama3-2-3b-instruct-v1:0",
    "Llama 3.2 90B": "meta.llama3-2-90b-instruct-v1:0",
    "Llama 3.3 70B": "meta.llama3-3-70b-instruct-v1:0",
    "Llama 4 Maverick 17B": "meta.llama4-maverick-17b-instruct-v1:0",
    "Llama 4 Scout 17B": "meta.llama4-scout-17b-instruct-v1:0",
    "Minimax M2": "minimax.minimax-m2",
    "Minimax M2.1": "minimax.minimax-m2.1",
    "Ministral 14B 3.0": "mistral.ministral-3-14b-instruct",
    "Ministral 3B 3.0": "mistral.ministral-3-3b-instruct",
    "Ministral 8B 3.0": "mistral.ministral-3-8b-instruct",
    "Mistral 7B": "mistral.mistral-7b-instruct-v0:2",
    "Mistral Large 3": "mistral.mistral-large-3-675b-instruct",
    "Mixtral 8x7B": "mistral.mixtral-8x7b-instruct-v0:1",
    "Nemotron Nano 3 30B": "nvidia.nemotron-nano-3-30b",
    "Nova 2.0 Lite": "amazon.nova-2-lite-v1:0",
    "Nova Lite": "amazon.nova-lite-v1:0",
    "Nova Micro": "amazon.nova-micro-v1:0",
    "Nova Premier": "amazon.nova-premier-v1:0",
    "Nova Pro": "amazon.nova-pro-v1:0",
    "Palmyra X4": "writer.palmyra-x4-v1:0",
    "Palmyra X5": "writer.palmyra-x5-v1:0",
    "Pixtral Large 25.02": "mistral.pixtral-large-2502-v1:0",
    "Qwen3 32B": "qwen.qwen3-32b-v1:0",
    "Qwen3 Coder 30B A3B": "qwen.qwen3-coder-30b-a3b-v1:0",
    "Qwen3 Next 80B A3B": "qwen.qwen3-next-80b-a3b",
    "Qwen3 VL 235B A22B": "qwen.qwen3-vl-235b-a22b",
    "R1": "deepseek.r1-v1:0",
    "gpt-oss-120b": "openai.gpt-oss-120b-1:0",
    "gpt-oss-20b": "openai.gpt-oss-20b-1:0",
}
"""Name in the price list -> id of the one model of Bedrock that is meant."""
_ID_OF = {name.casefold(): model_id for name, model_id in _IDS.items()}

_EDITION = " (Amazon Bedrock Edition)"
_UNITS = {
    "input-tokens": "input_tokens",
    "text-input-tokens": "input_tokens",
    "output-tokens": "output_tokens",
    "text-output-tokens": "output_tokens",
    "cache-read-input-token-count": "cache_read_tokens",
    "cache-write-input-token-count": "cache_write_tokens",
    "InputTokenCount": "input_tokens",
    "OutputTokenCount": "output_tokens",
    "CacheReadInputTokenCount": "cache_read_tokens",
    "CacheWriteInputTokenCount": "cache_write_tokens",
    "CacheWrite1hInputTokenCount": "cache_write_1h_tokens",
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "cache_read_tokens": "cache_read_tokens",
    "cache_write_tokens": "cache_write_tokens",
    "cache_write_tokens_1h": "cache_write_1h_tokens",
}
"""What is counted, in the words of a usage type -> unit."""
_KIND = rf"(?P<kind>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_OWN = re.compile(rf"[A-Z0-9]+-(?P<billed>.+?)-{_KIND}(?P<rest>(?:-[a-z]+)*)")
_RESOLD = re.compile(rf"(?:[A-Z0-9]+-)?(?:MP:)?(?P<billed>[A-Z0-9]+)_{_KIND}(?P<rest>(?:_[A-Za-z]+)*)-Units")
_SERVICES = ("standard", "batch", "flex", "priority")
_OTHER_THINGS = ("speech", "audio", "image", "video", "mantle", "custom", "customization")
"""Ends of what a usage type bills before `-input-tokens`: another unit, endpoint or model."""
_FEATURES = ("", "On-demand Inference", "Batch Inference")
_SCALES = {"1K tokens": 3, "1M tokens": 0}
"""How an amount is written -> how far the point moves, to an amount per million."""

_NOT_CARRIED = (
    "formatVersion", "disclaimer", "offerCode", "version", "publicationDate", "attributesList",
)  # fmt: skip
_ATTRIBUTES_NOT_CARRIED = (
    "servicecode", "location", "locationType", "operation", "provider", "batch", "featuretype", "group",
    "groupDescription", "inferenceType", "tokenType",
)  # fmt: skip

Rates = dict[tuple[str, str, str], dict[str, set["Decimal"]]]
"""(id, unit, service) -> region -> USD per million; more than one where the list contradicts itself."""


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read a price list of AWS: `products`, and their `terms.OnDemand`."""
    del provider_named  # every offering is Bedrock's own
    reading = Reading(source="bedrock_prices")
    rates: Rates = {}
    answer = expect(answer, dict, "the answer")
    drop(answer, _NOT_CARRIED)
    products = expect(answer.pop("products", None), dict, "products")
    terms = expect(expect(answer.pop("terms", None), dict, "terms").get("OnDemand"), dict, "terms.OnDemand")
    reading.leftovers("", answer)
    for sku, product in products.items():
        with reading.at(f"product {sku}"):
            _product(reading, rates, expect(product, dict, "a product"), terms.get(sku))
    for (model_id, unit, service), by_region in rates.items():
        _state(reading, model_id, (unit, service), by_region)
    for offering in reading.offerings.values():
        offering.settle_zeros(free=False)
    return reading


def _product(reading: Reading, rates: Rates, product: dict[str, Any], terms: Any) -> None:
    attributes = expect(product.pop("attributes"), dict, "attributes")
    drop(product, ("sku", "productFamily"))
    reading.leftovers("product", product)
    dimension = _dimension(reading, expect(terms or {}, dict, "terms"))
    usage = expect(attributes.pop("usagetype"), str, "usagetype")
    region = expect(attributes.pop("regionCode"), str, "regionCode")
    words = {name: attributes.pop(name, None) or "" for name in ("feature", "service_tier")}
    service_name = expect(attributes.pop("servicename", ""), str, "servicename")
    name = attributes.pop("model", None) or attributes.pop("titanModel", None) or ""
    is_resold = service_name.endswith(_EDITION)
    name = service_name.removesuffix(_EDITION) if is_resold else expect(name, str, "model")
    drop(attributes, ("titanModel", *_ATTRIBUTES_NOT_CARRIED))
    reading.leftovers("product.attributes", attributes)
    counted = _counted((_RESOLD if is_resold else _OWN).fullmatch(usage), **words)
    if counted is None or dimension is None:
        return
    unit, service, is_global = counted
    model_id = _ID_OF.get(name.casefold())
    if model_id is None:
        reading.skipped[name or usage] = "the list has no id, and no model is known by this name alone"
    elif dimension[0] not in _SCALES:
        reading.unknown_fields[f"terms.OnDemand.priceDimensions.unit[{dimension[0]}]"] += 1
    else:
        amount = money.cleaned(expect(dimension[1], str, "pricePerUnit.USD"), _SCALES[dimension[0]])
        key = (f"global.{model_id}" if is_global else model_id, unit, service)
        rates.setdefault(key, {}).setdefault(region, set()).add(amount)


def _counted(found: re.Match[str] | None, feature: str, service_tier: str) -> tuple[str, str, bool] | None:
    """Unit, service class, and whether it is for calls sent anywhere; None where it is no such rate."""
    if found is None or found["billed"].lower().rpartition("-")[2] in _OTHER_THINGS:
        return None
    words = [word for word in re.split("[-_]", found["rest"].lower()) if word]
    is_global = "global" in words
    classes = [word for word in words if word not in ("cross", "region", "global")] or ["standard"]
    service = classes[0]
    if len(classes) > 1 or service not in _SERVICES or ("cross" in words and not is_global):
        return None
    is_batch = feature == "Batch Inference"
    if (
        feature not in _FEATURES
        or (is_batch and service != "batch")
        or service not in (service_tier or service)
    ):
        return None
    return _UNITS[found["kind"]], service, is_global


def _dimension(reading: Reading, terms: dict[str, Any]) -> tuple[str, Any] | None:
    """Unit and amount of a product; None where it has no price in USD, or steps by volume."""
    found = []
    for term in terms.values():
        dimensions = expect(expect(term, dict, "a term").pop("priceDimensions"), dict, "priceDimensions")
        drop(term, ("offerTermCode", "sku", "effectiveDate", "termAttributes"))
        reading.leftovers("terms.OnDemand", term)
        for dimension in dimensions.values():
            unit = expect(expect(dimension, dict, "a dimension").pop("unit"), str, "unit")
            amounts = expect(dimension.pop("pricePerUnit"), dict, "pricePerUnit")
            drop(dimension, ("rateCode", "description", "beginRange", "endRange", "appliesTo"))
            reading.leftovers("terms.OnDemand.priceDimensions", dimension)
            found.append((unit, amounts.get("USD")))
    return found[0] if len(found) == 1 and found[0][1] is not None else None


def _state(
    reading: Reading, model_id: str, key: tuple[str, str], by_region: Mapping[str, set[Decimal]]
) -> None:
    """State plainly what most regions charge, the dearer of two as common, and the other rates by region."""
    unit, service = key
    sure = {region: min(amounts) for region, amounts in by_region.items() if len(amounts) == 1}
    for region in by_region.keys() - sure.keys():
        reading.skipped[f"{model_id} {unit} {service} {region}"] = "the list has two rates for it"
    counts = Counter(sure.values())
    plain = max(counts, key=lambda amount: (counts[amount], amount), default=None)
    for region, amount in sorted(sure.items(), key=lambda item: (item[1] != plain, item[0])):
        offering = reading.offering("amazon-bedrock", model_id)
        with reading.at(f"{model_id}: {unit}"):
            offering.price(unit, amount, service=service, region=None if amount == plain else region)


async def _gather(ask: Ask) -> Any:
    """The lists of all regions, of both offers, as one."""

    async def regions(offer: str) -> list[str]:
        index = expect(await ask.json(f"{_URL}/{offer}/current/region_index.json"), dict, offer)
        names = expect(index.get("regions"), dict, f"{offer}: regions")
        return [f"{_URL}/{offer}/current/{quote(name, safe='')}/index.json" for name in names]

    ask.expects(len(_OFFERS) - 1)
    places = [place for found in await for_each(_OFFERS, regions) for place in found]
    ask.expects(len(places))
    products: dict[str, Any] = {}
    on_demand: dict[str, Any] = {}
    for place, answer in zip(places, await for_each(places, ask.json), strict=True):
        terms = expect(expect(answer, dict, place).get("terms"), dict, f"{place}: terms")
        products |= expect(answer.get("products"), dict, f"{place}: products")
        on_demand |= expect(terms.get("OnDemand", {}), dict, f"{place}: terms.OnDemand")
    return {"products": products, "terms": {"OnDemand": on_demand}}


SOURCE = Source(
    name="bedrock_prices",
    title="Amazon Bedrock price list",
    url=f"{_URL}/AmazonBedrock/current/region_index.json",
    licence="API answer, facts only",
    own_listing_of="amazon-bedrock",
    bounds=Bounds(least=25, most=300, fill={"output_per_1m": 0.7}),
    parse=parse,
    fetch=Fetch(gather=_gather, per_minute=300),
)
