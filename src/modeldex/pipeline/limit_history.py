"""What a limit was before today: dated limits as each source states them, kept in `data/limits/`.

A source has a chain for each limit that it has stated otherwise at least once: the first row is
what it said before. A change is a correction, and no move of the provider's, where

- the two numbers differ by exactly 10, 100, 1,000 or 1,000,000: one of them was in another unit;
- they are one number counted in thousands and in 1,024s (128,000 and 131,072);
- the limit goes back within thirty days to what it was: what stood between was wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.catalog.columns import FIELDS
from modeldex.catalog.evidence import LIMITS
from modeldex.core.price import KINDS
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.slips import is_slip
from modeldex.pipeline.tables import read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modeldex.pipeline.tables import Row

    Chains = dict[tuple[str, str], list["Limit"]]
    """(Full id, field) -> dated limits, the oldest first."""

LIMIT_COLUMNS = ("id", "field", "value", "valid_from", "valid_to", "recorded_on", "kind", "source")
"""Columns of `data/limits/*.csv`."""
_MARKET, _CORRECTION = KINDS
_RETURNS_WITHIN_DAYS = 30
_SPELLINGS = ((1_000, 1_024), (1_000**2, 1_024**2))
"""Two ways to write a thousand, and a million, tokens."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit in tokens, as one source stated it from a day on."""

    id: str
    """Full id of the offering."""
    field: str
    """`max_context`, `max_input` or `max_output`."""
    value: int
    """Tokens."""
    valid_from: str
    """First day on which the source is known to have stated it; blank where that is no day before its end."""
    valid_to: str | None
    """First day on which it stated another one; None while it states this one."""
    recorded_on: str
    """Day on which the row was written down."""
    kind: str
    """`market`: the provider changed it; `correction`: the row before was wrong."""
    source: str
    """Who says so."""


def read_limits(data: Path) -> dict[str, Chains]:
    """Source -> its dated limits; DataError at the first fault."""
    return {path.stem: read_limit_chains(path) for path in sorted((data / "limits").glob("*.csv"))}


def read_limit_chains(path: Path) -> Chains:
    """The dated limits of one source's table; none without a file."""
    chains: Chains = {}
    for row in read_table(path, LIMIT_COLUMNS, required=LIMIT_COLUMNS) if path.exists() else ():
        limit = _limit_of_row(row)
        chain = chains.setdefault((limit.id, limit.field), [])
        if chain and chain[-1].valid_to is None:
            raise row.fault(
                "valid_from", f"{limit.field} of {limit.id} goes on in an earlier row: end it first"
            )
        chain.append(limit)
    return chains


def _limit_of_row(row: Row) -> Limit:
    cells = row.cells
    if cells["field"] not in LIMITS:
        raise row.fault("field", f"must be one of {', '.join(LIMITS)}; not {cells['field']!r}")
    if cells["kind"] not in KINDS:
        raise row.fault("kind", f"must be one of {', '.join(KINDS)}; not {cells['kind']!r}")
    for column in ("valid_from", "valid_to", "recorded_on"):
        if not is_whole_day(cells[column]) and (cells[column] or not _may_be_blank(column, cells)):
            raise row.fault(column, f"must be a day like 2025-06-01, not {cells[column]!r}")
    if cells["valid_to"] and cells["valid_to"] < cells["valid_from"]:
        raise row.fault("valid_to", f"must not be before valid_from {cells['valid_from']}")
    try:
        value = FIELDS[cells["field"]].parse(cells["value"])
    except ValueError as error:
        raise row.fault("value", str(error)) from None
    assert isinstance(value, int)
    return Limit(
        cells["id"], cells["field"], value, cells["valid_from"], cells["valid_to"] or None,
        cells["recorded_on"], cells["kind"], cells["source"],
    )  # fmt: skip


def _may_be_blank(column: str, cells: Mapping[str, str]) -> bool:
    """Whether a day may be unknown: the end of what goes on, the beginning of what has ended."""
    return column == "valid_to" or (column == "valid_from" and bool(cells["valid_to"]))


def write_limit_chains(path: Path, chains: Chains) -> None:
    """Write a source's table of dated limits, in one order; without a row there is no table."""
    rows = [_cells(limit) for key in sorted(chains) for limit in chains[key]]
    if rows:
        write_table(path, LIMIT_COLUMNS, rows)
    else:
        path.unlink(missing_ok=True)


def _cells(limit: Limit) -> dict[str, str]:
    return {name: str(value) for name in LIMIT_COLUMNS if (value := getattr(limit, name)) is not None}


def note_limits(
    data: Path,
    source: str,
    before: Mapping[str, Mapping[str, str]],
    rows: Mapping[str, Mapping[str, str]],
    days: tuple[str, str],
) -> list[str]:
    """Note in `data/limits/` which limits a source states otherwise than when it was seen before.

    `before` and `rows` are its rows by full id, then and now, on the two `days`. What it no longer
    states says nothing of what holds, and ends no row. Returns the full ids that have a new row.
    """
    path = data / "limits" / f"{source}.csv"
    chains = read_limit_chains(path)
    moved = []
    for full_id in sorted(rows):
        for field in LIMITS:
            key, cell, old = (full_id, field), rows[full_id].get(field), before.get(full_id, {}).get(field)
            if not cell or not (old or key in chains):
                continue
            chain = chains.get(key) or begin_chain(full_id, field, int(old or 0), source, days)
            grown = continued_limit(chain, int(cell), days[1])
            if grown != chain:
                chains[key] = grown
                moved.append(full_id)
    if moved:
        write_limit_chains(path, chains)
    return list(dict.fromkeys(moved))


def begin_chain(full_id: str, field: str, value: int, source: str, days: tuple[str, str]) -> list[Limit]:
    """The chain of a limit that a source stated on the first of two days, and another one on the second.

    Where both are one day, nobody knows since when it held.
    """
    seen_on, until = days
    begins = seen_on if seen_on < until else ""
    return [Limit(full_id, field, value, begins, None, seen_on, _MARKET, source)]


def continued_limit(chain: list[Limit], value: int, day: str, recorded_on: str | None = None) -> list[Limit]:
    """A chain after a source stated a value on a day: as it was, or closed and with one row more.

    A limit that began on that very day was not the last word of it: the new one takes its place, and
    where that is the limit of before, nothing has changed. No row is left where nothing is known then.
    `recorded_on`: the day on which that is written down, where it is another one.
    """
    if chain[-1].value == value:
        return chain
    if len(chain) > 1 and chain[-1].valid_from == day:
        chain = [*chain[:-2], replace(chain[-2], valid_to=None)]
        if chain[-1].value == value:
            return chain if chain[-1].valid_from else []
    last = chain[-1]
    start = max(day, last.valid_from)
    if start == last.valid_from:
        return [*chain[:-1], replace(last, value=value, recorded_on=recorded_on or start)]
    kind = _CORRECTION if _is_correction(chain, value, start) else _MARKET
    grown = replace(
        last, value=value, valid_from=start, valid_to=None, recorded_on=recorded_on or start, kind=kind
    )
    return [*chain[:-1], replace(last, valid_to=start), grown]


def _is_correction(chain: list[Limit], value: int, day: str) -> bool:
    low, high = sorted((chain[-1].value, value))
    if is_slip(Decimal(low), Decimal(high)):
        return True
    if any(high * thousand == low * binary for thousand, binary in _SPELLINGS):
        return True
    if len(chain) == 1 or chain[-2].value != value:
        return False
    held = date.fromisoformat(day) - date.fromisoformat(chain[-1].valid_from)
    return held.days <= _RETURNS_WITHIN_DAYS
