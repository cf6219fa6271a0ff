"""Where labels stand: near what they name, within the picture, never on each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.charts.boxes import Box, is_crossing, is_on
from modeldex.charts.text import shortened, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ASIDE = (8, 16, 28, 44, 64, 90, 120)
_UP = (0, 9, -9, 18, -18, 28, -28, 40, -40, 54, -54, 72, -72, 92, -92)
"""Pixels from the point to its label, sideways and upwards."""
_UPRIGHT = (12, 22, 34, 48, -12, -22, -34, -48)
"""Pixels upwards to a label that stands straight above or below its point."""
_LEADER_FROM = 17
"""Pixels from which on a line joins the two."""
_HEIGHT = 1.25
"""Height of a line of text, in sizes of its letters."""
_PIXEL, _TO_THE_RIGHT, _DOWN = 0.2, 2.0, 1.5
"""How unwelcome a pixel away from the point is, and the two sides where a frontier leaves no room."""
_ON_A_POINT, _ON_A_LINE, _BY_A_LEADER = 7.0, 2.5, 2.0
"""How unwelcome it is to cover another point or a piece of a line, and to lead a line across either."""
_RADIUS, _NAMED_RADIUS = 2, 4
"""Pixels around a label in which a point is hidden in part; those that are named are larger."""
_CUT, _CUT_WIDTH = 6.0, 11
"""How unwelcome it is to cut a text, and to how many sizes of its letters."""
_LEFT_OUT = 1000.0
"""How unwelcome it is that a label has no place."""
_TRIES = 5
"""How often places are given out anew from either side."""

Spot = tuple[float, float]
"""Pixels from the left, and from the top."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text that has found its place."""

    place: int
    """Which of the wanted labels it is."""
    text: str
    """What it says: what was wanted, or its beginning."""
    align: str
    """`left`, `center` or `right`: the part of the text that stands at `x`."""
    x: float
    """Pixels from the left."""
    y: float
    """Pixels from the top, of the middle of its height."""
    box: Box
    """What it covers."""
    leader: tuple[Spot, Spot] | None
    """The line that joins it with its point, where it is far away."""

    def meets(self, other: Label) -> bool:
        """Whether one of the two, with its leader, is on the other."""
        if self.box.meets(other.box):
            return True
        if self.leader and other.leader and is_crossing(self.leader, other.leader):
            return True
        return any(
            one.leader is not None and two.box.is_crossed(one.leader)
            for one, two in ((self, other), (other, self))
        )


_Candidate = tuple[float, Label]
"""How unwelcome a place is, and the label there."""


def placed(
    wanted: Sequence[tuple[float, float, str]],
    within: Box,
    size: float,
    *,
    points: Iterable[Spot] = (),
    line: Iterable[Spot] = (),
) -> list[Label]:
    """Labels (x, y, text) at their places; one for which there is no room is left out.

    They keep off each other and off the points that are named, and, where they can, off other
    `points` and off the spots of a `line`.
    """
    named = [(x, y) for x, y, _ in wanted]
    hindrances = (list(points), list(line))
    candidates = [
        sorted(_candidates(place, one, within, size, named, hindrances), key=lambda pair: pair[0])
        for place, one in enumerate(wanted)
    ]
    best = min(_tried(candidates), key=lambda costs_and_labels: costs_and_labels[0])[1]
    return sorted(best, key=lambda label: label.place)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places at least a gap apart, in the order of the wanted ones and as near to them as can be.

    They lie between `low` and `high`, unless there is no room for so many.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = [0.0] * len(wanted)
    before = low - gap
    for place in order:
        before = found[place] = max(wanted[place], before + gap)
    after = max(high, low + gap * (len(wanted) - 1)) + gap
    for place in reversed(order):
        after = found[place] = min(found[place], after - gap)
    return found


def _tried(candidates: list[list[_Candidate]]) -> Iterator[tuple[float, list[Label]]]:
    """Ways to give all labels their places, with how unwelcome each is.

    Places are given out forwards, then backwards; then again and again with the label first that
    had the worst place of all.
    """
    places = list(range(len(candidates)))
    for begun in (places, places[::-1]):
        order = begun
        for _ in range(_TRIES):
            found = _settled(candidates, order)
            costs = {place: found[place][0] if place in found else _LEFT_OUT for place in places}
            yield sum(costs.values()), [label for _, label in found.values()]
            worst = max(order, key=lambda place: costs[place], default=0)
            order = sorted(order, key=lambda place: place != worst)


def _settled(candidates: list[list[_Candidate]], order: list[int]) -> dict[int, _Candidate]:
    """The most welcome places that do not meet, given out in an order, then once more in view of all."""
    found: dict[int, _Candidate] = {}
    for place in (*order, *order):
        found.pop(place, None)
        others = [label for _, label in found.values()]
        free = (one for one in candidates[place] if not any(one[1].meets(other) for other in others))
        best = next(free, None)
        if best is not None:
            found[place] = best
    return found


def _candidates(
    place: int,
    wanted: tuple[float, float, str],
    within: Box,
    size: float,
    named: list[Spot],
    hindrances: tuple[list[Spot], list[Spot]],
) -> Iterator[_Candidate]:
    """Places for one label, with how unwelcome each is; those that hide a named point are none."""
    points, line = hindrances
    for label, away in _around(place, wanted, size):
        if not within.covers(label.box) or any(map(label.box.wider(_NAMED_RADIUS).holds, named)):
            continue
        hidden = sum(map(label.box.wider(_RADIUS).holds, points))
        cost = away + _ON_A_POINT * hidden + _ON_A_LINE * sum(map(label.box.holds, line))
        if label.leader is not None:
            cost += _BY_A_LEADER * sum(is_on(spot, label.leader) for spot in (*points, *line))
        yield cost, label


def _around(place: int, wanted: tuple[float, float, str], size: float) -> Iterator[tuple[Label, float]]:
    """The label at every place around its point, whole and cut, with how unwelcome its way and side are."""
    x, y, whole = wanted
    high = size * _HEIGHT
    for text in dict.fromkeys((whole, shortened(whole, size * _CUT_WIDTH, size))):
        wide = width(text, size)
        for align, aside, up in _offsets():
            at_x, at_y = x + aside, y - up
            left = at_x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
            box = Box(left - 1, at_y - high / 2, left + wide + 1, at_y + high / 2)
            away = (aside**2 + up**2) ** 0.5
            end = (at_x + {"left": -2, "center": 0, "right": 2}[align], at_y + _reach(align, up, high))
            leader = ((x, y), end) if away > _LEADER_FROM else None
            cost = away * _PIXEL + _TO_THE_RIGHT * (align == "left") + _DOWN * (up < 0)
            yield Label(place, text, align, at_x, at_y, box, leader), cost + _CUT * (text != whole)


def _offsets() -> Iterator[tuple[str, int, int]]:
    """Side of the text that is near, pixels to the right, pixels up."""
    for up in _UP:
        for aside in _ASIDE:
            yield "right", -aside, up
            yield "left", aside, up
    for up in _UPRIGHT:
        yield "center", 0, up


def _reach(align: str, up: int, high: float) -> float:
    """From the middle of a text down or up to where its leader ends."""
    return 0.0 if align != "center" else high / 2 if up > 0 else -high / 2
