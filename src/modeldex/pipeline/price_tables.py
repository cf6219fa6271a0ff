"""The tables of dated rates: `data/prices/<provider>.csv`, one row per rate."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from modeldex.catalog.columns import PRICE_COLUMNS
from modeldex.core.errors import InvalidPriceError
from modeldex.core.price import Price, faults_of
from modeldex.pipeline.tables import read_table, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.pipeline.tables import Row


@dataclass(slots=True)
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
            price = price_of_row(row)
            price_id = row.cells.get("price_id") or price.price_id
            if price_id in seen:
                raise row.fault("price_id", f"the same rate stands at line {seen[price_id].line} too")
            seen[price_id] = row
            lines.setdefault(price.model, []).append(PriceLine(price, row))
    return lines


def price_of_row(row: Row) -> Price:
    """The price that a row states; DataError at its place says what is wrong.

    A row whose `price_id` is the hash of what it says was written from a price that was checked.
    """
    return _as_written(row) or _checked(row)


def _as_written(row: Row) -> Price | None:
    try:
        amount, model, unit, currency, service, kind, above, *others, stated_id = _written_cells(row.cells)
    except KeyError:  # a table that leaves columns out
        return None
    above_tokens = _count(above or "0")
    where_and_when = [cell or None for cell in others[:6]]
    if not (stated_id and model and currency and service) or above_tokens is None:
        return None
    if faults_of(unit, currency, above_tokens, kind, service, *where_and_when):
        return None
    origin = [cell or None for cell in others[6:]]
    try:
        price = Price.restore(
            amount, unit, model, currency, service, above_tokens, *where_and_when, kind, *origin
        )
    except ValueError:
        return None
    return price if price.price_id == stated_id else None


_written_cells = itemgetter(
    "amount", "id", "unit", "currency", "service", "kind", "above_tokens", "region", "hours_utc", "variant",
    "valid_from", "valid_to", "recorded_on", "supersedes", "source", "price_id",
)  # fmt: skip


def _count(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdigit() else None


def _checked(row: Row) -> Price:
    cells = {name: cell for name, cell in row.cells.items() if cell}
    stated_id = cells.pop("price_id", None)
    above = cells.pop("above_tokens", "0")
    if _count(above) is None:
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
        rows = map(price_row, sorted(prices, key=_order))
        write_table(data / "prices" / f"{provider}.csv", PRICE_COLUMNS, rows)


def _order(price: Price) -> tuple[str, str, str]:
    return price.model, price.key, price.valid_from or price.recorded_on or ""
