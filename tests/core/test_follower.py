"""A thread that follows something: it goes on after a failure, and ends when it is closed."""

import threading

import pytest

from modeldex.core import follower
from modeldex.core.follower import Follower

PATIENCE_SECONDS = 20


class _Turns(Follower):
    """Fails at its first turn, and counts the others."""

    def __init__(self) -> None:
        self.turns = 0
        self.went_on = threading.Event()
        super().__init__("turns")

    def _follow(self) -> None:
        self.turns += 1
        if self.turns == 1:
            raise ZeroDivisionError("once")
        self.went_on.set()
        self._ended.wait(PATIENCE_SECONDS)


def test_a_failure_is_told_and_what_comes_next_is_not_missed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(follower, "_PAUSE_SECONDS", 0.01)
    turns = _Turns()
    turns.start()

    assert turns.went_on.wait(PATIENCE_SECONDS)
    turns.close()
    assert turns.turns == 2
    assert "turns failed, and goes on" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_one_that_was_never_started_can_be_closed():
    _Turns().close()
