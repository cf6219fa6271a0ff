"""Which prices an offering has, and how its dated rows grow.

A price list is taken whole from one source, the one whose word counts most; rates that it does not
state are taken from another only where the two agree on the plain input and output rates, for
otherwise they speak of different price lists. A rate kept by hand is no list: it goes over the one
that is there. Rows are never overwritten: a rate that changed closes its row and appends the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.catalog.columns import PRICE_COLUMNS
from modeldex.core.errors import InvalidPriceError
from modeldex.core.price import Price
from modeldex.pipeline.claims import CURATED
from modeldex.pipeline.tables import read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.tables import Row


def price_list(ranked: list[Claims]) -> list[Price]:
    """The current rates of an offering out of what its sources say, the best first."""
    lists = [claims for claims in ranked if claims.prices and claims.info.name != CURATED]
    chosen: dict[str, Price] = {}
    for claims in lists:
        if claims is lists[0] or _agree(claims, lists[0]):
            for price in claims.prices:
                chosen.setdefault(price.key, price)
    for claims in ranked:
        if claims.info.name == CURATED:
            _correct(chosen, claims)
    return list(chosen.values())


def _correct(chosen: dict[str, Price], by_hand: Claims) -> None:
    """Put rates kept by hand over a list; all others stay, but for conditions on a rate that changed.

    Whoever corrects a plain rate has not said what its tiers and service classes are now.
    """
    for price in by_hand.prices:
        before = chosen.get(price.key)
        if price.is_base and before is not None and before.amount_text != price.amount_text:
            for key in [key for key, other in chosen.items() if other.unit == price.unit]:
                del chosen[key]
    chosen.update((price.key, price) for price in by_hand.prices)


def _agree(claims: Claims, leader: Claims) -> bool:
    rates = _plain_rates(leader)
    return any(rates) and _plain_rates(claims) == rates


def _plain_rates(claims: Claims) -> tuple[str | None, str | None]:
    rates = {price.key: price.amount_text for price in claims.prices}
    return rates.get("input_tokens"), rates.get("output_tokens")


def continued(full_id: str, history: list[Price], ranked: list[Claims], current: list[Price]) -> list[Price]:
    """The dated rows of an offering after today's rates: kept, closed, or appended.

    A rate that no source states any more is closed on the day on which they were last seen. One
    that a source seen earlier puts in the place of a later one is a correction.
    """
    rows = list(history)
    seen_on = max(claims.info.seen_on for claims in ranked)
    open_rows = {row.key: place for place, row in enumerate(rows) if row.valid_to is None}
    for key in open_rows.keys() - {price.key for price in current}:
        before = rows[open_rows[key]]
        rows[open_rows[key]] = before.replace(valid_to=max(seen_on, _beginning(before)))
    for price in current:
        place = open_rows.get(price.key)
        if place is None:
            _begin(rows, price.replace(model=full_id))
        elif (rows[place].amount_text, rows[place].currency) != (price.amount_text, price.currency):
            start = _beginning(rows[place])
            rows[place] = rows[place].replace(valid_to=max(price.recorded_on or "", start))
            _begin(
                rows,
                price.replace(model=full_id),
                kind="correction" if (price.recorded_on or "") < start else "market",
            )
    return rows


def _begin(rows: list[Price], price: Price, kind: str = "market") -> None:
    """Put a rate in force: at once where it is the first of its key, else where the last one ended."""
    ended = [row for row in rows if row.key == price.key and row.valid_to is not None]
    if ended:
        last = max(ended, key=lambda row: row.valid_to or "")
        day = max(price.recorded_on or "", last.valid_to or "")
        price = price.replace(valid_from=day, supersedes=last.price_id, kind=kind)
    same = next((at for at, row in enumerate(rows) if row.price_id == price.price_id), None)
    if same is None:
        rows.append(price)
    else:  # it was in force on this day before: it is again
        rows[same] = rows[same].replace(valid_to=None)


def _beginning(price: Price) -> str:
    return price.valid_from or price.recorded_on or ""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A price with its place in the tables."""

    price: Price
    row: Row


def read_prices(data: Path) -> dict[str, list[PriceLine]]:
    """The dated rows of `data/prices/`, by full id."""
    lines: dict[str, list[PriceLine]] = {}
    seen: dict[str, Row] = {}
    for path in sorted((data / "prices").glob("*.csv")):
        for row in read_table(path, PRICE_COLUMNS, required=("id", "unit", "amount")):
            price = _price(row)
            if price.price_id in seen:
                raise row.fault("price_id", f"the same rate stands at line {seen[price.price_id].line} too")
            seen[price.price_id] = row
            lines.setdefault(price.model, []).append(PriceLine(price, row))
    return lines


def _price(row: Row) -> Price:
    cells = {name: cell for name, cell in row.cells.items() if cell}
    stated_id = cells.pop("price_id", None)
    above = cells.pop("above_tokens", "0")
    if not (above.isascii() and above.isdigit()):
        raise row.fault("above_tokens", f"must be a whole number, not {above!r}")
    if not {"id", "unit", "amount"} <= cells.keys():
        raise row.fault(None, "needs id, unit and amount")
    if not cells["amount"].strip("0."):
        raise row.fault("amount", "zero is not a price here: write free, or take the row out")
    try:
        price = Price.of(
            cells.pop("unit"), cells.pop("amount"), model=cells.pop("id"), above_tokens=int(above), **cells
        )
    except InvalidPriceError as error:
        column, problem = next(iter(error.problems.items()))
        raise row.fault(column, problem) from None
    if stated_id is not None and stated_id != price.price_id:
        raise row.fault(
            "price_id", f"is {stated_id}, but the row says {price.price_id}; leave the cell blank"
        )
    return price


def price_row(price: Price) -> dict[str, str]:
    """The cells of a price."""
    cells = {name: str(value) for name in PRICE_COLUMNS if (value := getattr(price, name, None))}
    return cells | {"id": price.model, "amount": price.amount_text, "price_id": price.price_id}


def write_prices(data: Path, by_provider: dict[str, list[Price]]) -> None:
    """Write `data/prices/<provider>.csv` for every provider, in one order."""
    for provider, prices in by_provider.items():
        ordered = sorted(prices, key=_order)
        write_table(data / "prices" / f"{provider}.csv", PRICE_COLUMNS, map(price_row, ordered))


def _order(price: Price) -> tuple[str, str, str]:
    return price.model, price.key, price.valid_from or price.recorded_on or ""


def base_rates(prices: Iterable[Price]) -> dict[str, str]:
    """Unit -> amount of the unconditional rates in force, in USD."""
    return {
        price.unit: price.amount_text
        for price in prices
        if price.is_base and price.valid_to is None and price.currency == "USD"
    }
