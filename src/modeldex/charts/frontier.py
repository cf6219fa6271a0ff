"""The frontier: which points no other beats in both directions, cheaper and better."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def frontier(points: Sequence[tuple[float, float]]) -> list[int]:
    """Places of the points (cost, worth) of which none costs no more and is worth more, by cost.

    Of equal points the first stands for all.
    """
    ordered = sorted(range(len(points)), key=lambda place: (points[place][0], -points[place][1], place))
    found: list[int] = []
    for place in ordered:
        if not found or points[place][1] > points[found[-1]][1]:
            found.append(place)
    return found
