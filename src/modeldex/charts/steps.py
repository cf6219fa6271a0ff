"""Steps over time: a line per model, named at its end."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import altair as alt

from modeldex.charts.boxes import Box
from modeldex.charts.labels import placed, spread
from modeldex.charts.scales import bare, scale
from modeldex.charts.text import shortened, width
from modeldex.charts.theme import (
    GROUND,
    INK,
    LABEL_SIZE,
    NUMBER_SIZE,
    SERIES,
    Frame,
    encoded,
    fixed_svg,
    rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.charts.figure import Staircase, Step, Steps

_WHOLE_WIDTH, _LEFT, _MOST_RIGHT = 800, 64, 260
_HEIGHT = 170
_GAP = 16
"""Pixels from one label to the next."""
_LEADER = 14
"""Pixels from the plot to the labels."""
_AMOUNT_WIDTH = 62
"""Pixels for the last value and the blank after it."""


def steps_frame(panel: Steps) -> Frame:
    """How large the drawing is: as wide as the labels leave the plot."""
    named = max(width(name, LABEL_SIZE) for name in panel.names)
    right = min(_MOST_RIGHT, round(_LEADER + _AMOUNT_WIDTH + named + 12))
    return Frame(_WHOLE_WIDTH - _LEFT - right, _HEIGHT, left=_LEFT, top=44, right=right, bottom=34)


def steps(panel: Steps) -> str:
    """SVG of steps over time."""
    layers = [_lines(panel), _ends(panel), *_names(panel), _heading(panel)]
    if len(panel.lines) == 1:
        layers += _amounts(panel)
    return fixed_svg(layers, steps_frame(panel))


def _x(panel: Steps) -> alt.X:
    return alt.X("x:Q", scale=scale(panel.x), axis=bare(panel.x))


def _y(panel: Steps) -> alt.Y:
    return alt.Y("y:Q", scale=scale(panel.y), axis=bare(panel.y))


def _colour(line: Staircase) -> str:
    return SERIES[line.colour].light


def _lines(panel: Steps) -> alt.Chart:
    """Every run of days without a gap is a line of its own."""
    corners = [corner for line in panel.lines for corner in _corners(line)]
    return encoded(
        alt.Chart(rows(corners)).mark_line(strokeWidth=2.2, strokeCap="round", strokeJoin="round"),
        x=_x(panel),
        y=_y(panel),
        order="order:Q",
        detail="run:N",
        stroke=alt.Stroke("colour:N", scale=None),
        description="told:N",
    )


def _corners(line: Staircase) -> Iterator[dict[str, object]]:
    run = 0
    for place, step in enumerate(line.steps):
        if place and line.steps[place - 1].until < step.since:
            run += 1
        for number, day in enumerate((step.since, step.until)):
            yield {
                "x": day, "y": step.value, "order": place * 2 + number, "run": f"{line.colour} {run}",
                "colour": _colour(line), "told": f"{line.label} {step.shown} USD".strip(),
            }  # fmt: skip


def _ends(panel: Steps) -> alt.Chart:
    """A dot where a price is known to have held last: a price of one day is seen too."""
    last: list[dict[str, object]] = [
        {"x": line.steps[-1].until, "y": line.steps[-1].value, "colour": _colour(line)}
        for line in panel.lines
    ]
    dot = alt.Chart(rows(last)).mark_point(filled=True, size=48, opacity=1, aria=False)
    return encoded(dot, x=_x(panel), y=_y(panel), fill=alt.Fill("colour:N", scale=None))


def _heading(panel: Steps) -> alt.Chart:
    text = alt.Chart(rows([{"text": panel.heading}])).mark_text(
        align="left", baseline="middle", fontSize=LABEL_SIZE, fontWeight="bold"
    )
    return encoded(text, x=alt.value(-40), y=alt.value(-22), text="text:N")


def _names(panel: Steps) -> list[alt.Chart]:
    """The last price and the name of each line beside the plot, joined with its end."""
    frame = steps_frame(panel)
    wanted = [(1 - panel.y.share(line.steps[-1].value)) * _HEIGHT for line in panel.lines]
    found = spread(wanted, _GAP, 0, _HEIGHT)
    values: list[dict[str, object]] = []
    for line, y in zip(panel.lines, found, strict=True):
        end = line.steps[-1]
        room = frame.right - _LEADER - 20 - width(end.shown, LABEL_SIZE)
        values.append({
            "x": end.until, "y": end.value, "x2": panel.x.value(1 + _LEADER / frame.width),
            "y2": panel.y.value(1 - y / _HEIGHT), "colour": _colour(line),
            "text": f"{end.shown}\u2002{shortened(line.label, room, LABEL_SIZE)}".strip(),
        })  # fmt: skip
    leaders = (
        alt.Chart(rows(values))
        .mark_rule(strokeWidth=1.2, strokeDash=[2, 2], aria=False)
        .encode(x=_x(panel), y=_y(panel), x2="x2:Q", y2="y2:Q", stroke=alt.Stroke("colour:N", scale=None))
    )
    texts = (
        alt.Chart(rows(values))
        .mark_text(align="left", baseline="middle", dx=5, fontSize=LABEL_SIZE)
        .encode(x=alt.X("x2:Q", scale=scale(panel.x)), y=alt.Y("y2:Q", scale=scale(panel.y)), text="text:N")
    )
    return [leaders, texts]


def _amounts(panel: Steps) -> list[alt.Chart]:
    """The price beside each step of a line that stands alone, but for the last, which is named."""
    frame = steps_frame(panel)
    ends = [
        (*_pixels(panel, day, step.value), step)
        for line in panel.lines
        for step in line.steps
        for day in (step.since, step.until)
    ]
    wanted = [
        ((left + right) / 2, y, step.shown)
        for (left, y, step), (right, _, _) in zip(ends[:-2:2], ends[1:-2:2], strict=True)
    ]
    found = placed(wanted, Box(0, -14, frame.width, _HEIGHT), NUMBER_SIZE, line=_spots(ends))
    drawn: list[alt.Chart] = []
    for label in found:
        at = {"x": panel.x.value(label.x / frame.width), "y": panel.y.value(1 - label.y / _HEIGHT)}
        chart = alt.Chart(rows([{**at, "text": label.text}]))
        text = encoded(chart, x=_x(panel), y=_y(panel), text="text:N")
        mark: dict[str, Any] = {"align": label.align, "baseline": "middle"}
        drawn.append(text.mark_text(**mark, stroke=GROUND.light, strokeWidth=3, aria=False))
        drawn.append(text.mark_text(**mark, fill=INK.light))
    return drawn


def _spots(ends: list[tuple[float, float, Step]]) -> Iterator[tuple[float, float]]:
    """Spots on the steps and on what joins them, near enough to each other to keep a label off."""
    for (x, y, _), (next_x, next_y, _) in pairwise(ends):
        count = max(1, round(max(abs(next_x - x), abs(next_y - y)) / 4))
        for number in range(count + 1):
            yield x + (next_x - x) * number / count, y + (next_y - y) * number / count


def _pixels(panel: Steps, day: int, value: float) -> tuple[float, float]:
    return panel.x.share(day) * steps_frame(panel).width, (1 - panel.y.share(value)) * _HEIGHT
