"""`Window`: how much came in during the last minute, kept as two numbers."""

from __future__ import annotations

MINUTE = 60.0


class Window:
    """What came in during one minute of the clock, and during the one before.

    The last sixty seconds are the minute that runs, and of the one before the share that they still
    reach into: as if that had come in evenly.
    """

    __slots__ = ("before", "current", "start")

    def __init__(
        self, at: float, current: float = 0.0, before: float = 0.0, *, start: float | None = None
    ) -> None:
        """`start`: when the minute began that runs; None: with a whole minute of the clock."""
        self.start = at - at % MINUTE if start is None else start
        """When the minute that runs began, in seconds since 1970."""
        self.current = current
        self.before = before

    def move(self, now: float) -> None:
        """Begin the minute of a moment; one that is over already stays, should the clock go back a little."""
        passed = now - self.start
        if 0 <= passed < MINUTE or -MINUTE <= passed < 0:
            return
        minutes = passed // MINUTE
        self.before = self.current if minutes == 1 else 0.0
        self.current = 0.0 if minutes > 0 else self.current
        self.start += minutes * MINUTE

    def add(self, now: float, amount: float) -> None:
        """Count something that comes in."""
        self.move(now)
        self.current += amount

    def sum(self, now: float) -> float:
        """What came in during the last sixty seconds."""
        self.move(now)
        reached = 1.0 - max(now - self.start, 0.0) / MINUTE
        return self.current + self.before * reached

    @property
    def is_empty(self) -> bool:
        """Whether nothing is counted any more."""
        return not self.current and not self.before
