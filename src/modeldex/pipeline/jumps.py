"""Rates and limits that moved more than tenfold since the tables before, and who confirms them.

A value that was unknown or free before, one that varies with the call, and an offering that is new
jump nowhere: they are told apart, for somebody to look at. A rate that becomes free does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.catalog.columns import ROW_COLUMNS
from modeldex.catalog.evidence import LIMITS
from modeldex.core.money import CONTEXT
from modeldex.pipeline.claims import rates_of
from modeldex.pipeline.tables import read_table
from modeldex.pipeline.witnesses import Witnesses, amount_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from modeldex.pipeline.directory import Directory

    LastStated = Mapping[str, Mapping[str, Mapping[str, str]]]
    """Source -> full id -> field -> value, as a cell has it."""

FAR = Decimal(10)
"""A value that moves by more than this factor is looked at before it is believed."""


@dataclass(frozen=True, slots=True)
class Move:
    """One value of one source that is another one now."""

    source: str
    id: str
    """Full id of the offering."""
    field: str
    """Key of the rate, or name of the limit."""
    before: str | None
    """What the source stated before, as a cell has it; None where it did not say."""
    after: str
    """What it states now."""
    confirmed_by: tuple[str, ...] = ()
    """Other sources that state what it states now."""


@dataclass(slots=True)
class Moves:
    """What sources state otherwise than before, as far as it may surprise."""

    jumps: list[Move] = field(default_factory=list)
    """Moved more than tenfold, or from a price to free."""
    first: list[Move] = field(default_factory=list)
    """Unknown before, of an offering that the source had."""
    charged: list[Move] = field(default_factory=list)
    """Free before, and no longer."""
    new: list[tuple[str, str]] = field(default_factory=list)
    """(Source, full id) of offerings that a source did not have."""


def moves(before: Path, after: Path, directory: Directory, last_stated: LastStated | None = None) -> Moves:
    """What moved between the source tables of two folders of facts; a source that is new moved nothing.

    `last_stated` has values of sources that stopped stating them, and that count as if they stood in
    the tables still: what was left out for a while has moved as far as what was not.
    """
    found = Moves()
    witnesses = Witnesses(after, directory)
    for path in sorted((after / "sources").glob("*.csv")):
        old = before / "sources" / path.name
        if path.stem in NO_SOURCES or not old.exists() or old.read_bytes() == path.read_bytes():
            continue
        missing = (last_stated or {}).get(path.stem, {})
        for move in _moved(path.stem, rows_by_id(old), rows_by_id(path), missing, found.new):
            if move.before is None:
                found.first.append(move)
            elif move.before == "free":
                found.charged.append(move)
            elif is_jump(move.field, move.before, move.after):
                seen = witnesses.confirming(move.id, move.field, move.after, but=(move.source,))
                found.jumps.append(Move(move.source, move.id, move.field, move.before, move.after, seen))
    return found


NO_SOURCES = ("manifest", "captures")
"""Tables in `data/sources/` that are about sources, and none of them."""


def rows_by_id(path: Path) -> dict[str, dict[str, str]]:
    """The cells of a source's rows by full id; none without a file."""
    return (
        {row.cells["id"]: row.cells for row in read_table(path, ROW_COLUMNS, ("id",))}
        if path.exists()
        else {}
    )


def stated(cells: Mapping[str, str]) -> dict[str, str]:
    """Field -> value of the rates and limits in a source's row."""
    return rates_of(dict(cells)) | {name: cells[name] for name in LIMITS if cells.get(name)}


def is_jump(field: str, before: str, after: str) -> bool:
    """Whether a value moved by more than a factor of ten, either way; from a price to free is one."""
    if field in LIMITS:
        low, high = sorted((Decimal(before), Decimal(after)))
    else:
        old, new = amount_of(before), amount_of(after)
        if not old or new is None:  # free or variable before, variable now
            return False
        low, high = sorted((old, new))
    return high > CONTEXT.multiply(FAR, low)


def _moved(
    source: str,
    before: Mapping[str, Mapping[str, str]],
    after: Mapping[str, Mapping[str, str]],
    missing: Mapping[str, Mapping[str, str]],
    new: list[tuple[str, str]],
) -> Iterator[Move]:
    for full_id, cells in after.items():
        kept = before.get(full_id)
        if kept is None:
            new.append((source, full_id))
        if cells == kept:
            continue
        was = {**missing.get(full_id, {}), **stated(kept or {})}
        for name, value in stated(cells).items():
            if was.get(name) != value and (kept is not None or name in was):
                yield Move(source, full_id, name, was.get(name), value)
