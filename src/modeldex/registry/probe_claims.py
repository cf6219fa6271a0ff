"""`ProbeClaims`: the probes that this instance wants, and those that it was granted."""

from __future__ import annotations

from threading import Event, Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

GRANTED_SECONDS = 5.0
"""A grant that no call took up for so long is given back, for another instance to take."""


class ProbeClaims:
    """The board asks it without waiting; whoever shares asks Redis in the background.

    A call that finds no grant yet goes elsewhere, and another one a moment later finds it.
    """

    def __init__(self, is_shared: Callable[[], bool]) -> None:
        """`is_shared`: whether others are heard of at all; alone, every claim is granted."""
        self._is_shared = is_shared
        self._lock = Lock()
        self._wanted: dict[str, None] = {}
        self._granted: dict[str, float] = {}
        self.wanted = Event()
        """Set while something is wanted."""

    def claim(self, names: Sequence[str], now: float) -> bool:  # noqa: ARG002 - grants have a clock of their own
        """Take up the grants of all these circuits; where one is missing, it is wanted from now on."""
        if not self._is_shared():
            return True
        with self._lock:
            missing = [name for name in names if name not in self._granted]
            if missing:
                self._wanted.update(dict.fromkeys(missing))
                self.wanted.set()
                return False
            for name in names:
                del self._granted[name]
            return True

    def take_wanted(self) -> list[str]:
        """What is wanted since this was asked last."""
        with self._lock:
            names = list(self._wanted)
            self._wanted.clear()
            self.wanted.clear()
            return names

    def grant(self, names: Iterable[str], now: float) -> None:
        """Note what was granted, in seconds of the clock that `take_idle` is asked in."""
        with self._lock:
            self._granted.update(dict.fromkeys(names, now))

    def take_idle(self, now: float, after_seconds: float = GRANTED_SECONDS) -> list[str]:
        """The grants that nobody took up for so long; they are none any more."""
        with self._lock:
            idle = [name for name, since in self._granted.items() if now - since >= after_seconds]
            for name in idle:
                del self._granted[name]
            return idle

    def clear(self) -> None:
        """Forget all; Redis lets grants lapse by itself."""
        with self._lock:
            self._wanted.clear()
            self._granted.clear()
