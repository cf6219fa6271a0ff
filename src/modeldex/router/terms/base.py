"""`Term`: one reason to prefer a candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from modeldex.router.asked.needs import Needs
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame


class Term(Protocol):
    """One soft term."""

    name: str
    """One of `config.routing.TERMS`."""

    def values(self, case: Case, places: Sequence[int]) -> Sequence[float | None]:
        """Its value for each of some candidates, 0 (worst) to 1 (best); None: unknown, which counts as 0."""

    def bound_key(self, needs: Needs) -> Hashable:
        """What `bounds` depends on of a request: few values, so that bounds are kept."""

    def bounds(self, frame: Frame, needs: Needs) -> Sequence[float]:
        """By place: no less than the value, for every request of the same `bound_key`.

        It holds of candidates of which nothing was observed; where the value is None, 0 will do.
        """

    def words(self, case: Case, place: int) -> str:
        """What lies behind the value, for people: `0.0123 USD`, `0.42 s to the first token (12 calls)`."""
