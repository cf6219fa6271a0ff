"""Which prices an offering has, and how its dated rows grow.

A price list is taken whole from one source, the one whose word counts most; rates that it does not
state are taken from another only where the two agree on the plain input and output rates, for
otherwise they speak of different price lists. Rows are never overwritten: a rate that changed
closes its row and appends the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import PRICE_COLUMNS
from modeldex.core.errors import InvalidPriceError
from modeldex.core.price import Price
from modeldex.pipeline.tables import read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.tables import Row


def price_list(ranked: list[Claims]) -> list[Price]:
    """The current rates of an offering out of what its sources say, the best first."""
    stating = [claims for claims in ranked if claims.prices]
    if not stating:
        return []
    leader, *others = stating
    chosen = {price.key: price for price in leader.prices}
    for claims in others:
        if _plain_rates(claims) == _plain_rates(leader):
            for price in claims.prices:
                chosen.setdefault(price.key, price)
    return list(chosen.values())


def _plain_rates(claims: Claims) -> tuple[str | None, str | None]:
    rates = {price.key: price.amount_text for price in claims.prices}
    return rates.get("input_tokens"), rates.get("output_tokens")


def continued(full_id: str, history: list[Price], current: list[Price]) -> list[Price]:
    """The dated rows of an offering after today's rates: kept, closed, or appended."""
    rows = list(history)
    open_rows = {row.key: place for place, row in enumerate(rows) if row.valid_to is None}
    for price in current:
        place = open_rows.get(price.key)
        if place is None:
            rows.append(price.replace(model=full_id))
            continue
        before = rows[place]
        if before.amount_text == price.amount_text and before.currency == price.currency:
            continue
        rows[place] = before.replace(valid_to=price.recorded_on)
        rows.append(price.replace(model=full_id, valid_from=price.recorded_on, supersedes=before.price_id))
    return rows


def read_prices(data: Path) -> dict[str, list[Price]]:
    """The dated rows of `data/prices/`, by full id."""
    prices: dict[str, list[Price]] = {}
    seen: dict[str, Row] = {}
    for path in sorted((data / "prices").glob("*.csv")):
        for row in read_table(path, PRICE_COLUMNS):
            price = _price(row)
            if price.price_id in seen:
                raise row.fault("price_id", f"the same rate stands at line {seen[price.price_id].line} too")
            seen[price.price_id] = row
            prices.setdefault(price.model, []).append(price)
    return prices


def _price(row: Row) -> Price:
    cells = {name: cell for name, cell in row.cells.items() if cell}
    stated_id = cells.pop("price_id", None)
    above = cells.pop("above_tokens", "0")
    if not above.isdigit():
        raise row.fault("above_tokens", f"must be a whole number, not {above!r}")
    if not {"id", "unit", "amount"} <= cells.keys():
        raise row.fault(None, "needs id, unit and amount")
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
