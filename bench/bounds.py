"""The bounds of a search that asks for another price each time: spread evenly around one USD."""

from collections.abc import Iterator

_MICRO = 1_000_000
_STEP = 618_033
"""A golden step, which spreads any stretch of bounds evenly; it shares no factor with a million, so that
a million bounds pass before one comes again."""


def new_bounds() -> Iterator[float]:
    """USD per million tokens: 1, then others from 0.50 up to 1.50, to the micro-dollar."""
    place = _MICRO // 2
    while True:
        yield (_MICRO // 2 + place) / _MICRO
        place = (place + _STEP) % _MICRO
