"""What a rate was before today: chains of dated rates that sources state, kept in `data/history/`.

A chain belongs to an offering's price list only where it leads to the rate that the list has now:
another catalog's past under a present that it does not share would be two histories in one. Where
a rate has ended with its model, the chain stands alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.catalog.columns import PRICE_COLUMNS
from modeldex.pipeline.price_tables import price_row, read_price_lines
from modeldex.pipeline.slips import is_slip
from modeldex.pipeline.tables import write_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from modeldex.core.price import Price
    from modeldex.pipeline.quotes import Quote


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
        for price, _, _ in read_price_lines(path, required=("id", "unit", "amount", "valid_from")):
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


def since(current: dict[str, Quote], past: list[Price]) -> dict[str, Quote]:
    """The current rates, with the day from which each is known to hold, where a chain leads to it."""
    leading = {(price.key, price.amount_text): price for price in past if price.valid_to is None}
    return {
        key: quote._replace(valid_from=chain.valid_from, kind=chain.kind)
        if (chain := leading.get((key, quote.amount))) is not None
        else quote
        for key, quote in current.items()
    }


def before_today(current: dict[str, Quote], past: list[Price]) -> list[Price]:
    """The ended rates of an offering: of chains that lead to a current rate, or that ended for good."""
    if not past:
        return []
    by_chain: dict[tuple[str, str | None], list[Price]] = {}
    for price in past:
        by_chain.setdefault((price.key, price.source), []).append(price)
    taken: dict[str, list[Price]] = {}
    for (key, _), chain in by_chain.items():
        last = chain[-1]
        leads = key in current and last.valid_to is None and last.amount_text == current[key].amount
        ended = key not in current and last.valid_to is not None
        if (leads or ended) and len(chain) > len(taken.get(key, ())):
            taken[key] = [price for price in chain if price.valid_to is not None]
    return [price for chain in taken.values() for price in chain]


def begin_chain(price: Price, seen_on: str, until: str) -> list[Price]:
    """The chain of a rate that was seen on a day, and that another one follows on the day `until`.

    Where it was seen on no day before that one, nobody knows since when it held.
    """
    return [price.replace(valid_from=seen_on if seen_on < until else None)]


def lengthened(chain: list[Price], after: Price, day: str) -> list[Price]:
    """A chain with one rate more, which a source states since a day; what has ended keeps its end.

    A rate that began on that very day was not the last word of it: the new one takes its place, and
    where that is the rate of before, nothing has changed. No row is left where nothing is known then.
    """
    *earlier, last = chain
    if last.valid_to is not None:
        return [*chain, after.replace(valid_from=max(day, last.valid_to))]
    if last.valid_from != day:
        return [*earlier, *changed(last, after, day)]
    if not earlier or earlier[-1].valid_to != day:
        return [*earlier, after.replace(valid_from=day, kind=last.kind)]
    *earliest, before = earlier
    if before.amount_text != after.amount_text:
        return [*earliest, *changed(before, after, day)]
    is_known = earliest or before.valid_from is not None
    return [*earliest, before.replace(valid_to=None)] if is_known else []


def changed(before: Price, after: Price, day: str) -> list[Price]:
    """The two dated rates of a rate that a source states otherwise since a day.

    A change by exactly a power of ten is a slip of units put right, not a move of the market.
    """
    was_slip = is_slip(before.amount or Decimal(0), after.amount or Decimal(0))
    return [
        before.replace(valid_to=max(day, before.valid_from or "")),
        after.replace(valid_from=day, kind="correction" if was_slip else "market"),
    ]
