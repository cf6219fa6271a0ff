"""By chance, in proportion to weights."""

from __future__ import annotations

from collections import Counter
from math import log
from typing import TYPE_CHECKING

from modeldex.router.selections.chance import draws
from modeldex.router.selections.membership import membership, rings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.deciding.case import Case


class ByWeight:
    """Members of a lower priority number first; among those of one, drawn by weight, without putting back.

    Each draws a waiting time that is exponential with its weight as the rate, and the shortest goes first.
    So the first is one of weight w with the chance w by the sum of all that are fit, the second likewise
    among the rest, and so on: who is out leaves its share to the others in proportion. Members of weight 0
    come after all others, whatever their priority. Providers that stand in for a member share its weight.
    """

    name = "weighted"

    def order(self, case: Case, fit: Sequence[tuple[float, int]]) -> list[int]:
        """As the case's seed draws; those of weight 0 by priority and score."""
        drawn = draws(case.seed, [place for _, place in fit])
        members = [membership(case.frame, place) for _, place in fit]
        alike = Counter(map(id, members)) if case.frame.stand_ins else {}
        ranked = []
        for rank, ((_, place), member) in enumerate(zip(fit, members, strict=True)):
            is_last = member.weight == 0
            waits = 0.0 if is_last else -log(drawn[rank]) * alike.get(id(member), 1) / member.weight
            ranked.append((is_last, member.priority, waits, rank, place))
        ranked.sort()
        return [one[-1] for one in ranked]

    def words(self, case: Case, place: int) -> str:
        """Its weight, and that of all members of its priority together."""
        frame = case.frame
        ring = next(ring for ring in rings(frame) if place in ring)
        total = sum(membership(frame, one).weight for one in ring)
        return f"weight {membership(frame, place).weight:g} of {total:g}"
