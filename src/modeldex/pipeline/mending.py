"""What is mechanical in the tables of `data/`, mended without a change of meaning.

Order of columns and rows, outer blanks, line ends, the spelling of numbers and days, the order of
capabilities, rows that repeat another to the letter. Rows that somebody has grouped (aliases, what is
wanted) keep their order. What cannot be read is left to whoever reads it and names its fault; so is a
`price_id` that does not fit its row, since somebody has changed a rate there. TOML files are not touched.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING

from modeldex.catalog.columns import MODEL_COLUMNS, PRICE_COLUMNS, ROW_COLUMNS
from modeldex.core.errors import DataError
from modeldex.core.replacement import replacing
from modeldex.pipeline.captures import COLUMNS as CAPTURE_COLUMNS
from modeldex.pipeline.cell_spelling import spelled_as, spelled_cell
from modeldex.pipeline.directory import ALIAS_COLUMNS
from modeldex.pipeline.held import HELD_COLUMNS
from modeldex.pipeline.limit_history import LIMIT_COLUMNS
from modeldex.pipeline.manifest import MANIFEST_COLUMNS
from modeldex.pipeline.price_tables import price_of_row
from modeldex.pipeline.tables import Row, rows_of
from modeldex.pipeline.version import VERSION_COLUMNS
from modeldex.pipeline.wanted import WANTED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    Order = Callable[[Row], tuple[str, ...]] | None

_MARK = b"\xef\xbb\xbf"
"""What spreadsheets put in front of UTF-8."""


@dataclass(frozen=True, slots=True)
class Table:
    """How a kind of table is written."""

    places: str
    """Glob of its files below the folder of facts."""
    columns: tuple[str, ...]
    order: Order = None
    """What its rows stand in order of; None where their order is somebody's."""
    kinds: tuple[tuple[str, str], ...] | None = ()
    """(Column, kind) of cells that are no plain text; None: they are the columns of a row of facts."""


@dataclass(frozen=True, slots=True)
class Mended:
    """One file that is not written as it would be."""

    path: Path
    what: tuple[str, ...]
    """What is mended, each with how often where it can be counted."""
    before: str
    after: str

    def diff(self) -> str:
        """The change as a unified diff."""
        name = str(self.path)
        lines = unified_diff(_lines(self.before), _lines(self.after), name, name)
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def mended_files(data: Path) -> list[Mended]:
    """The files below a folder of facts that are to be written anew; nothing is written yet."""
    found = []
    for table in TABLES:
        for path in sorted(data.glob(table.places)):
            if path.parent.name == "sources" and path.name in _OF_THEIR_OWN and "*" in table.places:
                continue
            mended = _mended(path, table)
            if mended is not None:
                found.append(mended)
    return found


def write_mended(files: Iterable[Mended]) -> None:
    """Write the files anew, each in one step."""
    for one in files:
        with replacing(one.path) as aside:
            aside.write_text(one.after, "utf-8", newline="")


def _mended(path: Path, table: Table) -> Mended | None:
    """What becomes of a file; None where it stays, or cannot be read."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
        bare = _with_bare_header(text)
        rows = list(rows_of(path, bare, table.columns))
    except (UnicodeDecodeError, DataError, csv.Error):
        return None
    if not bare.strip():
        return None
    said: Counter[str] = Counter()
    header = next(csv.reader(io.StringIO(bare, newline="")))
    columns = [name for name in table.columns if name in header]
    written = _distinct([_spelled(row, table, said) for row in rows], said)
    placed = written if table.order is None else sorted(written, key=table.order)
    after = _text(columns, placed)
    if after.encode() == content:
        return None
    what = [f"{name}: {count:,}" for name, count in said.items()]
    what += ["mark in front"] if content.startswith(_MARK) else []
    what += ["order of columns"] if columns != header else []
    what += ["order of rows"] if placed != written else []
    what += ["line ends"] if "\r" in text or not text.endswith("\n") else []
    return Mended(path, tuple(what) or ("quotes and blank lines",), text, after)


def _with_bare_header(text: str) -> str:
    """The text of a table with no outer blanks in the names of its header."""
    first, end, rest = text.partition("\n")
    names = [name.strip() for name in next(csv.reader([first]), [])]
    return f"{','.join(names)}{end or chr(10)}{rest}"


def _spelled(row: Row, table: Table, said: Counter[str]) -> Row:
    kinds = None if table.kinds is None else dict(table.kinds)
    cells = {}
    for column, cell in row.cells.items():
        if kinds is None:
            cells[column], what = spelled_cell(column, cell)
        else:
            cells[column], what = spelled_as(kinds.get(column, "text"), cell)
        if what is not None:
            said[what] += 1
    return Row(row.path, row.line, cells)


def _distinct(rows: list[Row], said: Counter[str]) -> list[Row]:
    kept: dict[tuple[tuple[str, str], ...], Row] = {}
    for row in rows:
        kept.setdefault(tuple(row.cells.items()), row)
    if len(kept) < len(rows):
        said["rows that repeat another"] = len(rows) - len(kept)
    return list(kept.values())


def _text(columns: Sequence[str], rows: Iterable[Row]) -> str:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.cells for row in rows)
    return written.getvalue()


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _by(*names: str) -> Callable[[Row], tuple[str, ...]]:
    return lambda row: tuple(row.cells.get(name, "") for name in names)


def _by_rate(row: Row) -> tuple[str, ...]:
    """The order of dated rates; one that cannot be read stands first of its offering.

    Its `price_id` may be wrong, which is for somebody to look at, and no reason to move the row.
    """
    bare = Row(row.path, row.line, {name: cell for name, cell in row.cells.items() if name != "price_id"})
    key = ""
    for one in (row, bare):
        try:
            key = price_of_row(one).key
        except DataError:
            continue
        break
    begins = row.cells.get("valid_from") or row.cells.get("recorded_on") or ""
    return row.cells["id"], key, begins


_DATED = ("valid_from", "valid_to", "recorded_on")
_RATE_KINDS = (("amount", "amount"), ("above_tokens", "count"), *((name, "day") for name in _DATED))
_OF_THEIR_OWN = ("manifest.csv", "captures.csv")
TABLES = (
    Table("curated/*.csv", ROW_COLUMNS, _by("id"), None),
    Table("aliases.csv", ALIAS_COLUMNS),
    Table("wanted.csv", WANTED_COLUMNS),
    Table("version.csv", VERSION_COLUMNS),
    Table("held.csv", HELD_COLUMNS, _by("source", "id", "field"),
          (("before", "amount"), ("after", "amount"), *((n, "day") for n in HELD_COLUMNS[-3:]))),
    Table("sources/captures.csv", CAPTURE_COLUMNS, _by("seen_on", "source"), (("seen_on", "day"),)),
    Table("sources/manifest.csv", MANIFEST_COLUMNS, _by("source"),
          (("seen_on", "day"), ("offerings", "count"))),
    Table("sources/*.csv", ROW_COLUMNS, _by("id"), None),
    Table("history/*.csv", PRICE_COLUMNS, _by_rate, _RATE_KINDS),
    Table("limits/*.csv", LIMIT_COLUMNS, _by("id", "field", "valid_from"),
          (("value", "count"), *((name, "day") for name in _DATED))),
    Table("models/*/*.csv", MODEL_COLUMNS, _by("id"), None),
    Table("prices/*.csv", PRICE_COLUMNS, _by_rate, _RATE_KINDS),
)  # fmt: skip
"""Every kind of table that is kept in the folder of facts."""
