"""Rules about rates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES
from modeldex.core.money import plain
from modeldex.pipeline.rules.base import DOUBT, ERROR, Facts, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.core.price import Price

_ONE_WAY = CAPABILITIES["embedding"].mask | CAPABILITIES["reranking"].mask
"""Models that write no tokens worth a rate."""
_HALF = Decimal("0.5")
_OTHER_UNITS = (10, 1_000)
_SLACK = Decimal("0.02")


def _no_amount(facts: Facts) -> Iterator[Finding]:
    for full_id, prices in facts.merged.prices.items():
        for price in prices:
            if price.amount is not None and not (price.amount.is_finite() and price.amount >= 0):
                yield Finding(full_id, price.key, f"is {price.amount}")


def _output_below_half(facts: Facts) -> Iterator[Finding]:
    for full_id, prices in facts.merged.prices.items():
        yes = facts.merged.models[full_id]["caps_yes"]
        assert isinstance(yes, int)
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


def _plain(prices: list[Price]) -> dict[str, Decimal]:
    return {
        price.key: price.amount
        for price in prices
        if price.is_base and price.valid_to is None and price.amount and price.per != 1
    }


RULES = (
    Rule("bad-price", ERROR, "prices", "a rate is no number or negative; state the right one", _no_amount),
    Rule(
        "output-below-half-of-input", DOUBT, "prices",
        "output costs less than half of input; the two may be swapped, or in different units",
        _output_below_half,
    ),
    Rule(
        "another-unit", DOUBT, "prices",
        "a rate is ten or a thousand times what another source says; one of them is in another unit",
        _another_unit,
    ),
)  # fmt: skip
