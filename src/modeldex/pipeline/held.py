"""`data/held.csv`: jumps that no second source confirms, kept out of the tables until somebody looks.

While a line is open, the source's table keeps what it said before, and nothing is dated. A line that
a maintainer has accepted lets exactly its value through, dated by the day on which the source was
first seen to say so, and stays for as long as the source says it. An open line goes when its source
is read and states another value; where it states none, the line waits for the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from modeldex.catalog.evidence import LIMITS
from modeldex.core.errors import DataError, InvalidPriceError, UnknownNameError
from modeldex.pipeline.jumps import Moves, moves, rows_by_id, stated
from modeldex.pipeline.manifest import is_whole_day, read_manifest
from modeldex.pipeline.normalise import is_gone
from modeldex.pipeline.putting_back import date_from, put_back
from modeldex.pipeline.tables import read_table, write_table
from modeldex.pipeline.witnesses import amount_of, is_rate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.jumps import Move
    from modeldex.pipeline.tables import Row

HELD_COLUMNS = ("source", "id", "field", "before", "after", "stated_on", "seen_on", "accepted_on")


@dataclass(frozen=True, slots=True)
class Held:
    """One jump that is held back, or that somebody has accepted."""

    source: str
    id: str
    """Full id of the offering."""
    field: str
    """Key of the rate, or name of the limit."""
    before: str
    """What the table keeps, as a cell has it."""
    after: str
    """What the source says, as a cell has it."""
    stated_on: str
    """Last day on which the source was seen to say what it said before."""
    seen_on: str
    """First day on which it was seen to say otherwise."""
    accepted_on: str | None = None
    """Day on which a maintainer let the value through; None while it is held back."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Source, full id and field."""
        return self.source, self.id, self.field

    @property
    def is_open(self) -> bool:
        """Whether nobody has accepted it yet."""
        return self.accepted_on is None

    def __str__(self) -> str:
        return f"{self.source}: {self.id}: {self.field} {self.before} -> {self.after}"


@dataclass(slots=True)
class JumpOutcome:
    """What became of the jumps of a run."""

    held: list[Held] = field(default_factory=list)
    """Held back in this run, whether or not they were before."""
    confirmed: list[Move] = field(default_factory=list)
    """Let through: a second source says so too."""
    accepted: list[Held] = field(default_factory=list)
    """Let through: a maintainer has accepted them."""
    gone: list[Held] = field(default_factory=list)
    """Lines that went: their source says something else now."""
    moves: Moves = field(default_factory=Moves)
    """All that moved, first values and new offerings included."""


def read_held(data: Path) -> list[Held]:
    """The lines of `data/held.csv`, none without the file; DataError at the first fault."""
    path = data / "held.csv"
    lines: dict[tuple[str, str, str], Held] = {}
    for row in read_table(path, HELD_COLUMNS, required=HELD_COLUMNS) if path.exists() else ():
        line = _line(row)
        if line.key in lines:
            raise row.fault("field", f"{line.field} of {line.id} in {line.source} stands twice; keep one row")
        lines[line.key] = line
    return list(lines.values())


def _line(row: Row) -> Held:
    cells = row.cells
    for column in ("stated_on", "seen_on", "accepted_on"):
        if not is_whole_day(cells[column]) and (cells[column] or column != "accepted_on"):
            raise row.fault(column, f"must be a day like 2025-06-01, not {cells[column]!r}")
    name = cells["field"]
    if not is_rate(name) and name not in LIMITS:
        raise row.fault("field", f"must be a rate, or one of {', '.join(LIMITS)}; not {name!r}")
    for column in ("before", "after"):
        if not _is_value(name, cells[column]):
            raise row.fault(column, f"must be a value of {name}, not {cells[column]!r}")
    return Held(
        cells["source"], cells["id"], name, cells["before"], cells["after"],
        cells["stated_on"], cells["seen_on"], cells["accepted_on"] or None,
    )  # fmt: skip


def _is_value(name: str, cell: str) -> bool:
    if name in LIMITS:
        return cell.isascii() and cell.isdigit()
    try:
        return amount_of(cell) is not None
    except InvalidPriceError:
        return False


