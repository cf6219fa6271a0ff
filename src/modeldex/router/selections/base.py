"""`Selection`: one way to put the members of a pool in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.deciding.case import Case


class Selection(Protocol):
    """One way to put candidates in order."""

    name: str
    """One of `config.routing.SELECTIONS`."""

    def order(self, case: Case, fit: Sequence[tuple[float, int]]) -> list[int]:
        """The places of the fit candidates, the first choice first.

        `fit` are (score, place), the best score first, equal ones by place. What chance decides, the
        case's seed decides; whose turn it is, its turn: the same case gives the same order.
        """

    def words(self, case: Case, place: int) -> str:
        """Why it stands where it stands, for people: `weight 3 of 4`, `priority 0`; blank: by score."""
