"""How reliably calls are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.asked.needs import Needs
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame

_PRIOR_CALLS = 3.0
"""Answered calls that everyone is credited with: one failure at the start is not the end of a model."""


class HealthTerm:
    """The share of answered calls, as if a few more had been answered; 1 where none was made."""

    name = "health"

    def values(self, case: Case, places: Sequence[int]) -> Sequence[float | None]:
        """The more failures, the less; few calls say little."""
        ids, seen_of = case.frame.ids, case.health.get
        return [
            1.0
            if (seen := seen_of(ids[place])) is None or (rate := seen.success_rate) is None
            else (rate * seen.calls + _PRIOR_CALLS) / (seen.calls + _PRIOR_CALLS)
            for place in places
        ]

    def bound_key(self, needs: Needs) -> None:
        """Nothing."""

    def bounds(self, frame: Frame, needs: Needs) -> Sequence[float]:  # noqa: ARG002
        """1: so much has whoever was not called."""
        return (1.0,) * len(frame)

    def words(self, case: Case, place: int) -> str:
        """The share itself, and how many calls it rests on."""
        seen = case.health.get(case.frame.ids[place])
        if seen is None or seen.success_rate is None:
            return "no calls yet"
        failure = "" if seen.last_failure is None else f", last failure: {seen.last_failure}"
        calls = f"{seen.calls:.3g} call{'' if seen.calls == 1 else 's'}"
        return f"{100 * seen.success_rate:.3g} % of {calls} answered{failure}"
