"""Rates under LiteLLM's names, in USD per single unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.price import STANDARD
from modeldex.exchange.json_text import number
from modeldex.identity.litellm_words import BASES, SERVICES
from modeldex.sources.litellm.prices import rate_named
from modeldex.sources.offering import MOST_PER_IMAGE_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.price import Price
    from modeldex.exchange.facts import Facts

BASE_OF = {unit: (base, scale) for base, (unit, scale) in reversed(BASES.items())}
"""Unit -> LiteLLM's name of its rate, and how far the point moves when it is read."""
_SUFFIXES = {service: suffix for suffix, service in SERVICES.items()} | {STANDARD: ""}
_SECONDS = {
    ("audio_transcription", "audio_input_seconds"): ("input_cost_per_second", 0),
    ("audio_speech", "audio_output_seconds"): ("output_cost_per_second", 0),
    ("realtime", "audio_output_seconds"): ("output_cost_per_second", 0),
}
"""(mode, unit) -> the name that means this unit in this mode alone."""
_SEARCHES, _SEARCH_SIZES = "search_context_cost_per_query", ("low", "medium", "high")
_OF_SEARCHES = ((), *((f"variant:{size}",) for size in _SEARCH_SIZES))
_WITH_TABLES = ("dashscope", "qwen_ai_platform")
"""Providers whose tiers LiteLLM reads out of a table alone."""
_NO_END = 1_000_000_000


def prices(facts: Facts, mode: str | None, provider: str) -> dict[str, Any]:
    """The fields of a model's rates; those that are written and believed are taken."""
    tiers = _tiers(facts) if provider in _WITH_TABLES else {}
    fields: dict[str, Any] = {"tiered_pricing": _table(facts, tiers)} if tiers else {}
    carried = list(tiers.values())
    for price in facts.rates:
        named = _named(price, mode)
        amount = None if named is None or price.amount is None else number(price.amount, -named[1])
        if named is not None and amount is not None and price.key not in tiers:
            fields[named[0]] = amount
            carried.append(price)
    searches = _searches(facts.rates)
    facts.carry([*carried, *searches.values()], free=False)
    sizes = {
        f"search_context_size_{size}": number(price.amount)
        for size, price in searches.items()
        if price.amount is not None
    }
    return fields | ({_SEARCHES: sizes} if sizes else {})


def _named(price: Price, mode: str | None) -> tuple[str, int] | None:
    """LiteLLM's name of a rate, and how far the point moves; None where it has none."""
    base, scale = _SECONDS.get((mode or "", price.unit)) or BASE_OF.get(price.unit, ("", 0))
    is_elsewhere = price.region or price.hours_utc or price.variant or price.currency != "USD"
    if not base or is_elsewhere or price.service not in _SUFFIXES or price.above_tokens % 1_000:
        return None
    if price.unit == "output_images" and (price.amount or 0) <= MOST_PER_IMAGE_TOKEN:
        return None  # LiteLLM's field holds prices per image token too: those are as low as this
    tier = f"_above_{price.above_tokens // 1_000}k_tokens" if price.above_tokens else ""
    suffix = _SUFFIXES[price.service]
    field = f"{base}{tier}{'_' if suffix else ''}{suffix}"
    conditions = {"above_tokens": price.above_tokens, "service": price.service}
    is_read_so = rate_named(field, BASES | {base: (price.unit, scale)}) == (price.unit, scale, conditions)
    return (field, scale) if is_read_so else None


def _tiers(facts: Facts) -> dict[str, Price]:
    """The rates of an ordinary call of every unit that has tiers, by key."""
    plain = [
        price
        for price in facts.rates
        if price.conditions in ((), (f">{price.above_tokens}",))
        and BASE_OF.get(price.unit, ("", 0))[1] == 6
        and price.amount is not None
        and number(price.amount, -6) is not None
    ]
    tiered = {price.unit for price in plain if price.above_tokens}
    whole = tiered & {price.unit for price in plain if not price.above_tokens}
    return {price.key: price for price in plain if price.unit in whole}


def _table(facts: Facts, tiers: dict[str, Price]) -> list[dict[str, Any]]:
    """The rates from each boundary up to the next; the last holds up to the window."""
    starts = sorted({price.above_tokens for price in tiers.values()})
    end = max(facts.model.context_window or _NO_END, starts[-1] + 1)
    rows = []
    for start, until in zip(starts, [*starts[1:], end], strict=True):
        rates = {
            BASE_OF[price.unit][0]: number(price.amount, -6)
            for price in tiers.values()
            if price.above_tokens == start and price.amount is not None
        }
        rows.append(rates | {"range": [start, until]})
    return rows


def _searches(rates: Iterable[Price]) -> dict[str, Price]:
    """The price of a web search by how much is read: LiteLLM states all three sizes."""
    priced = {
        price.variant: price
        for price in rates
        if price.unit == "web_searches"
        and price.conditions in _OF_SEARCHES
        and price.amount is not None
        and number(price.amount) is not None
    }
    if None in priced:
        return dict.fromkeys(_SEARCH_SIZES, priced[None])
    sized = {size: priced[size] for size in _SEARCH_SIZES if size in priced}
    is_one_price = len({price.amount for price in sized.values()}) == 1
    return {} if is_one_price else sized
