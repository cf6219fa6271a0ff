"""`SumTree`: candidates by the parts of a sum, to find all those at which it stays below a bound.

The sum is `first * x + second * y + fixed`: what a call costs by its rates, or how long it takes by its
pace. A bound is a line through the plane of `first` and `second`. Boxes that lie wholly on one side of it
are taken or left as a whole; only those that it runs through are opened, some fifty of two thousand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_IN_LEAF = 4
_ROUNDING = 1e-9
"""Sums that differ by so small a share may be equal: they were rounded on the way."""
_MOST_AXES = 2
"""Boxes are halved by two parts in turn; the third hardly varies where both others do."""


class SumPoint(NamedTuple):
    """Candidates of the very same parts."""

    first: float
    second: float
    fixed: float
    members: int
    """The set of these candidates."""
    place: int
    """One of them."""


class _Box(NamedTuple):
    """Points that lie together."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]
    members: int
    inner: tuple[_Box, ...]
    points: Sequence[SumPoint]
    """Of a box without inner ones."""


class SumTree:
    """Points in boxes in boxes; no part is negative."""

    __slots__ = ("_root",)

    def __init__(self, points: Sequence[SumPoint]) -> None:
        self._root = _box(list(points), 0) if points else None

    def below(self, x: float, y: float, bound: float) -> tuple[int, list[SumPoint]]:
        """The candidates whose sum is less than a bound, and the points whose sum may be equal to it."""
        under, over = bound * (1.0 - _ROUNDING), bound * (1.0 + _ROUNDING)
        found, close = 0, []
        left = [] if self._root is None else [self._root]
        while left:
            box = left.pop()
            first, second, fixed = box.high
            if first * x + second * y + fixed < under:
                found |= box.members
                continue
            first, second, fixed = box.low
            if first * x + second * y + fixed > over:
                continue
            left += box.inner
            for point in box.points:
                value = point.first * x + point.second * y + point.fixed
                if value < under:
                    found |= point.members
                elif value <= over:
                    close.append(point)
        return found, close


def _box(points: list[SumPoint], depth: int) -> _Box:
    firsts, seconds, fixed, *_ = zip(*points, strict=True)
    low = min(firsts), min(seconds), min(fixed)
    high = max(firsts), max(seconds), max(fixed)
    members = 0
    for point in points:
        members |= point.members
    inner: tuple[_Box, ...] = ()
    if len(points) > _MOST_IN_LEAF:
        parts = [part for part in range(3) if low[part] < high[part]][:_MOST_AXES] or [0]
        part = parts[depth % len(parts)]
        points = sorted(points, key=lambda point: point[part])
        half = len(points) // 2
        inner = _box(points[:half], depth + 1), _box(points[half:], depth + 1)
    return _Box(low, high, members, inner, () if inner else points)
