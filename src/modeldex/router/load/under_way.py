"""`UnderWay`: how many calls are under way, by the hour in which they began."""

from __future__ import annotations

_HOUR = 3_600.0
"""Nobody waits longer for a call: what began before the last hour of the clock is over, whoever forgot it."""


class UnderWay:
    """Two counts, so that a call of whose end nobody told does not count for ever on a busy model."""

    __slots__ = ("before", "current", "hour")

    def __init__(self, now: float) -> None:
        self.hour = now // _HOUR
        """The hour of the clock that runs."""
        self.current = 0
        """Calls that began in it."""
        self.before = 0
        """Calls that began in the one before."""

    @property
    def total(self) -> int:
        """All that are under way."""
        return self.current + self.before

    def move(self, now: float) -> None:
        """Begin the hour of a moment; one that is over stays, should the clock go back a little."""
        hour = now // _HOUR
        if hour > self.hour:
            self.before = self.current if hour == self.hour + 1 else 0
            self.current = 0
            self.hour = hour
        elif hour < self.hour - 1:
            self.hour = hour

    def begin(self) -> None:
        """Count a call that begins now."""
        self.current += 1

    def end(self, began: float | None) -> bool:
        """Count a call that ended, and began at a moment; None: unknown, it is one of the oldest.

        False: none was under way.
        """
        is_new = began is not None and began // _HOUR >= self.hour
        if self.current and (is_new or not self.before):
            self.current -= 1
        elif self.before:
            self.before -= 1
        else:
            return False
        return True
