"""`Measured`: a column of numbers, ready to be cut at any of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from modeldex.router.frames.bits import bits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_STRIDE = 256
"""After so many candidates a cut is kept from the start: any other is at most so many away from one."""
_MOST_CUTS = 512
"""Further cuts that are kept; callers choose where they cut."""


class Measured:
    """The numbers of all candidates by size, and the sets that lie above a bound."""

    __slots__ = ("_cuts", "_marks", "_places", "_size", "_values", "known")

    def __init__(self, values: Sequence[float | None]) -> None:
        order = sorted((value, place) for place, value in enumerate(values) if value is not None)
        self._values = [value for value, _ in order]
        self._places = [place for _, place in order]
        self._size = len(values)
        self._marks = self._marked()
        self._cuts: dict[int, int] = {}
        self.known = self._marks[0]
        """The set of candidates whose value is known."""

    def at_least(self, bound: float) -> int:
        """The set of candidates whose value is known to be so much or more."""
        return self._from(bisect_left(self._values, bound))

    def at_most(self, bound: float) -> int:
        """The set of candidates whose value is known to be so much or less."""
        return self.known ^ self._from(bisect_right(self._values, bound))

    def _marked(self) -> list[int]:
        """The sets of all candidates from every so manieth on, by size."""
        marks, above = [0], 0
        last = len(self._places) - len(self._places) % _STRIDE
        for start in range(last, -1, -_STRIDE):
            above |= bits_of(self._places[start : start + _STRIDE], self._size)
            marks.append(above)
        return [*marks[:0:-1], 0]

    def _from(self, cut: int) -> int:
        """The set of the candidates from a place in the order of size on."""
        found = self._cuts.get(cut)
        if found is None:
            mark = -(-cut // _STRIDE)
            found = self._marks[mark] | bits_of(self._places[cut : mark * _STRIDE], self._size)
            if len(self._cuts) >= _MOST_CUTS:
                self._cuts.clear()
            self._cuts[cut] = found
        return found
