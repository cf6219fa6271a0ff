"""Bars that stand: one per period, from the oldest to the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from modeldex.charts.theme import rows, svg

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT = 370, 190
_ROOM_OF_A_YEAR = 34
"""Pixels."""


def standing_bars(periods: Sequence[tuple[str, int]]) -> str:
    """SVG of counts per period (`2026-07`, `2026-Q3`); the axis names each year at its first period.

    Periods without a count should stand in the rows as zero, or time is drawn shorter than it was.
    """
    bars = alt.Chart(rows([{"period": period, "count": count} for period, count in periods])).mark_bar()
    years = alt.Axis(
        values=_named([period for period, _ in periods]),
        labelExpr="slice(datum.value, 0, 4)",
        labelAngle=0,
        labelPadding=8,
    )
    drawn = bars.encode(
        x=alt.X("period:O", sort=None, scale=alt.Scale(paddingInner=0.15), axis=years),
        y=alt.Y("count:Q", axis=alt.Axis(format=",d", tickCount=4, tickMinStep=1)),
    )
    return svg(drawn.properties(width=_WIDTH, height=_HEIGHT))


def _named(periods: list[str]) -> list[str]:
    """The periods whose year is named: its first, but where that would run into the next year's name."""
    firsts = [
        place for place, period in enumerate(periods) if not place or period[:4] != periods[place - 1][:4]
    ]
    room = _ROOM_OF_A_YEAR * len(periods) / _WIDTH
    nexts = [*firsts[1:], len(periods) * 2]
    return [periods[place] for place, after in zip(firsts, nexts, strict=True) if after - place >= room]
