"""A scatter: points by two measures, their frontier joined and named."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import altair as alt

from modeldex.charts.boxes import Box
from modeldex.charts.labels import Label, placed
from modeldex.charts.scales import below, beside, scale
from modeldex.charts.text import shortened, width
from modeldex.charts.theme import (
    FAINT,
    GROUND,
    INK,
    LABEL_SIZE,
    OTHER,
    SERIES,
    Frame,
    encoded,
    fixed_svg,
    rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.charts.figure import Scatter

_WIDTH, _HEIGHT, _LEFT, _RIGHT = 708, 430, 64, 28
SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross")
"""One for each colour, so that colours are not all that tells groups apart."""
_CROWD = 600
"""Points from which on they are drawn smaller."""
_OTHERS = "others"
_LABEL_WIDTH = 210
_ENTRY = 34
"""Pixels of an entry of the legend beside its name."""
_RIM = 3
"""Pixels of ground around a letter, so that it is read upon a line."""
_LINE_SPOT = 6
"""Pixels between the spots of the frontier's line that labels keep off."""


def scatter_frame(panel: Scatter) -> Frame:
    """How large the drawing is: it has a legend where there is more than one group."""
    top = 58 if len(_listed(panel)) > 1 else 34
    return Frame(_WIDTH, _HEIGHT, left=_LEFT, top=top, right=_RIGHT, bottom=56)


def scatter(panel: Scatter) -> str:
    """SVG of a scatter."""
    labels = _labels(panel)
    layers = [_points(panel), _line(panel), _best(panel), *_texts(panel, labels)]
    return fixed_svg(layers, scatter_frame(panel))


def _points(panel: Scatter) -> alt.Chart:
    """Every point, those of the coloured groups above the grey ones."""
    ordered = sorted(range(len(panel.points)), key=lambda place: panel.points[place].group is not None)
    is_crowd = len(panel.points) > _CROWD
    drawn: alt.Chart = _base(panel, [_row(panel, place) for place in ordered]).mark_point(
        filled=True, size=24 if is_crowd else 48, opacity=0.5 if is_crowd else 0.75
    )
    return drawn


def _best(panel: Scatter) -> alt.Chart:
    """The points of the frontier, larger and with a rim."""
    drawn: alt.Chart = _base(panel, [_row(panel, place) for place in panel.frontier]).mark_point(
        filled=True, size=95, opacity=1, stroke=GROUND.light, strokeWidth=1.2
    )
    return drawn


def _row(panel: Scatter, place: int) -> dict[str, object]:
    point = panel.points[place]
    return {"x": point.x, "y": point.y, "group": _group(point.group), "told": point.told}


def _group(name: str | None) -> str:
    """Its name in the legend; a maker called `others` is not the others."""
    return _OTHERS if name is None else f"{name}\u200b" if name == _OTHERS else name


def _listed(panel: Scatter) -> list[str]:
    """What the legend names."""
    others = [_OTHERS] if any(point.group is None for point in panel.points) else []
    return [*map(_group, panel.groups), *others]


def _legend_limit(names: list[str]) -> int:
    """Pixels that each name of the legend may take, so that all of them stand on one line."""
    widths = [width(name, LABEL_SIZE) for name in names]
    limits = (limit for limit in (140, 110, 90) if sum(min(one, limit) + _ENTRY for one in widths) < _WIDTH)
    return next(limits, 64)


