"""How long the answer is expected to take, to its last token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.frames.pace import expected_pace, stated_paces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.asked.needs import Needs
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame

_HALF_SECONDS = 5.0
"""What takes so long has the value 0.5."""


class LatencyTerm:
    """1 / (1 + s / 5), with s in seconds to the last token."""

    name = "latency"

    def values(self, case: Case, places: Sequence[int]) -> Sequence[float | None]:
        """The slower, the less. None: nobody says, or nothing was observed of, one part of it."""
        stated, ids, seen_of = stated_paces(case.frame), case.frame.ids, case.health.get
        output = case.needs.output
        return [
            None
            if (seconds := stated[place].seconds_with(seen_of(ids[place]), output)) is None
            else 1.0 / (1.0 + seconds / _HALF_SECONDS)
            for place in places
        ]

    def bound_key(self, needs: Needs) -> int:
        """How many hexadecimal digits the tokens of output have; -1: there is no output."""
        return (needs.output.bit_length() - 1) // 4

    def bounds(self, frame: Frame, needs: Needs) -> Sequence[float]:
        """As for the shortest output with so many digits, by the catalog's figures."""
        least = 16 ** self.bound_key(needs) if needs.output else 0
        found = [pace.seconds(least) for pace in stated_paces(frame)]
        return [0.0 if seconds is None else 1.0 / (1.0 + seconds / _HALF_SECONDS) for seconds in found]

    def words(self, case: Case, place: int) -> str:
        """The parts of the time, and what they rest on."""
        pace, needs = expected_pace(case, place), case.needs
        parts = []
        if pace.first_token_seconds is not None:
            parts.append(f"{pace.first_token_seconds:.3g} s to the first token")
        if pace.seconds_per_token is not None and needs.output:
            parts.append(f"{needs.output:,} tokens at {1e3 * pace.seconds_per_token:.3g} ms")
        if pace.seconds(needs.output) is None:
            parts.append("the rest unknown" if parts else "latency unknown")
            return ", ".join(parts)
        return f"{', '.join(parts)} ({_basis(case, place)})"


def _basis(case: Case, place: int) -> str:
    """What the figures rest on."""
    seen = case.health.get(case.frame.ids[place])
    if seen is None or (seen.first_token_seconds is None and seen.seconds_per_token is None):
        return "the catalog's figures"
    calls = f"{seen.calls:.3g} call{'' if seen.calls == 1 else 's'}"
    believed = stated_paces(case.frame)[place]
    return calls if believed == (None, None) else f"{calls} and the catalog's figures"
