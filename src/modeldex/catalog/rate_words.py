"""Rates in words: what is charged, under which conditions, and per how much of it."""

from __future__ import annotations

from decimal import Decimal

from modeldex.core.price_key import price_of_key
from modeldex.core.units import MILLION, Seconds
from modeldex.core.usage import UNITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.core.price import Price

_UNPRICED = ("free", "variable")
"""Amounts that are words."""
_USD = "USD"


def rate_name(key: str) -> str:
    """A rate's key for people: `input`, `input (above 200,000 tokens, batch)`, `output images`."""
    unit = key.partition("@")[0]
    name = unit.removesuffix("_tokens").removesuffix("_seconds").replace("_", " ")
    conditions = _conditions(price_of_key(key, 1))
    return f"{name} ({', '.join(conditions)})" if conditions else name


def move_in_words(key: str, before: str | None, after: str | None) -> str:
    """A rate and how it moved: `input 3 -> 2.5 USD/M (-16.7 %)`.

    Amounts are texts as `catalog/diff` has them: USD of the key's unit, another currency behind the
    amount, `free` or `variable`; None where no rate is stated. At least one of them is.
    """
    name = rate_name(key)
    if before is None:
        return f"{name} first stated: {amount_in_words(key, after or '')}"
    if after is None:
        return f"{name} no longer stated, was {amount_in_words(key, before)}"
    moved = share_moved(before, after)
    if moved is None:
        return f"{name} {amount_in_words(key, before)} -> {amount_in_words(key, after)}"
    return f"{name} {_split(before)[0]} -> {amount_in_words(key, after)} ({_percent(moved)})"


def share_moved(before: str | None, after: str | None) -> float | None:
    """By how much an amount moved, as a share of what it was; None where the two are no such amounts."""
    (was, currency), (now, other) = _split(before or "free"), _split(after or "free")
    if was in _UNPRICED or now in _UNPRICED or currency != other:
        return None
    return float(Decimal(now)) / float(Decimal(was)) - 1


def amount_in_words(key: str, text: str) -> str:
    """An amount of a rate with its currency and unit; `free` and `variable` stand alone."""
    amount, currency = _split(text)
    if amount in _UNPRICED:
        return amount
    unit = UNITS[key.partition("@")[0]]
    per = "/M" if unit.per == MILLION else "/s" if isinstance(unit, Seconds) else " each"
    return f"{amount} {currency}{per}"


def _percent(share: float) -> str:
    moved = share * 100
    if abs(moved) < 0.05:
        return "under 0.1 %"
    return f"{moved:+,.1f} %" if abs(moved) < 1000 else f"{moved:+,.0f} %"


def _split(text: str) -> tuple[str, str]:
    amount, _, currency = text.partition(" ")
    return amount, currency or _USD


def _conditions(price: Price) -> list[str]:
    """The conditions of a rate but its currency, which stands behind its amount."""
    words = [f"above {price.above_tokens:,} tokens"] if price.above_tokens else []
    words += [price.service] if price.service != "standard" else []
    words += [f"in {price.region}"] if price.region else []
    words += [f"at {price.hours_utc} UTC"] if price.hours_utc else []
    words += [price.variant] if price.variant else []
    return words
