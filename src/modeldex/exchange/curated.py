"""Rows of a user's file as facts kept by hand: merged into `data/curated/`, each with page and day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modeldex.catalog.columns import ROW_COLUMNS
from modeldex.core.errors import DataError
from modeldex.exchange.cells import joined
from modeldex.pipeline.claims import claims_of_row, curated_info
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.tables import Row, read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from modeldex.exchange.imported import Imported

_NOT_BY_HAND = ("source",)
"""Columns that a fact kept by hand does not have: it is its page that says so."""


@dataclass(kw_only=True)
class Curating:
    """What merging a file into the facts kept by hand would do, and does once written."""

    tables: dict[Path, dict[str, dict[str, str]]] = field(default_factory=dict)
    """Table that changes -> its rows by full id, in their order."""
    columns: dict[Path, list[str]] = field(default_factory=dict)
    """Table that changes -> its header."""
    added: list[str] = field(default_factory=list)
    """Full ids that get a row."""
    changed: list[str] = field(default_factory=list)
    """Full ids whose row gets cells."""
    conflicts: list[str] = field(default_factory=list)
    """Where the file contradicts what is kept: `file: full id: column: ...`."""

    def write(self) -> None:
        """Write every table that changes, each in one step."""
        for path, rows in self.tables.items():
            write_table(path, self.columns[path], rows.values())


def lacking(imported: Imported, *, page: str | None, seen_on: str | None) -> dict[str, int]:
    """Option -> how many rows need it, because they name no page, or no whole day, of their own."""
    no_page = sum("url" not in cells for cells in imported.rows) if page is None else 0
    no_day = (
        sum(not is_whole_day(cells.get("updated", "")) for cells in imported.rows) if seen_on is None else 0
    )
    return {option: count for option, count in (("--page", no_page), ("--seen-on", no_day)) if count}


def curate(
    data: Path, imported: Imported, *, page: str | None, seen_on: str | None, replace: bool = False
) -> Curating:
    """Merge the rows of a file into the tables kept by hand; nothing is written yet.

    `page` states the facts of rows that name no page of their own, `seen_on` is the day on which all
    were read. A row that is there keeps its other cells; a cell that says otherwise is a conflict,
    unless `replace`. DataError names every row that would be no good one, because it lacks its page
    or its day, say.
    """
    directory = read_directory(data)
    there = {
        row.cells["id"]: row
        for path in sorted((data / "curated").glob("*.csv"))
        for row in read_table(path, ROW_COLUMNS, required=("id",))
    }
    made = Curating()
    faults = []
    for cells in imported.rows:
        stated = _dated(cells, page, seen_on)
        before = there.get(cells["id"])
        path = before.path if before else data / "curated" / f"{cells['id'].partition('/')[0]}.csv"
        after, conflicts = joined(before.cells if before else {"id": cells["id"]}, stated, replace=replace)
        made.conflicts += [f"{path}: {cells['id']}: {conflict}" for conflict in conflicts]
        row = Row(path, before.line if before else 0, after)
        try:
            claims_of_row(row, curated_info(row), directory)
        except DataError as error:
            faults.append(f"{cells['id']}: {f'{error.column}: ' if error.column else ''}{error.problem}")
        if before is None or after != {name: cell for name, cell in before.cells.items() if cell}:
            (made.changed if before else made.added).append(cells["id"])
            made.tables.setdefault(path, {})[cells["id"]] = after
    if faults:
        heading = "1 row is no fact" if len(faults) == 1 else f"{len(faults):,} rows are no facts"
        raise DataError(imported.path, "\n  ".join([f"{heading} to keep:", *faults[:20]]))
    _complete(made, there.values())
    return made


def _dated(cells: Mapping[str, str], page: str | None, seen_on: str | None) -> dict[str, str]:
    """The cells of a row as a fact kept by hand has them, with its page and its day."""
    stated = {column: cell for column, cell in cells.items() if column not in _NOT_BY_HAND}
    if "url" not in stated and page is not None:
        stated["url"] = page
    if seen_on is not None:
        stated["updated"] = seen_on
    elif not is_whole_day(stated.get("updated", "")):
        stated.pop("updated", None)
    return stated


def _complete(made: Curating, there: Iterable[Row]) -> None:
    """Put the rows that stay beside those that change, in their order, under a header for all."""
    for path, changed in made.tables.items():
        kept = {row.cells["id"]: row.cells for row in there if row.path == path}
        made.tables[path] = {full_id: changed.pop(full_id, cells) for full_id, cells in kept.items()}
        made.tables[path] |= dict(sorted(changed.items()))
        used = {column for cells in made.tables[path].values() for column in cells}
        header = list(next(iter(kept.values()), {"id": ""}))
        made.columns[path] = [*header, *(name for name in ROW_COLUMNS if name in used - set(header))]
