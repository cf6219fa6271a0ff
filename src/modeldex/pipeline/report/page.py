"""The nouns of a page: sections of paragraphs, tables and figures; the forms of it are siblings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEFT, RIGHT = "left", "right"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    heading: str
    side: str = LEFT
    """Numbers stand at the right."""
    is_code: bool = False
    """Whether its cells are ids and names as machines read them."""
    is_whole: bool = False
    """Whether its cells are words that stand on one line, such as days."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its cells are plain text, third-party text among it."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class BarFigure:
    """Bars by name: (label, value, the value as shown)."""

    title: str
    bars: Sequence[tuple[str, float, str]]
    most: float | None = None
    """The value at the end of the scale; None: the longest bar's."""


@dataclass(frozen=True, slots=True)
class TimeFigure:
    """Counts by period of the calendar."""

    title: str
    periods: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page under a heading."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[BarFigure | TimeFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    title: str
    lead: str
    sections: list[Section] = field(default_factory=list)
