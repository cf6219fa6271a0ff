"""How soon the answer is expected to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.frames.pace import expected_pace, figure_basis, stated_paces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.asked.needs import Needs
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame


class FirstTokenTerm:
    """1 / (1 + s), with s in seconds to the first token: 0.5 where that takes a second."""

    name = "first_token"

    def values(self, case: Case, places: Sequence[int]) -> Sequence[float | None]:
        """The later, the less. None: nobody says, and nothing was observed."""
        stated, ids, seen_of = stated_paces(case.frame), case.frame.ids, case.health.get
        return [
            _value((stated[place] if seen is None else stated[place].beside(seen)).first_token_seconds)
            for place in places
            for seen in (seen_of(ids[place]),)
        ]

    def bound_key(self, needs: Needs) -> None:
        """Nothing."""

    def bounds(self, frame: Frame, needs: Needs) -> Sequence[float]:  # noqa: ARG002
        """By the catalog's figures, which are all that is known of whoever was not called."""
        return [_value(pace.first_token_seconds) or 0.0 for pace in stated_paces(frame)]

    def words(self, case: Case, place: int) -> str:
        """The time, and what it rests on."""
        seconds = expected_pace(case, place).first_token_seconds
        if seconds is None:
            return "time to the first token unknown"
        return f"{seconds:.3g} s to the first token ({figure_basis(case, place, 'first_token_seconds')})"


def _value(seconds: float | None) -> float | None:
    return None if seconds is None else 1.0 / (1.0 + seconds)
