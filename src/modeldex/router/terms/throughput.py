"""How quickly the answer is expected to be written once it has begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.frames.pace import expected_pace, figure_basis, stated_paces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.asked.needs import Needs
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame

_HALF = 50.0
"""Tokens per second that have the value 0.5."""


class ThroughputTerm:
    """t / (t + 50), with t in tokens per second."""

    name = "throughput"

    def values(self, case: Case, places: Sequence[int]) -> Sequence[float | None]:
        """The slower, the less. None: nobody says, and nothing was observed."""
        stated, ids, seen_of = stated_paces(case.frame), case.frame.ids, case.health.get
        return [
            _value((stated[place] if seen is None else stated[place].beside(seen)).seconds_per_token)
            for place in places
            for seen in (seen_of(ids[place]),)
        ]

    def bound_key(self, needs: Needs) -> None:
        """Nothing."""

    def bounds(self, frame: Frame, needs: Needs) -> Sequence[float]:  # noqa: ARG002
        """By the catalog's figures, which are all that is known of whoever was not called."""
        return [_value(pace.seconds_per_token) or 0.0 for pace in stated_paces(frame)]

    def words(self, case: Case, place: int) -> str:
        """The pace, and what it rests on."""
        each = expected_pace(case, place).seconds_per_token
        if each is None:
            return "tokens per second unknown"
        pace = f"{1 / each:.3g} tokens per second" if each else "all tokens at once"
        return f"{pace} ({figure_basis(case, place, 'seconds_per_token')})"


def _value(seconds_per_token: float | None) -> float | None:
    """By 1 / t, which may be 0 where t cannot be told."""
    return None if seconds_per_token is None else 1.0 / (1.0 + _HALF * seconds_per_token)