def write_held(data: Path, lines: Iterable[Held]) -> None:
    """Write `data/held.csv` in one order; without a line there is no file."""
    path, ordered = data / "held.csv", sorted(lines, key=lambda line: line.key)
    if not ordered:
        path.unlink(missing_ok=True)
    elif not path.exists() or sorted(read_held(data), key=lambda line: line.key) != ordered:
        cells = ({name: getattr(line, name) or "" for name in HELD_COLUMNS} for line in ordered)
        write_table(path, HELD_COLUMNS, cells)


def accept(data: Path, source: str, full_id: str, field: str, day: str) -> Held:
    """Let a jump through at the next run, on the word of whoever asks; a line accepted before stays as it is.

    UnknownNameError lists the lines there are where none is meant; DataError where the day is before
    the one on which the jump was seen.
    """
    lines = {line.key: line for line in read_held(data)}
    line = lines.get((source, full_id, field))
    if line is None:
        known = (" ".join(key) for key in lines)
        raise UnknownNameError("jump held back", f"{source} {full_id} {field}", known)
    if not is_whole_day(day) or day < line.seen_on:
        problem = f"must be a day from {line.seen_on} on, when the jump was seen; not {day!r}"
        raise DataError(str(data / "held.csv"), problem, column="accepted_on")
    if line.is_open:
        line = replace(line, accepted_on=day)
        write_held(data, (lines | {line.key: line}).values())
    return line


def hold_back(before: Path, after: Path, directory: Directory, read: Collection[str]) -> JumpOutcome:
    """Keep the unconfirmed jumps of a run out of its tables, and bring `held.csv` up to date.

    `before` is the folder of facts as it was, `after` a copy in which the answers of the sources in
    `read` have just been written, and which alone is changed. A copy is gone through once.
    """
    lines = {line.key: line for line in read_held(after)}
    outcome = JumpOutcome(moves=moves(before, after, directory, _last_stated(lines.values())))
    for move, line in _lines_of(before, after, outcome.moves.jumps, lines):
        if line.is_open and not move.confirmed_by:
            outcome.held.append(line)
            continue
        if line.is_open:
            outcome.confirmed.append(move)
        else:
            outcome.accepted.append(line)
        if lines.get(line.key) == line:  # this value was seen before
            date_from(before, after, line)
    put_back(before, after, outcome.held)
    kept = {line.key: line for line in (*_lasting(after, lines.values(), read), *outcome.held)}
    passed = {(move.source, move.id, move.field) for move in outcome.confirmed}
    outcome.gone = [line for line in lines.values() if kept.get(line.key) != line and line.key not in passed]
    write_held(after, kept.values())
    return outcome


def _lines_of(
    before: Path, after: Path, jumps: list[Move], lines: Mapping[tuple[str, str, str], Held]
) -> Iterator[tuple[Move, Held]]:
    """Each jump with its line, or with the one that would hold it back."""
    days, days_before = (_days(data) if jumps else {} for data in (after, before))
    for move in jumps:
        assert move.before is not None
        source, stated_on = move.source, days_before.get(move.source, days[move.source])
        line = lines.get((source, move.id, move.field))
        if line is not None and line.before == move.before:
            stated_on = line.stated_on  # since then the source has said nothing but jumps
        if line is None or line.after != move.after:
            line = Held(source, move.id, move.field, move.before, move.after, stated_on, days[source])
        yield move, line


def _last_stated(lines: Iterable[Held]) -> dict[str, dict[str, dict[str, str]]]:
    """Source -> full id -> field -> what it stated before it jumped."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for line in lines:
        found.setdefault(line.source, {}).setdefault(line.id, {})[line.field] = line.before
    return found


def _days(data: Path) -> dict[str, str]:
    return {name: info.seen_on for name, info in read_manifest(data).items()}


def _lasting(after: Path, lines: Iterable[Held], read: Collection[str]) -> Iterator[Held]:
    """The lines that stay whatever jumps.

    Accepted ones that hold, open ones of which their source says nothing, all of sources that were not read.
    """
    tables: dict[str, dict[str, dict[str, str]]] = {}
    for line in lines:
        if line.source in read:
            if line.source not in tables:
                tables[line.source] = rows_by_id(after / "sources" / f"{line.source}.csv")
            cells = tables[line.source].get(line.id, {})
            said = None if is_gone(cells) else stated(cells).get(line.field)
            if said != (None if line.is_open else line.after):
                continue
        yield line
