"""An `Axis` as what Altair draws: its scale, its lines, its names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import altair as alt

from modeldex.charts.theme import FAINT, GRID, NUMBER_SIZE

if TYPE_CHECKING:
    from modeldex.charts.axis import Axis

_TITLE_WIDTH = 680
"""Pixels."""
_GAP = 8
"""Pixels between the plot and the names of the ticks."""


def scale(axis: Axis) -> alt.Scale:
    """The scale, from where the axis begins to where it ends."""
    return alt.Scale(
        type="log" if axis.is_log else "linear", domain=[axis.low, axis.high], nice=False, zero=False
    )


def below(axis: Axis) -> alt.Axis:
    """The names of the ticks and the title below a plot."""
    return _axis(axis, title=axis.title, titleAnchor="start", titleAlign="left", titleX=0, titleY=38)


def beside(axis: Axis) -> alt.Axis:
    """The names of the ticks at the left of a plot, the title above it."""
    return _axis(
        axis, title=axis.title, titleAngle=0, titleAnchor="start", titleAlign="left", titleX=-40, titleY=-14
    )


def bare(axis: Axis) -> alt.Axis:
    """The names of the ticks alone."""
    return _axis(axis, title=None)


def _axis(axis: Axis, **options: Any) -> alt.Axis:
    values = [value for value, _ in axis.ticks]
    names = [name for _, name in axis.ticks]
    return alt.Axis(
        values=values,
        labelExpr=f"{json.dumps(names)}[indexof({json.dumps(values)}, datum.value)]",
        domain=False,
        ticks=False,
        grid=True,
        gridColor=GRID.light,
        gridOpacity=0.7,
        labelColor=FAINT.light,
        labelFontSize=NUMBER_SIZE + 1,
        labelPadding=_GAP,
        labelOverlap=False,
        labelFlush=False,
        labelBound=False,
        titleColor=FAINT.light,
        titleFontSize=NUMBER_SIZE + 1,
        titleFontWeight="normal",
        titleLimit=_TITLE_WIDTH,
        titleBaseline="middle",
        **options,
    )
