"""`Durations`: how long many calls took, in a space that does not grow with them."""

from __future__ import annotations

from math import ceil, inf, log

_STEP = 1.02
_LOG_STEP = log(_STEP)
_LEAST = 1e-4


class Durations:
    """Lengths of time by their size: a percentile is right to within one percent."""

    __slots__ = ("_counts", "_longest", "_shortest", "count")

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._shortest, self._longest = inf, 0.0
        self.count = 0
        """How many were measured."""

    def add(self, seconds: float, calls: int = 1) -> None:
        """Take in how long some calls took, each of them."""
        step = round(log(max(seconds, _LEAST) / _LEAST) / _LOG_STEP)
        self._counts[step] = self._counts.get(step, 0) + calls
        self._shortest, self._longest = min(self._shortest, seconds), max(self._longest, seconds)
        self.count += calls

    def percentile(self, share: float) -> float | None:
        """Seconds that this share of the calls, 0 to 1, stays within; None: nothing was measured."""
        if not self.count:
            return None
        wanted = max(1, ceil(share * self.count))
        for step in sorted(self._counts):
            wanted -= self._counts[step]
            if wanted <= 0:
                break
        middle = _LEAST * _STEP**step if step else 0.0
        return float(f"{min(max(middle, self._shortest), self._longest):.3g}")
