"""The price list of a model over time: what was charged from which day on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.core.price import Price


class Step(NamedTuple):
    """A price list from a day on; None is since always, or since nobody knows when."""

    start: str | None
    rates: tuple[Price, ...]


def steps(prices: Sequence[Price]) -> list[Step]:
    """The lists that these rates make, the oldest first; a list that changes nothing is no step."""
    days = {day for price in prices for day in (price.valid_from, price.valid_to) if day is not None}
    found: list[Step] = []
    for start in (None, *sorted(days)):
        rates = _on(prices, start)
        if [_said(price) for price in rates] != [
            _said(price) for price in (found[-1].rates if found else ())
        ]:
            found.append(Step(start, rates))
    return found


def _on(prices: Sequence[Price], day: str | None) -> tuple[Price, ...]:
    """The rates that hold on a day, in the order given; None: before every day that is named."""
    holding = [
        price
        for price in sorted(prices, key=lambda price: price.valid_from or "")
        if (price.valid_from is None or (day is not None and price.valid_from <= day))
        and (price.valid_to is None or day is None or day < price.valid_to)
    ]
    latest = {price.key: price for price in holding}
    return tuple(price for price in prices if latest.get(price.key) is price)


def _said(price: Price) -> tuple[str, str]:
    return price.key, price.amount_text
