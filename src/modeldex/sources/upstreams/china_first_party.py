"""LobeHub's list of what Chinese makers offer on their own platforms; prices in CNY.

Rows may stand twice; what they can do is a list of what they can, and silence is no `no`. Ranges of
tokens are in millions.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import SourceError
from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.offering import Offering

_PROVIDERS = {
    "hunyuan": "tencent-hunyuan",
    "minimax": "minimax-cn",
    "moonshot": "moonshotai-cn",
    "qwen": "alibaba-cn",
    "spark": "iflytek",
    "wenxin": "baidu",
    "zhipu": "zhipuai",
}
"""LobeHub's name -> slug, where the platform is the mainland's; elsewhere these words mean other hosts."""
_DATED = re.compile(r"-\d{6}$")
"""How ids of Volcengine end; LobeHub lists most of its models under names of its own."""
_TYPES = {"chat": "chat", "image": "image_output", "embedding": "embedding"}
_ABILITIES = {
    "functionCall": "tool_use",
    "functionCalling": "tool_use",
    "reasoning": "thinking",
    "search": "web_search",
    "structuredOutput": "structured_output",
    "vision": "vision",
}
_UNITS = {
    ("textInput", "millionTokens"): "input_tokens",
    ("textOutput", "millionTokens"): "output_tokens",
    ("textInput_cacheRead", "millionTokens"): "cache_read_tokens",
    ("imageGeneration", "image"): "output_images",
}
_CARRIED = ("type", "contextWindowTokens", "maxOutput", "releasedAt", "abilities", "pricing")
_BY_INPUT = (["textInputRange"], ["textInput"])
"""What a look-up table goes by where it is the length of the input alone."""
_RANGE = re.compile(r"\[([\d.]+), ([\d.]+|infinity)\]")


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read the list; a row that stands twice is read once."""
    reading = Reading(source="china_first_party")
    rows = expect(answer, dict, "the answer").pop("models", None)
    seen: set[str] = set()
    for place, row in enumerate(expect(rows, list, "models")):
        with reading.at(f"row {place} ({row.get('id')})" if isinstance(row, dict) else f"row {place}"):
            written = json.dumps(expect(row, dict, "a row"), sort_keys=True)
            if written not in seen:
                seen.add(written)
                _row(reading, row, provider_named)
    drop(answer, ("note",))
    reading.leftovers("", answer)
    return reading


def _row(reading: Reading, row: dict[str, Any], provider_named: Callable[[str], str | None]) -> None:
    name = expect(row.pop("provider"), str, "provider")
    provider = provider_named(_PROVIDERS.get(name, name))
    if provider is None:
        raise SourceError(f"china_first_party: {name!r} has neither a file in data/providers nor an alias")
    model_id = expect(row.pop("id"), str, "id")
    reason = None
    if provider == "volcengine" and not _DATED.search(model_id):
        reason = "it is a name of LobeHub's, not Volcengine's id"
    elif f"{provider}/{model_id}" in reading.offerings:
        reason = "another row of it says something else"
    if reason is not None:
        reading.skipped[f"{name}/{model_id}"] = reason
        drop(row, _CARRIED)
        reading.leftovers("model", row)
        return
    _state(reading, reading.offering(provider, model_id), row)


def _state(reading: Reading, offering: Offering, row: dict[str, Any]) -> None:
    kind = row.pop("type", None)
    if kind in _TYPES:
        offering.can(_TYPES[kind], True)
    else:
        reading.unknown_fields[f"model.type[{kind}]"] += 1
    offering.limit("max_context", row.pop("contextWindowTokens", None))
    offering.limit("max_output", row.pop("maxOutput", None))
    offering.day("release_date", row.pop("releasedAt", None))
    abilities = row.pop("abilities", None) or {}
    for ability, capability in _ABILITIES.items():
        offering.can(capability, abilities.pop(ability, None) or None)
    reading.leftovers("model.abilities", abilities)
    _prices(reading, offering, row.pop("pricing", None) or {})
    reading.leftovers("model", row)


def _prices(reading: Reading, offering: Offering, pricing: dict[str, Any]) -> None:
    """A zero is no statement that the platform is free of charge: the list says so nowhere."""
    currency = pricing.pop("currency", None) or "USD"
    for entry in pricing.pop("units", ()):
        unit = _UNITS.get((entry.pop("name", None), entry.pop("unit", None)))
        if unit is None:
            reading.unknown_fields["model.pricing.units[another unit]"] += 1
            continue
        for above, rate in _steps(reading, offering, unit, entry):
            offering.price(unit, rate, above_tokens=above, currency=currency)
        reading.leftovers("model.pricing.units", entry)
    reading.leftovers("model.pricing", pricing)
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)


def _steps(reading: Reading, offering: Offering, unit: str, entry: dict[str, Any]) -> list[tuple[int, Any]]:
    """(boundary in tokens, rate) of one unit, however its price is laid out."""
    strategy = entry.pop("strategy")
    if strategy == "fixed":
        return [(0, pop_number(entry, "rate", offering.id))]
    if strategy == "tiered":
        return _tiers(reading, offering, entry.pop("tiers"))
    table = expect(entry.pop("lookup"), dict, strategy)
    params, prices = table.pop("pricingParams"), expect(table.pop("prices"), dict, "prices")
    reading.leftovers("model.pricing.units.lookup", table)
    if params not in _BY_INPUT:
        reading.skipped[f"{offering.id} {unit}"] = f"its price goes by {' and '.join(params)}"
        return []
    return [(_start(offering, words), pop_number(prices, words, unit)) for words in list(prices)]


def _tiers(reading: Reading, offering: Offering, tiers: list[dict[str, Any]]) -> list[tuple[int, Any]]:
    steps: list[tuple[int, Any]] = []
    above = 0
    for tier in expect(tiers, list, "tiers"):
        steps.append((above, pop_number(tier, "rate", offering.id)))
        most = tier.pop("upTo")
        above = 0 if most == "infinity" else _tokens(most)
        reading.leftovers("model.pricing.units.tiers", tier)
    return steps


def _start(offering: Offering, words: str) -> int:
    """The lower end of `[0.032, 0.128]`, in tokens."""
    found = _RANGE.fullmatch(words)
    if found is None:
        raise SourceError(f"{offering.id}: expected a range of millions of tokens, got {words!r}")
    return _tokens(found[1])


def _tokens(millions: float | str) -> int:
    return int(Decimal(str(millions)).scaleb(6))


SOURCE = Source(
    name="china_first_party",
    title="LobeHub, first-party models of Chinese platforms",
    url="https://github.com/lobehub/lobe-chat",
    licence="facts only, LobeHub Community License",
    own_listing_of=None,
    bounds=Bounds(
        least=200,
        most=1_200,
        fill={"chat": 0.80, "max_context": 0.80, "max_output": 0.40, "tool_use": 0.25, "release_date": 0.30},
    ),
    parse=parse,
    fetch=None,  # source text of a program, which is no JSON
)
