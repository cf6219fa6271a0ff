"""By score alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.deciding.case import Case


class ByScore:
    """The best score first. Weights, priorities and canaries of a pool have no say."""

    name = "score"

    def order(self, case: Case, fit: Sequence[tuple[float, int]]) -> list[int]:  # noqa: ARG002
        """As they come."""
        return [place for _, place in fit]

    def words(self, case: Case, place: int) -> str:  # noqa: ARG002 - the score says it
        """Nothing."""
        return ""
