"""Rules about rates."""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES
from modeldex.core.money import plain
from modeldex.pipeline.rules.base import DOUBT, ERROR, Facts, Finding, Rule, abilities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.core.price import Price

_ONE_WAY = sum(CAPABILITIES[name].mask for name in ("embedding", "reranking", "moderation"))
"""Models that write no tokens worth a rate."""
_HALF = Decimal("0.5")
_OTHER_UNITS = (10, 100, 1_000, 1_000_000)
_SLACK = Decimal("0.02")
_FAR, _ENOUGH = 10, 4
"""So many times the median rate of so many providers is a slip rather than a margin or a discount."""


def _no_amount(facts: Facts) -> Iterator[Finding]:
    for full_id, prices in facts.merged.prices.items():
        for price in prices:
            if price.amount is not None and not (price.amount.is_finite() and price.amount >= 0):
                yield Finding(full_id, price.key, f"is {price.amount}")


def _output_below_half(facts: Facts) -> Iterator[Finding]:
    able = abilities(facts)
    for full_id, prices in facts.merged.prices.items():
        yes = able[facts.merged.models[full_id].get("model") or full_id]
        rates = _plain(prices)
        if "input_tokens" in rates and "output_tokens" in rates and not yes & _ONE_WAY:
            read, write = rates["input_tokens"], rates["output_tokens"]
            if write < read * _HALF:
                yield Finding(full_id, "output_tokens", f"is {plain(write)}, input {plain(read)}")


def _another_unit(facts: Facts) -> Iterator[Finding]:
    for full_id, claims in facts.merged.claims.items():
        rates = _plain(facts.merged.prices[full_id])
        for key, taken in rates.items():
            for one in claims:
                stated = next((p.amount for p in one.prices if p.key == key and p.amount), None)
                factor = stated and _factor(taken, stated)
                if factor:
                    assert stated is not None
                    detail = f"is {plain(taken)}, {one.info.name} says {plain(stated)}: x{factor:,}"
                    yield Finding(full_id, key, detail)


def _factor(one: Decimal, other: Decimal) -> int | None:
    """By which of the factors of a slip of units two rates differ, if by any."""
    low, high = sorted((one, other))
    return next((n for n in _OTHER_UNITS if low and abs(high / low / n - 1) <= _SLACK), None)


def _far_from_others(facts: Facts) -> Iterator[Finding]:
    asked: dict[tuple[object, str], list[tuple[str, Decimal]]] = {}
    for full_id, stored in facts.merged.models.items():
        if stored.get("model") and stored["status"] != "R":
            for key, amount in _plain(facts.merged.prices[full_id]).items():
                if key in ("input_tokens", "output_tokens"):
                    asked.setdefault((stored["model"], key), []).append((full_id, amount))
    for (_, key), rates in asked.items():
        providers = {full_id.partition("/")[0] for full_id, _ in rates}
        usual = median(amount for _, amount in rates)
        for full_id, amount in rates if len(providers) >= _ENOUGH else ():
            if max(amount, usual) > _FAR * min(amount, usual):
                detail = f"is {plain(amount)}, usually {plain(usual)} at {len(providers)} providers"
                yield Finding(full_id, key, detail)


def _plain(prices: list[Price]) -> dict[str, Decimal]:
    return {
        price.key: price.amount
        for price in prices
        if price.is_base and price.valid_to is None and price.amount and price.per != 1
    }


RULES = (
    Rule("bad-price", ERROR, "prices", "a rate is no number or negative; state the right one", _no_amount),
    Rule(
        "output-below-half-input", DOUBT, "prices",
        "output costs less than half of input; the two may be swapped, or in different units",
        _output_below_half,
    ),
    Rule(
        "another-unit", DOUBT, "prices",
        "a rate is a power of ten of what another source says; one of them is in another unit",
        _another_unit,
    ),
    Rule(
        "rate-far-from-others", DOUBT, "prices",
        "a rate is over ten times, or under a tenth of, what the model usually costs; look at its page",
        _far_from_others,
    ),
)  # fmt: skip
