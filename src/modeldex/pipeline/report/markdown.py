"""The report as Markdown: tables that read as text too; third-party text cannot become markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modeldex.pipeline.report.page import RIGHT

if TYPE_CHECKING:
    from modeldex.pipeline.report.page import Page, Section, Table

_ACTIVE = re.compile(r"([\\`*_\[\]<|~#&@$]|(?<! -)>)")
"""What may be markup; the `>` of an arrow between words is none."""
_WIDEST_PADDED = 60
"""A last column of sentences is not filled up with blanks beyond this."""
_INSIDE_A_WORD = re.compile(r"(?<=\w)\\_(?=\w)")
_LINK = re.compile(r"(?i)(?<=\w)(://)|\b(www)\.")


def markdown(page: Page) -> str:
    """A page as Markdown text."""
    parts = [f"# {text(page.title)}", text(page.lead)]
    for section in page.sections:
        parts += _section(section)
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> list[str]:
    parts = [f"## {text(section.title)}", *(text(words) for words in section.paragraphs)]
    for table in section.tables:
        if table.title:
            parts.append(f"### {text(table.title)}")
        parts.append(_table(table) if table.rows else "None.")
    return parts


def _table(table: Table) -> str:
    rows = [
        [
            code(cell) if column.is_code else text(cell)
            for column, cell in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    ]
    headings = [text(column.heading) for column in table.columns]
    widths = [max(map(len, cells)) for cells in zip(headings, *rows, strict=True)]
    if table.columns[-1].side != RIGHT:
        widths[-1] = min(widths[-1], _WIDEST_PADDED)
    rule = [
        f"{'-' * (max(width, 3) - 1)}:" if column.side == RIGHT else "-" * max(width, 3)
        for column, width in zip(table.columns, widths, strict=True)
    ]
    return "\n".join(_line(table, cells, widths) for cells in (headings, rule, *rows))


def _line(table: Table, cells: list[str], widths: list[int]) -> str:
    padded = [
        cell.rjust(max(width, 3)) if column.side == RIGHT else cell.ljust(max(width, 3))
        for column, cell, width in zip(table.columns, cells, widths, strict=True)
    ]
    return f"| {' | '.join(padded)} |"


def text(words: str) -> str:
    """Plain text: nothing in it is markup, a link, or a second line."""
    escaped = _INSIDE_A_WORD.sub("_", _ACTIVE.sub(r"\\\1", _one_line(words)))
    return _LINK.sub(lambda link: r"\://" if link[1] else rf"{link[2]}\.", escaped)


def code(words: str) -> str:
    """An id or a name in the letters of a machine; as plain text where code could not hold it."""
    plain = _one_line(words)
    return text(plain) if not plain.strip() or any(char in plain for char in "`|\\") else f"`{plain}`"


def _one_line(words: str) -> str:
    return "".join(char if char.isprintable() else " " for char in words)
