"""The colours of every chart, on a light ground and on a dark one, and how a chart becomes SVG text."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import vl_convert

FONT = "system-ui, sans-serif"
LABEL_SIZE, NUMBER_SIZE = 12, 11
"""Sizes of letters, in pixels."""
_PADDING = {"left": 4, "top": 6, "right": 18, "bottom": 4}
"""Pixels; at the right for numbers in a font wider than the one the chart is measured with."""


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour on a light ground, and the one in its place on a dark ground."""

    light: str
    dark: str


INK = Colour("#1f2328", "#e6edf3")
"""Labels."""
FAINT = Colour("#59636e", "#9198a1")
"""Numbers on an axis."""
GRID = Colour("#d1d9e0", "#3d444d")
"""Lines behind the bars."""
BAR = Colour("#2f6fb3", "#58a6ff")
"""Bars."""
COLOURS = (INK, FAINT, GRID, BAR)


def dark_rules(selector: str) -> str:
    """CSS that gives a drawn chart within `selector` its colours on a dark ground."""
    return "\n".join(
        f'{selector} [{part}="{colour.light}"] {{ {part}: {colour.dark} }}'
        for colour in COLOURS
        for part in ("fill", "stroke")
    )


def rows(values: list[dict[str, object]]) -> alt.Data:
    """The rows that a chart draws, kept within the chart."""
    return alt.Data(values=values)  # type: ignore[no-untyped-call]


def svg(chart: alt.Chart | alt.LayerChart) -> str:
    """A chart as one `<svg>` element on a transparent ground; its texts are escaped."""
    drawn: str = vl_convert.vegalite_to_svg(_themed(chart).to_dict(), allowed_base_urls=[])
    return drawn


def _themed(chart: alt.Chart | alt.LayerChart) -> alt.Chart | alt.LayerChart:
    themed: alt.Chart | alt.LayerChart = (
        chart.configure(background="transparent", font=FONT, padding=_PADDING)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=FAINT.light,
            labelFontSize=NUMBER_SIZE,
            gridColor=GRID.light,
            domain=False,
            ticks=False,
            title=None,
        )
        .configure_bar(color=BAR.light)
        .configure_text(color=FAINT.light, fontSize=NUMBER_SIZE)
    )
    return themed
