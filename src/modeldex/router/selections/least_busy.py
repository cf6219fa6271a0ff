"""By what is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.seen.readings import IDLE
from modeldex.router.selections.membership import membership

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.deciding.case import Case


class LeastBusy:
    """Members of a lower priority number first; in one, the fewest calls under way, then by score."""

    name = "least_busy"

    def order(self, case: Case, fit: Sequence[tuple[float, int]]) -> list[int]:
        """By calls under way; sorting keeps what comes by score."""
        frame = case.frame
        return sorted(
            [place for _, place in fit],
            key=lambda place: (membership(frame, place).priority, _under_way(case, place)),
        )

    def words(self, case: Case, place: int) -> str:
        """How many they are."""
        calls = _under_way(case, place)
        return f"{calls} call{'' if calls == 1 else 's'} under way"


def _under_way(case: Case, place: int) -> int:
    return case.loads.get(case.frame.ids[place], IDLE).in_flight
