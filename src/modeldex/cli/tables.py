"""Tables for people: as wide as the terminal at most, and no digit of a number lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.cli.screen import screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.table import Table

    Heading = tuple[str, str]

_KEPT_WHOLE = 24
"""Widest first column that is never folded, in letters."""
_LEAST_FOLDED = 8
"""Narrowest that a column of words may become, in letters."""
_GAP = 2


def write_table(columns: Sequence[Heading], rows: Iterable[Sequence[str]], title: str | None = None) -> None:
    """Write a table; a column is (heading, side), the first one gives way last.

    Sides are `left`, `right`, `whole`, and `words`, which is folded between words alone. Words are
    folded; numbers and days never are. Where they do not fit beside each other, every row
    becomes a block of names and values. Columns in which nothing stands are left out.
    """
    listed = [tuple(row) for row in rows]
    kept = [place for place in range(len(columns)) if not listed or any(row[place] for row in listed)]
    headings = [columns[place] for place in kept]
    cells = [[row[place] for place in kept] for row in listed]
    if _least_width(headings, cells) <= screen().width:
        _write_rows(headings, cells, title)
    else:
        _write_blocks(headings, cells, title)


def write_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Write names and values, one pair a line."""
    table = _table([("", "left"), ("", "left")], None, keep_first=True)
    table.show_header = False
    for name, value in pairs:
        table.add_row(f"[dim]{name}[/dim]", value)
    screen().draw(table)


def _write_rows(columns: Sequence[Heading], rows: Sequence[Sequence[str]], title: str | None) -> None:
    table = _table(columns, title, keep_first=_keeps_first(rows))
    for place, width in _widths_of_words(columns, rows).items():
        table.columns[place].width = width
    for row in rows:
        table.add_row(*row)
    screen().draw(table)


def _write_blocks(columns: Sequence[Heading], rows: Sequence[Sequence[str]], title: str | None) -> None:
    from rich.text import Text

    if title is not None:
        screen().draw(Text(title, style="italic"))
    for place, row in enumerate(rows):
        if place:
            screen().put("\n")
        write_pairs((heading, cell) for (heading, _), cell in zip(columns, row, strict=True) if cell)


def _keeps_first(rows: Sequence[Sequence[str]]) -> bool:
    return max((len(row[0]) for row in rows), default=0) <= _KEPT_WHOLE


def _least_width(columns: Sequence[Heading], rows: Sequence[Sequence[str]]) -> int:
    """Columns of a terminal that a table needs, its words folded as narrowly as they may be."""
    total = -_GAP
    for place, (heading, side) in enumerate(columns):
        is_rigid = side in ("right", "whole") or (place == 0 and _keeps_first(rows))
        widest = _widest(heading, rows, place)
        folded = _longest_word(heading, rows, place) if side == "words" else min(widest, _LEAST_FOLDED)
        total += _GAP + (widest if is_rigid else folded)
    return total


def _widths_of_words(columns: Sequence[Heading], rows: Sequence[Sequence[str]]) -> dict[int, int]:
    """Place of a column of words -> its width, where the table is too wide: the last one gives way first."""
    widths = [_widest(heading, rows, place) for place, (heading, _) in enumerate(columns)]
    excess = sum(widths) + _GAP * (len(widths) - 1) - screen().width
    found = {}
    for place, (heading, side) in reversed(list(enumerate(columns))):
        if side == "words" and excess > 0:
            less = min(excess, widths[place] - _longest_word(heading, rows, place))
            found[place] = widths[place] - less
            excess -= less
    return found


def _widest(heading: str, rows: Sequence[Sequence[str]], place: int) -> int:
    return max([len(heading), *(_shown_width(row[place]) for row in rows)])


def _longest_word(heading: str, rows: Sequence[Sequence[str]], place: int) -> int:
    words = (word for row in rows for word in row[place].split())
    return max(len(heading), max(map(_shown_width, words), default=0))


def _shown_width(cell: str) -> int:
    """Letters of a cell as they stand in a terminal, its markup taken off."""
    if "[" not in cell and cell.isascii():
        return len(cell)
    from rich.text import Text

    return Text.from_markup(cell).cell_len


def _table(columns: Sequence[Heading], title: str | None, *, keep_first: bool) -> Table:
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
            no_wrap=side in ("right", "whole") or (place == 0 and keep_first),
            overflow="fold",
        )
    return table
