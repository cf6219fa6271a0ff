"""How answers are written: tables for people; JSON, JSON lines and CSV for programs.

A command that reads takes `@formats` and hands its records, with the columns that they have, to
`write_records`; one that gives a single record to `write_record`. What stands in a cell is made
in `cells`, where it goes is decided in `screen`.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import click

from modeldex.cli.cells import UNKNOWN, escaped, printable
from modeldex.cli.screen import screen
from modeldex.cli.tables import write_table
from modeldex.core import money
from modeldex.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

JSON, JSONL, CSV = "json", "jsonl", "csv"
"""The forms for programs; None is for people."""
_MOST_INDENTED = 25
"""Records of a JSON array that are spread over lines; of more, each stands on one."""
Row = TypeVar("Row")
Command = TypeVar("Command", bound="Callable[..., Any]")


def formats(command: Command) -> Command:
    """The options `--json`, `--jsonl` and `--csv`, which give a command its parameter `form`."""
    for form, meaning in (
        (CSV, "Write CSV with a header; a blank cell is unknown."),
        (JSONL, "Write JSON lines, one record a line."),
        (JSON, "Write JSON."),
    ):
        command = click.option(f"--{form}", "form", flag_value=form, help=meaning)(command)
    return command


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of an answer."""

    name: str
    """Its name in CSV."""
    value: Callable[[Row], object]
    """The exact value in a record; None is unknown."""
    heading: str | None = None
    """Its heading for people; None: its name. Blank: people do not see it."""
    cell: Callable[[Row], str] | None = None
    """The value as people read it, markup included; None: its text."""
    right: bool = False
    """Whether it is flush right, as numbers are."""
    whole: bool = False
    """Whether its cells are never folded, as of days; numbers never are."""
    words: bool = False
    """Whether its cells are folded between words alone."""

    @property
    def side(self) -> str:
        """How a table sets it: `left`, `right`, `whole` or `words`."""
        return "right" if self.right else "whole" if self.whole else "words" if self.words else "left"

    def shown(self, record: Row) -> str:
        """The cell that people read."""
        return self.cell(record) if self.cell is not None else _text(self.value(record))


def most(limit: int | None, form: str | None, to_people: int) -> int:
    """How many to show at most, 0 for all: what was asked for, else few to people and all to programs."""
    return limit if limit is not None else 0 if form else to_people


def first(records: Sequence[Row], limit: int) -> Sequence[Row]:
    """The first of them, or all where the limit is 0."""
    return records[:limit] if limit else records


def write_records(
    form: str | None,
    records: Sequence[Row],
    columns: Sequence[Column[Row]],
    *,
    as_plain: Callable[[Row], object] = plain,
    title: str | None = None,
) -> None:
    """Write records in a form; `as_plain` makes what JSON shows of one."""
    if form == CSV:
        write_csv([column.name for column in columns], ([c.value(r) for c in columns] for r in records))
    elif form is not None:
        write_json([as_plain(record) for record in records], form)
    else:
        seen = [column for column in columns if column.heading != ""]
        headings = [(column.heading or column.name, column.side) for column in seen]
        rows = [[column.shown(record) for column in seen] for record in records]
        write_table(headings, rows, title)


def write_record(form: str, record: Mapping[str, object]) -> None:
    """Write one record for programs; in CSV it has one row of its plain values."""
    if form == CSV:
        write_csv(list(record), [list(record.values())])
    else:
        write_json(record, form)


def write_json(value: Any, form: str = JSON) -> None:
    """Write a value as JSON, its records as plain values; a list as lines where the form says so."""
    narrow = not (sys.stdout.encoding or "").lower().startswith("utf")
    listed = plain(value)
    put = screen().put
    if isinstance(listed, list) and (form == JSONL or len(listed) > _MOST_INDENTED):
        lines = (json.dumps(item, ensure_ascii=narrow) for item in listed)
        if form == JSONL:
            for line in lines:
                put(f"{line}\n")
            return
        put("[\n")
        for place, line in enumerate(lines, 1):
            put(f"  {line}{',' * (place < len(listed))}\n")
        put("]\n")
        return
    put(json.dumps(listed, ensure_ascii=narrow, indent=None if form == JSONL else 2) + "\n")


def write_csv(names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a header and rows; unknown is a blank cell, yes and no are `true` and `false`."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([exact_text(value) for value in row])
    screen().put(written.getvalue())


def note(text: str) -> None:
    """Say something to a person, beside the data."""
    screen().note(text)


def write_line(text: str = "", *, style: str = "") -> None:
    """Write a line of third-party text, folded at the width of the terminal."""
    from rich.text import Text

    screen().draw(Text(printable(text), style=style))


def write_unfolded(text: str) -> None:
    """Write a line as it is, however long, so that a terminal can open the address in it."""
    screen().put(f"{printable(text)}\n")


def _text(value: object) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else escaped(exact_text(value))


def exact_text(value: object) -> str:
    """The exact text of a value, as a cell of CSV has it; blank where it is unknown."""
    if isinstance(value, dict):
        return " ".join(f"{name}={exact_text(item)}" for name, item in value.items() if item is not None)
    if isinstance(value, list | tuple):
        of_records = any(isinstance(item, dict) for item in value)
        return json.dumps(value) if of_records else " ".join(map(exact_text, value))
    if isinstance(value, Decimal):
        return money.text(value)
    if isinstance(value, float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
