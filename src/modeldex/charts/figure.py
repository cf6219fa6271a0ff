"""`Figure`: what a picture says, before it is drawn: its words, its panels, and its numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.charts.axis import Axis

LEFT, RIGHT = "left", "right"


@dataclass(frozen=True, slots=True)
class Point:
    """One model in a scatter."""

    label: str
    """Its name."""
    x: float
    y: float
    told: str
    """All that the point stands for, in one line."""
    group: str | None = None
    """What gives it its colour; None: one of the many others."""


@dataclass(frozen=True, slots=True)
class Scatter:
    """Points by two measures, those of the frontier joined and named."""

    x: Axis
    y: Axis
    points: tuple[Point, ...]
    groups: tuple[str, ...]
    """The groups that have a colour, in the order of the legend."""
    frontier: tuple[int, ...]
    """Places of the points that no other beats, by `x`."""


@dataclass(frozen=True, slots=True)
class Step:
    """A value and the days in which it held."""

    since: int
    """First day, as `date.toordinal` counts."""
    until: int
    """First day on which it no longer held, or the last that is drawn."""
    value: float
    shown: str
    """The value as text."""


@dataclass(frozen=True, slots=True)
class Staircase:
    """What one line of a history shows, the oldest step first."""

    label: str
    """What stands at its end, beside the last value; blank where there is but one line."""
    colour: int
    """Place of its colour in the palette."""
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """Values over time."""

    heading: str
    """What is measured, with its unit."""
    x: Axis
    y: Axis
    lines: tuple[Staircase, ...]
    names: tuple[str, ...]
    """The labels of all panels of the picture, so that all are equally wide."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One row of a dot plot: who, at which two rates."""

    label: str
    note: str
    """What else there is to say of who it is, in faint letters; blank: nothing."""
    low: float | None
    """The first rate; None where it has no place on the axis."""
    high: float | None
    """The second rate; None where it has no place on the axis."""
    shown: tuple[str, str]
    """The two rates as text; `free`, `variable` and `unknown` are words."""
    is_marked: bool = False
    """Whether it stands out from the others."""


@dataclass(frozen=True, slots=True)
class Dots:
    """Rows of two rates each, from the top."""

    x: Axis
    names: tuple[str, str]
    """What the two rates are."""
    rows: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a picture."""

    columns: tuple[tuple[str, str], ...]
    """(heading, `left` or `right`)."""
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A whole picture."""

    name: str
    """A short name, fit for a file: lower-case letters, digits, `-` and `.`."""
    title: str
    subtitle: str
    """What was counted, and from which catalog."""
    summary: str
    """What it shows, for those who do not see it."""
    panels: tuple[Scatter | Steps | Dots, ...]
    table: Table
