"""Rectangles and lines in pixels: whether they meet."""

from __future__ import annotations

from dataclasses import dataclass

Spot = tuple[float, float]
"""Pixels from the left, and from the top."""
Line = tuple[Spot, Spot]
"""From one spot straight to another."""
_NEAR = 4.0
"""Pixels from a line within which a spot is on it."""
_START = 0.15
"""Share of a line that belongs to the spot where it starts."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two cover a common spot."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def covers(self, other: Box) -> bool:
        """Whether the other lies within it."""
        return self.holds((other.left, other.top)) and self.holds((other.right, other.bottom))

    def holds(self, spot: Spot) -> bool:
        """Whether a spot lies within it."""
        return self.left <= spot[0] <= self.right and self.top <= spot[1] <= self.bottom

    def wider(self, by: float) -> Box:
        """The box with so much more at each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def is_crossed(self, line: Line) -> bool:
        """Whether a line begins, ends or passes within it."""
        if self.holds(line[0]) or self.holds(line[1]):
            return True
        left, top, right, bottom = self.left, self.top, self.right, self.bottom
        diagonals = (((left, top), (right, bottom)), ((left, bottom), (right, top)))
        return any(is_crossing(line, diagonal) for diagonal in diagonals)


def is_crossing(one: Line, two: Line) -> bool:
    """Whether two lines cross."""
    return _side(one, two[0]) * _side(one, two[1]) < 0 and _side(two, one[0]) * _side(two, one[1]) < 0


def is_on(spot: Spot, line: Line) -> bool:
    """Whether a spot lies on a line, but not where it starts."""
    (x, y), (end_x, end_y) = line
    along_x, along_y = end_x - x, end_y - y
    length = along_x**2 + along_y**2
    share = ((spot[0] - x) * along_x + (spot[1] - y) * along_y) / length
    return _START < share <= 1 and abs(_side(line, spot)) < _NEAR * length**0.5


def _side(line: Line, spot: Spot) -> float:
    """Above zero on one side of a line, below on the other."""
    (x, y), (end_x, end_y) = line
    return (end_x - x) * (spot[1] - y) - (end_y - y) * (spot[0] - x)
