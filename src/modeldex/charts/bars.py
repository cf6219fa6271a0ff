"""Bars that lie: one per name, from the top, in the order of the rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import altair as alt

from modeldex.charts.theme import INK, LABEL_SIZE, rows, svg

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLOT_WIDTH, _LABEL_WIDTH, _STEP = 220, 170, 20
"""Pixels, so that a chart is readable on a telephone without being made smaller."""
_LETTER_WIDTH = 7.6
"""Pixels: that of a wide font, since a reader's may be wider than the one the chart is measured with."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar."""

    label: str
    value: float
    """Its length, zero or more."""
    shown: str
    """The value with its unit, as it stands at the end of the bar."""


def lying_bars(bars: Sequence[Bar], *, most: float | None = None) -> str:
    """SVG of bars by name; `most`: the value at the end of the scale, else the longest bar's.

    Two bars of one label are one row of the chart, so labels should differ.
    """
    longest = most or max((bar.value for bar in bars), default=0) or 1
    order = [bar.label for bar in bars]
    base = alt.Chart(rows([asdict(bar) for bar in bars])).encode(
        y=alt.Y(
            "label:N",
            sort=order,
            axis=alt.Axis(
                labelLimit=_LABEL_WIDTH,
                minExtent=_extent(order),
                labelPadding=6,
                labelColor=INK.light,
                labelFontSize=LABEL_SIZE,
            ),
        ),
        x=alt.X("value:Q", scale=alt.Scale(domain=[0, longest], nice=False), axis=None),
    )
    drawn = base.mark_bar(height=12) + base.mark_text(align="left", dx=5).encode(text="shown:N")
    return svg(drawn.properties(width=_PLOT_WIDTH, height=alt.Step(_STEP)))


def _extent(labels: list[str]) -> float:
    """Room for the labels, whatever font they are written in."""
    return min(max(map(len, labels), default=0) * _LETTER_WIDTH, _LABEL_WIDTH * 1.15)