def _base(panel: Scatter, values: list[dict[str, object]]) -> alt.Chart:
    names = [*map(_group, panel.groups), _OTHERS]
    coloured = len(panel.groups)
    colours = [*(colour.light for colour in SERIES[:coloured]), OTHER.light]
    shapes = [*SHAPES[:coloured], "circle"]
    legend = None if len(_listed(panel)) == 1 else alt.Legend(
        orient="none", direction="horizontal", title=None, legendX=-42, legendY=-52, values=_listed(panel),
        labelColor=INK.light, labelFontSize=LABEL_SIZE, labelLimit=_legend_limit(_listed(panel)),
        symbolSize=70, columnPadding=14, symbolOpacity=1, symbolStrokeWidth=0,
    )  # fmt: skip
    return encoded(
        alt.Chart(rows(values)),
        x=_x(panel),
        y=_y(panel),
        color=alt.Color("group:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
        shape=alt.Shape("group:N", scale=alt.Scale(domain=names, range=shapes), legend=legend),
        description="told:N",
    )


def _x(panel: Scatter) -> alt.X:
    return alt.X("x:Q", scale=scale(panel.x), axis=below(panel.x))


def _y(panel: Scatter) -> alt.Y:
    return alt.Y("y:Q", scale=scale(panel.y), axis=beside(panel.y))


def _line(panel: Scatter) -> alt.Chart:
    """The frontier as steps: what is had at most for so much."""
    corners = [_row(panel, place) for place in panel.frontier]
    line = alt.Chart(rows(corners)).mark_line(
        interpolate="step-after", color=FAINT.light, strokeWidth=1.2, aria=False
    )
    return encoded(line, x=_x(panel), y=_y(panel), order="x:Q")


def _pixels(panel: Scatter, place: int) -> tuple[float, float]:
    point = panel.points[place]
    return panel.x.share(point.x) * _WIDTH, (1 - panel.y.share(point.y)) * _HEIGHT


def _labels(panel: Scatter) -> list[Label]:
    """The names of the frontier at their places, the best first."""
    wanted = [
        (*_pixels(panel, place), shortened(panel.points[place].label, _LABEL_WIDTH, LABEL_SIZE))
        for place in reversed(panel.frontier)
    ]
    best = set(panel.frontier)
    return placed(
        wanted,
        Box(-_LEFT / 4, -2, _WIDTH + _RIGHT - 4, _HEIGHT),
        LABEL_SIZE,
        points=[_pixels(panel, place) for place in range(len(panel.points)) if place not in best],
        line=_spots(panel),
    )


def _spots(panel: Scatter) -> Iterator[tuple[float, float]]:
    corners = [_pixels(panel, place) for place in panel.frontier]
    for (left, low), (right, high) in pairwise(corners):
        for step in range(int((right - left) / _LINE_SPOT) + 1):
            yield left + step * _LINE_SPOT, low
        for step in range(int((low - high) / _LINE_SPOT) + 1):
            yield right, high + step * _LINE_SPOT


def _texts(panel: Scatter, labels: list[Label]) -> list[alt.Chart]:
    """Leaders, then each text twice: its rim of ground, and its letters."""
    drawn: list[alt.Chart] = []
    led = [_leader(panel, *label.leader) for label in labels if label.leader]
    if led:
        drawn.append(
            alt.Chart(rows(led))
            .mark_rule(color=FAINT.light, strokeWidth=0.8, aria=False)
            .encode(x=_x(panel), y=_y(panel), x2="x2:Q", y2="y2:Q")
        )
    for align in ("left", "center", "right"):
        texts: list[dict[str, object]] = [
            {**_at(panel, label.x, label.y), "text": label.text} for label in labels if label.align == align
        ]
        if texts:
            mark: dict[str, Any] = {"align": align, "baseline": "middle", "fontSize": LABEL_SIZE}
            placed_at = alt.Chart(rows(texts)).encode(x=_x(panel), y=_y(panel), text="text:N")
            drawn.append(placed_at.mark_text(**mark, stroke=GROUND.light, strokeWidth=_RIM, aria=False))
            drawn.append(placed_at.mark_text(**mark))
    return drawn


def _at(panel: Scatter, x: float, y: float) -> dict[str, object]:
    """The values that stand at these pixels."""
    return {"x": panel.x.value(x / _WIDTH), "y": panel.y.value(1 - y / _HEIGHT)}


def _leader(panel: Scatter, start: tuple[float, float], end: tuple[float, float]) -> dict[str, object]:
    there = _at(panel, *end)
    return {**_at(panel, *start), "x2": there["x"], "y2": there["y"]}
