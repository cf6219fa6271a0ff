"""How answers are written: JSON for programs, tables for people."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from modeldex.core import money
from modeldex.core.description import short_count
from modeldex.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from rich.table import Table

json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
_KEPT_WHOLE = 24
"""Widest first column that is never folded, in letters."""
UNKNOWN = "?"
"""How tables for people write a value that nobody stated."""


def write_json(value: Any) -> None:
    """Write a value as JSON, its records as plain values."""
    narrow = not (sys.stdout.encoding or "").lower().startswith("utf")
    json.dump(plain(value), sys.stdout, ensure_ascii=narrow, indent=2)
    sys.stdout.write("\n")


def write_table(
    columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], title: str | None = None
) -> None:
    """Write a table; a column is (heading, `left` or `right`), the first one gives way last."""
    listed = list(rows)
    first = max((len(row[0]) for row in listed), default=0)
    table = _table(columns, title, keep_first=first <= _KEPT_WHOLE)
    for row in listed:
        table.add_row(*row)
    _console().print(table)


def write_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Write names and values, one pair a line."""
    table = _table([("", "left"), ("", "left")], None, keep_first=True)
    table.show_header = False
    for name, value in pairs:
        table.add_row(f"[dim]{name}[/dim]", value)
    _console().print(table)


def note(text: str) -> None:
    """Say something to a person, beside the data."""
    click.echo("\n".join(printable(line) for line in text.split("\n")), err=True)


def amount_cell(amount: Decimal | None) -> str:
    """USD for people: `2.50`, `0.075`, `free`, `?` where unknown."""
    if amount is None:
        return UNKNOWN
    if not amount:
        return "free"
    text = money.text(amount)
    whole, point, fraction = text.partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}" if point else f"{whole}.00"


def rate_cell(amount: Decimal | None, pricing: str) -> str:
    """A rate of a model whose `pricing` is this: a variable one says so."""
    return "variable" if amount is None and pricing == "variable" else amount_cell(amount)


def count_cell(count: int | None) -> str:
    """A count of tokens for people: `128K`, `?` where unknown."""
    return UNKNOWN if count is None else short_count(count)


def escaped(text: str | None) -> str:
    """Third-party text for a table: no markup, no control characters; `?` where unknown."""
    from rich.markup import escape

    return UNKNOWN if text is None else escape(printable(text))


def printable(text: str) -> str:
    """Third-party text without control characters."""
    return "".join(char for char in text if char.isprintable())


def write_line(text: str) -> None:
    """Write a line of third-party text, folded at the width of the terminal."""
    from rich.text import Text

    _console().print(Text(printable(text)))


def _table(columns: Sequence[tuple[str, str]], title: str | None, *, keep_first: bool) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        collapse_padding=True,
        header_style="bold",
    )
    for place, (heading, side) in enumerate(columns):
        table.add_column(
            heading,
            justify="right" if side == "right" else "left",
            no_wrap=side == "right" or (place == 0 and keep_first),
            overflow="fold",
        )
    return table


def _console() -> Any:
    from rich.console import Console

    width = int(os.environ["COLUMNS"]) if os.environ.get("COLUMNS", "").isdecimal() else None
    return Console(width=width if sys.stdout.isatty() or width else 120, highlight=False, soft_wrap=False)
