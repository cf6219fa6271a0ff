"""Whether the session's prompt cache is warm."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.asked.needs import Needs
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame


class AffinityTerm:
    """1 where the session was answered last and its cache lives yet, else 0."""

    name = "affinity"

    def values(self, case: Case, places: Sequence[int]) -> Sequence[float | None]:
        """Without a session, 0 everywhere."""
        home = case.home
        return [1.0 if place == home else 0.0 for place in places]

    def bound_key(self, needs: Needs) -> None:
        """Nothing."""

    def bounds(self, frame: Frame, needs: Needs) -> Sequence[float]:  # noqa: ARG002
        """0: where a session was answered, something was observed."""
        return (0.0,) * len(frame)

    def words(self, case: Case, place: int) -> str:
        """Whether the session is at home here."""
        if case.is_warm(place):
            return "the session was answered here last"
        return "no session" if case.needs.asked.session is None else "the session was not answered here"
