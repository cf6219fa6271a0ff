"""CSV tables: read with the place of every fault, written whole or not at all."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import compress
from typing import TYPE_CHECKING

from modeldex.core.errors import DataError
from modeldex.core.replacement import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass(slots=True)
class Row:
    """One line of a table, with its place."""

    path: Path
    line: int
    cells: dict[str, str]
    """Column -> its cell; blank ones may be left out."""

    def fault(self, column: str | None, problem: str) -> DataError:
        """An error at this line."""
        return DataError(str(self.path), problem, line=self.line, column=column)


def read_table(
    path: Path, columns: Sequence[str], required: Sequence[str] = (), *, with_blanks: bool = True
) -> Iterator[Row]:
    """The rows of a table whose header may hold any of `columns`; blank lines are passed over.

    Wide tables are mostly blank: without its blank cells a row is read in less time and space.
    Raises DataError with file, line and column for a file that is missing or no UTF-8, an unknown,
    repeated or missing column, and a row of another length than the header.
    """
    yield from rows_of(path, _text(path), columns, required, with_blanks=with_blanks)


def rows_of(
    path: Path, text: str, columns: Sequence[str], required: Sequence[str] = (), *, with_blanks: bool = True
) -> Iterator[Row]:
    """The rows of a table whose text is at hand; `path` is what its faults are named after."""
    lines = _lines(path, text, columns, required)
    _, header = next(lines)
    for line, cells in lines:
        named = zip(header, cells, strict=True)
        yield Row(path, line, dict(named if with_blanks else compress(named, cells)))


def read_lines(
    path: Path, columns: Sequence[str], required: Sequence[str] = ()
) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line of a table, the header's first: what `read_table` makes rows of."""
    return _lines(path, _text(path), columns, required)


def _lines(
    path: Path, text: str, columns: Sequence[str], required: Sequence[str]
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, None)
        if header is None:
            raise DataError(str(path), f"is empty; its first line must name columns: {', '.join(columns)}")
        _check_header(path, header, columns, required)
        width = len(header)
        yield reader.line_num, header
        for cells in reader:
            if len(cells) == width:
                yield reader.line_num, cells
            elif cells:
                raise DataError(
                    str(path),
                    f"has {len(cells)} cells, the header {width}; a cell with a comma needs quotes",
                    line=reader.line_num,
                )
    except csv.Error as error:
        raise DataError(str(path), f"is no CSV: {error}", line=reader.line_num) from None


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig")  # spreadsheets put a mark in front
    except FileNotFoundError:
        raise DataError(str(path), "is missing") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError(str(path), f"is not UTF-8: {error.reason}", line=line) from None


def _check_header(path: Path, header: list[str], columns: Sequence[str], required: Sequence[str]) -> None:
    for place, name in enumerate(header):
        if name not in columns:
            near = get_close_matches(name, columns, n=1)
            hint = f"; did you mean {near[0]}?" if near else "."
            problem = f"unknown column{hint} Known: {', '.join(columns)}"
            raise DataError(str(path), problem, line=1, column=name or f"number {place + 1}")
        if name in header[:place]:
            raise DataError(str(path), "stands twice in the header", line=1, column=name)
    for name in required:
        if name not in header:
            raise DataError(str(path), "is missing from the header", line=1, column=name)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a table in one step: readers see the old one or the new one, never half of one."""
    with replacing(path, make_folder=True) as aside:
        write_rows(aside, columns, rows)


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a table into a file that nobody reads yet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
