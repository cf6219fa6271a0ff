"""How often a registry was asked, and how its reloads went."""

from __future__ import annotations

from itertools import count
from threading import Lock

RELOADS = ("configuration", "database", "day", "discovered")
"""What a reload may take up."""


class Count:
    """A number that many threads raise at once, without a lock and without losing one."""

    def __init__(self) -> None:
        turns = count()
        self.raise_by_one = turns.__next__
        """Count one more; one step of the interpreter, so that no thread comes between."""
        self._turns = turns
        self._looks = 0
        self._lock = Lock()

    @property
    def number(self) -> int:
        """How often it was raised."""
        with self._lock:
            found = next(self._turns) - self._looks
            self._looks += 1
            return found


class Counters:
    """The counts of one registry."""

    def __init__(self) -> None:
        self._found, self._missed = Count(), Count()
        self.count_found = self._found.raise_by_one
        """Count one look-up that found a model."""
        self.count_missed = self._missed.raise_by_one
        """Count one look-up that found none, or more than one."""
        self._reloads: dict[tuple[str, bool], int] = {}
        self._lock = Lock()

    def count_reload(self, what: str, *, ok: bool) -> None:
        """Count one reload of one of `RELOADS`."""
        with self._lock:
            self._reloads[what, ok] = self._reloads.get((what, ok), 0) + 1

    @property
    def found(self) -> int:
        """Look-ups that found a model."""
        return self._found.number

    @property
    def missed(self) -> int:
        """Look-ups that found none, or more than one."""
        return self._missed.number

    def reloads(self, what: str, *, ok: bool) -> int:
        """How often something was taken up, or refused."""
        return self._reloads.get((what, ok), 0)
