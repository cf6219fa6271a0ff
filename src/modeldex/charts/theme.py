"""The colours of every chart, on a light ground and on a dark one, and how a chart becomes SVG text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import vl_convert

if TYPE_CHECKING:
    from collections.abc import Sequence

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
SERIES = (
    Colour("#1e8dee", "#0966f0"),
    Colour("#ce7700", "#efe48d"),
    Colour("#801e8a", "#bc1eac"),
    Colour("#185444", "#05c080"),
    Colour("#8e2a04", "#fc7f1f"),
    Colour("#08123f", "#b0b9f0"),
)
"""Groups and lines, told apart by readers who see fewer colours too: on either ground any two, and
`OTHER`, are at least 20 apart in CIELAB as each kind of colour-blind eye sees them."""
OTHER = Colour("#8c959f", "#6e7681")
"""The many that have no colour of their own."""
GROUND = Colour("#ffffff", "#0d1117")
"""What a picture stands on, and the rim of its letters."""
COLOURS = (INK, FAINT, GRID, BAR, *SERIES, OTHER, GROUND)
FIXED_FONT = "'Liberation Sans', Arial, Helvetica, sans-serif"
"""Of pictures whose texts are placed by their width: the fonts have the same, and the first is at hand
wherever a picture is turned into pixels."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing: its plot, and what is free around it for axes and labels, in pixels."""

    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int

    @property
    def whole_height(self) -> int:
        """The height with all that stands around the plot."""
        return self.top + self.height + self.bottom


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


def encoded(chart: alt.Chart, **channels: Any) -> alt.Chart:
    """A chart with its channels."""
    made: alt.Chart = chart.encode(**channels)
    return made


def fixed_svg(layers: Sequence[alt.Chart], frame: Frame) -> str:
    """Charts upon each other as one `<svg>` element of exactly this size, whatever its texts measure."""
    sized: Any = (
        alt.layer(*layers)
        .properties(
            width=frame.width,
            height=frame.height,
            autosize=alt.AutoSizeParams(type="none"),
            padding={"left": frame.left, "top": frame.top, "right": frame.right, "bottom": frame.bottom},
        )
        .configure(background="transparent", font=FIXED_FONT)
    )
    sized = sized.configure_view(stroke=None).configure_text(fill=INK.light, fontSize=NUMBER_SIZE)
    drawn: str = vl_convert.vegalite_to_svg(sized.to_dict(), allowed_base_urls=[])
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
