"""The tables of dated rates: `data/prices/<provider>.csv`, one row per rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.catalog.columns import PRICE_COLUMNS
from modeldex.core.errors import DataError, InvalidPriceError
from modeldex.core.price import Price, faults_of
from modeldex.pipeline.tables import Row, read_lines, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class PriceLine(NamedTuple):
    """A price with its place in the tables."""

    price: Price
    path: Path
    line: int

    def fault(self, column: str, problem: str) -> DataError:
        """An error at this line."""
        return DataError(str(self.path), problem, line=self.line, column=column)


def read_prices(data: Path) -> dict[str, list[PriceLine]]:
    """The dated rows of `data/prices/`, by full id."""
    lines: dict[str, list[PriceLine]] = {}
    seen: dict[str, PriceLine] = {}
    for path in sorted((data / "prices").glob("*.csv")):
        for one in read_price_lines(path, required=("id", "unit", "amount")):
            price = one.price
            other = seen.setdefault(price.price_id, one)
            if other is not one:
                raise one.fault("price_id", f"the same rate stands at line {other.line} too")
            lines.setdefault(price.model, []).append(one)
    return lines


def read_price_lines(path: Path, required: Sequence[str]) -> Iterator[PriceLine]:
    """The prices of one table; DataError at its place says what is wrong.

    A row whose `price_id` is the hash of what it says was written from a price that was checked.
    """
    lines = read_lines(path, PRICE_COLUMNS, required)
    _, header = next(lines)
    is_written = tuple(header) == PRICE_COLUMNS
    for line, cells in lines:
        price = _as_written(cells) if is_written else None
        if price is None:
            price = _checked(Row(path, line, dict(zip(header, cells, strict=True))))
        yield PriceLine(price, path, line)


def price_of_row(row: Row) -> Price:
    """The price that a row states; DataError at its place says what is wrong."""
    return _as_written([row.cells.get(column, "") for column in PRICE_COLUMNS]) or _checked(row)


def _as_written(cells: list[str]) -> Price | None:
    model, unit, amount, currency, service, above, *others, stated_id = cells
    above_tokens = _count(above) if above else 0
    if not (stated_id and model and currency and service) or above_tokens is None:
        return None
    region, hours, variant, start, end, seen_on, kind, supersedes, source = [cell or None for cell in others]
    if faults_of(
        unit, currency, above_tokens, kind or "", service, region, hours, variant, start, end, seen_on
    ):
        return None
    try:
        price = Price.restore(
            amount, unit, model, currency, service, above_tokens, region, hours, variant, start, end, seen_on,
            kind, supersedes, source,
        )  # fmt: skip
    except ValueError:
        return None
    return price if price.price_id == stated_id else None


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
