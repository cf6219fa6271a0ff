"""`ProbeClaims`: the probes that this instance wants, and those that it was granted."""

from __future__ import annotations

from threading import Event, Lock
from typing import TYPE_CHECKING

from modeldex.core.forking import renewed_after_fork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

GRANTED_SECONDS = 5.0
"""A grant that no call took up for so long is given back, for another instance to take."""
_LONGER = 12.0
"""So many times longer it is held when the same one was given back before, and nobody else took it."""
_MOST_LAPSES = 2
"""After so many it grows no longer, and is asked for again only by a call."""
_AWAY_SECONDS = 2.0
"""For so long others may take what was given back; what none of them took is asked for again."""


class ProbeClaims:
    """The board asks it without waiting; whoever shares asks Redis in the background.

    A call that finds no grant yet goes elsewhere, and another one a moment later finds it. Where calls are
    few, the next one comes long after: so a grant that was given back in vain is held for longer the next
    time. No call goes without a grant that is held, or two instances could probe at once.
    """

    def __init__(self, is_shared: Callable[[], bool]) -> None:
        """`is_shared`: whether others are heard of at all; alone, every claim is granted."""
        self._is_shared = is_shared
        self._lock = Lock()
        renewed_after_fork(self)
        self._wanted: dict[str, None] = {}
        self._granted: dict[str, float] = {}
        """Since when."""
        self._lapses: dict[str, int] = {}
        """How often in a row a grant was given back that no call took up."""
        self._again: dict[str, float] = {}
        """What was given back, and when it is to be asked for again."""
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
                self._lapses.pop(name, None)
            return True

    def take_wanted(self, now: float) -> list[str]:
        """What is to be asked for, since this was asked last."""
        with self._lock:
            due = [name for name, when in self._again.items() if when <= now]
            names = list(dict.fromkeys([*self._wanted, *due]))
            for name in names:
                self._again.pop(name, None)
            self._wanted.clear()
            self.wanted.clear()
            return names

    def held(self) -> list[str]:
        """The grants that no call took up yet: Redis is to be asked again for them, or they lapse there."""
        with self._lock:
            return list(self._granted)

    def grant(self, names: Iterable[str], now: float) -> None:
        """Note what was granted, in seconds of the clock that `take_idle` is asked in."""
        with self._lock:
            self._granted.update(dict.fromkeys(names, now))

    def lose(self, names: Iterable[str]) -> None:
        """Note what was not granted, or no longer: another instance has it, or there is nothing to probe."""
        with self._lock:
            for name in names:
                self._granted.pop(name, None)
                self._lapses.pop(name, None)

    def take_idle(self, now: float, after_seconds: float = GRANTED_SECONDS) -> list[str]:
        """The grants that nobody took up for so long; they are none any more."""
        with self._lock:
            idle = [
                name
                for name, since in self._granted.items()
                if now - since >= after_seconds * _LONGER ** self._lapses.get(name, 0)
            ]
            for name in idle:
                del self._granted[name]
                lapses = self._lapses.get(name, 0)
                self._lapses[name] = min(lapses + 1, _MOST_LAPSES)
                if lapses < _MOST_LAPSES:
                    self._again[name] = now + _AWAY_SECONDS
            return idle

    def clear(self) -> None:
        """Forget all; Redis lets grants lapse by itself."""
        with self._lock:
            for kept in (self._wanted, self._granted, self._lapses, self._again):
                kept.clear()
