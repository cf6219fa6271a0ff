"""A dot plot: a row per provider with two rates, from the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from modeldex.charts.scales import below, scale
from modeldex.charts.text import shortened, width
from modeldex.charts.theme import FAINT, GRID, INK, LABEL_SIZE, SERIES, Frame, encoded, fixed_svg, rows

if TYPE_CHECKING:
    from modeldex.charts.figure import Dot, Dots

_ROW = 20
_WIDTH, _LEFT, _RIGHT = 418, 218, 164
_LABELS = 24
"""Pixels from the left edge to the labels."""
_COLUMNS = (76, 148)
"""Pixels from the plot to the right end of each column of numbers."""
_SHAPES, _SIZES = ("circle", "diamond"), (95, 62)
"""Of the marks of the two rates: where they are equal, both are seen."""
_HEAD = -15
"""Pixels from the first row up to the heads of the columns."""


def dots_frame(panel: Dots) -> Frame:
    """How large the drawing is: as tall as it has rows."""
    return Frame(_WIDTH, _ROW * len(panel.rows), left=_LEFT, top=38, right=_RIGHT, bottom=56)


def dots(panel: Dots) -> str:
    """SVG of a dot plot."""
    values = [_row(panel, place) for place in range(len(panel.rows))]
    base = alt.Chart(rows(values)).encode(y=_y(panel))
    layers = [
        base.mark_rule(color=GRID.light, strokeWidth=0.6, aria=False).encode(
            x=alt.value(0), x2=alt.value(_WIDTH)
        ),
        *_marks(panel, values),
        *_labels(panel, values),
        *_numbers(base),
        *_heads(panel),
    ]
    return fixed_svg(layers, dots_frame(panel))


def _row(panel: Dots, place: int) -> dict[str, object]:
    dot = panel.rows[place]
    room = _LEFT - _LABELS - 16 - (width(dot.note, LABEL_SIZE - 1) + 6 if dot.note else 0)
    label = shortened(dot.label, room, LABEL_SIZE)
    after = _LABELS - _LEFT + width(label, LABEL_SIZE, bold=dot.is_marked) + 6
    return {
        "row": place, "label": label, "note": dot.note, "note_x": panel.x.value(after / _WIDTH),
        "low": dot.low, "high": dot.high, "low_text": dot.shown[0], "high_text": dot.shown[1],
        "marked": dot.is_marked, "told": _told(panel, dot),
    }  # fmt: skip


def _told(panel: Dots, dot: Dot) -> str:
    return f"{dot.label}: {panel.names[0]} {dot.shown[0]}, {panel.names[1]} {dot.shown[1]}"


def _x(panel: Dots, field: str) -> alt.X:
    return alt.X(f"{field}:Q", scale=scale(panel.x), axis=below(panel.x))


def _y(panel: Dots) -> alt.Y:
    last = len(panel.rows) - 0.5
    down = alt.Scale(domain=[-0.5, last], reverse=True, nice=False, zero=False)
    return alt.Y("row:Q", scale=down, axis=None)


def _marks(panel: Dots, values: list[dict[str, object]]) -> list[alt.Chart]:
    """A line from rate to rate, and a mark for each that has a place on the axis."""
    both = [value for value in values if value["low"] is not None and value["high"] is not None]
    drawn: list[alt.Chart] = [
        alt.Chart(rows(both))
        .mark_rule(color=FAINT.light, strokeWidth=1.4, aria=False)
        .encode(x=_x(panel, "low"), x2="high:Q", y=_y(panel))
    ]
    for place, field in enumerate(("low", "high")):
        known = [value for value in values if value[field] is not None]
        mark = _mark(alt.Chart(rows(known)), place, is_told=True)
        drawn.append(encoded(mark, x=_x(panel, field), y=_y(panel), description="told:N"))
    return drawn


def _labels(panel: Dots, values: list[dict[str, object]]) -> list[alt.Chart]:
    """Who it is, those that stand out in bold, and what else there is to say of it."""
    drawn: list[alt.Chart] = []
    for is_marked in (False, True):
        some = [value for value in values if value["marked"] is is_marked]
        text = alt.Chart(rows(some)).mark_text(
            align="left", baseline="middle", fontSize=LABEL_SIZE, fontWeight="bold" if is_marked else "normal"
        )
        drawn.append(text.encode(x=alt.value(_LABELS - _LEFT), y=_y(panel), text="label:N"))
    noted = [value for value in values if value["note"]]
    note = alt.Chart(rows(noted)).mark_text(
        align="left", baseline="middle", fontSize=LABEL_SIZE - 1, fill=FAINT.light
    )
    drawn.append(note.encode(x=_x(panel, "note_x"), y=_y(panel), text="note:N"))
    return drawn


def _numbers(base: alt.Chart) -> list[alt.Chart]:
    return [  # words in fainter letters than numbers
        base.mark_text(align="right", baseline="middle", fontSize=LABEL_SIZE).encode(
            x=alt.value(_WIDTH + away),
            text=f"{field}_text:N",
            fill=alt.condition(f"isValid(datum.{field})", alt.value(INK.light), alt.value(FAINT.light)),
        )
        for away, field in zip(_COLUMNS, ("low", "high"), strict=True)
    ]


def _heads(panel: Dots) -> list[alt.Chart]:
    """The names of the two rates, each with its mark: the legend."""
    drawn: list[alt.Chart] = []
    for place, (away, name) in enumerate(zip(_COLUMNS, panel.names, strict=True)):
        head = alt.Chart(rows([{"text": name}])).encode(y=alt.value(_HEAD))
        drawn.append(
            head.mark_text(align="right", baseline="middle", fontSize=LABEL_SIZE, fontWeight="bold").encode(
                x=alt.value(_WIDTH + away), text="text:N"
            )
        )
        x = _WIDTH + away - width(name, LABEL_SIZE, bold=True) - 10
        drawn.append(encoded(_mark(head, place, is_told=False), x=alt.value(x)))
    return drawn


def _mark(chart: alt.Chart, place: int, *, is_told: bool) -> alt.Chart:
    """The mark of the first rate or the second."""
    drawn: alt.Chart = chart.mark_point(
        filled=True,
        color=SERIES[place].light,
        shape=_SHAPES[place],
        size=_SIZES[place],
        opacity=1,
        aria=is_told,
    )
    return drawn
