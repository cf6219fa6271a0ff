"""A clock that a test sets: all that asks for the day asks it."""

from datetime import UTC, datetime

import pytest

from modeldex.core import days


class Clock:
    """The time of `core.days`, in seconds since the epoch."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
        self.set(at)
        monkeypatch.setattr(days, "time", lambda: self.now)

    def set(self, at: str) -> None:
        """Set it to a moment or the beginning of a day, in UTC."""
        self.now = datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()
