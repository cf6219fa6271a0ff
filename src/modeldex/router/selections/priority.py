"""By priority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.selections.membership import priority

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.deciding.case import Case


class ByPriority:
    """Members of a lower number first; within one number, the best score first.

    What no pool gives a number has its place: models that are named come in the order of their names.
    """

    name = "priority"

    def order(self, case: Case, fit: Sequence[tuple[float, int]]) -> list[int]:
        """By number; sorting keeps what comes by score."""
        return sorted([place for _, place in fit], key=lambda place: priority(case.frame, place))

    def words(self, case: Case, place: int) -> str:
        """The number."""
        return f"priority {priority(case.frame, place)}"
