"""What a rate was before today: chains of dated rates that sources state, kept in `data/history/`.

A chain belongs to an offering's price list only where it leads to the rate that the list has now:
another catalog's past under a present that it does not share would be two histories in one. Where
a rate has ended with its model, the chain stands alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.catalog.columns import PRICE_COLUMNS
from modeldex.core.money import CONTEXT
from modeldex.pipeline.price_tables import price_of_row, price_row
from modeldex.pipeline.tables import read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from modeldex.core.price import Price

_FACTORS_OF_A_SLIP = (Decimal(10), Decimal(100), Decimal(1_000), Decimal(1_000_000))
"""A rate that changes by exactly such a factor was written in another unit before, or is now."""


def read_history(data: Path) -> dict[str, list[Price]]:
    """Full id -> the dated rates that sources state of it, of each source the oldest first."""
    past: dict[str, list[Price]] = {}
    for path in sorted((data / "history").glob("*.csv")):
        for price in read_chains(path).values():
            past.setdefault(price[0].model, []).extend(price)
    return past


def read_chains(path: Path) -> dict[tuple[str, str], list[Price]]:
    """(Full id, key) -> the dated rates of one source's table, the oldest first; none without a file."""
    chains: dict[tuple[str, str], list[Price]] = {}
    if path.exists():
        for row in read_table(path, PRICE_COLUMNS, required=("id", "unit", "amount", "valid_from")):
            price = price_of_row(row)
            chains.setdefault((price.model, price.key), []).append(price)
    return chains


def write_chains(path: Path, chains: Iterable[list[Price]]) -> None:
    """Write a source's table of dated rates, in one order; without a row there is no table."""
    prices = sorted(
        (price for chain in chains for price in chain),
        key=lambda price: (price.model, price.key, price.valid_from or ""),
    )
    if prices:
        write_table(path, PRICE_COLUMNS, map(price_row, prices))
    else:
        path.unlink(missing_ok=True)


def since(current: list[Price], past: list[Price]) -> list[Price]:
    """The current rates, with the day from which each is known to hold, where a chain leads to it."""
    leading = {(price.key, price.amount): price for price in past if price.valid_to is None}
    return [
        price.replace(valid_from=chain.valid_from, kind=chain.kind)
        if (chain := leading.get((price.key, price.amount))) is not None
        else price
        for price in current
    ]


def before_today(current: list[Price], past: list[Price]) -> list[Price]:
    """The ended rates of an offering: of chains that lead to a current rate, or that ended for good."""
    if not past:
        return []
    now = {price.key: price for price in current}
    by_chain: dict[tuple[str, str | None], list[Price]] = {}
    for price in past:
        by_chain.setdefault((price.key, price.source), []).append(price)
    taken: dict[str, list[Price]] = {}
    for (key, _), chain in by_chain.items():
        last = chain[-1]
        leads = key in now and last.valid_to is None and last.amount == now[key].amount
        ended = key not in now and last.valid_to is not None
        if (leads or ended) and len(chain) > len(taken.get(key, ())):
            taken[key] = [price for price in chain if price.valid_to is not None]
    return [price for chain in taken.values() for price in chain]


def lengthened(chain: list[Price], after: Price, day: str) -> list[Price]:
    """A chain with one rate more, which a source states since a day; what has ended keeps its end."""
    last = chain[-1]
    if last.valid_to is not None:
        return [*chain, after.replace(valid_from=max(day, last.valid_to))]
    return [*chain[:-1], *changed(last, after, day)]


def changed(before: Price, after: Price, day: str) -> list[Price]:
    """The two dated rates of a rate that a source states otherwise since a day.

    A change by exactly a power of ten is a slip of units put right, not a move of the market.
    """
    low, high = sorted((before.amount or Decimal(0), after.amount or Decimal(0)))
    is_slip = any(low and high == CONTEXT.multiply(low, factor) for factor in _FACTORS_OF_A_SLIP)
    return [
        before.replace(valid_to=max(day, before.valid_from or "")),
        after.replace(valid_from=day, kind="correction" if is_slip else "market"),
    ]
