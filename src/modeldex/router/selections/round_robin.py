"""By turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.selections.membership import rings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.deciding.case import Case


class RoundRobin:
    """Members of one priority take turns in the order in which they stand in the pool.

    Each of n members goes first once in n turns. The turns of one that is not fit are dealt to the others
    in rotation, one each time that they all had a turn: handing them to the next in line would double the
    load of that one. Those that follow the first stand in the same circle.
    """

    name = "round_robin"

    def order(self, case: Case, fit: Sequence[tuple[float, int]]) -> list[int]:
        """As the case's turn has it; members of a lower priority number first."""
        are_fit = {place for _, place in fit}
        ordered: list[int] = []
        for ring in rings(case.frame):
            ordered += _rotated(ring, [place for place in ring if place in are_fit], case.turn)
        return ordered

    def words(self, case: Case, place: int) -> str:  # noqa: ARG002 - the turn is the same for all
        """Whose turn it is."""
        return f"turn {case.turn}"


def _rotated(ring: Sequence[int], fit: list[int], turn: int) -> list[int]:
    """The fit ones of a ring, from the one whose turn it is."""
    if not fit:
        return fit
    rounds, at = divmod(turn, len(ring))
    place = ring[at]
    start = fit.index(place) if place in fit else rounds % len(fit)
    return fit[start:] + fit[:start]
