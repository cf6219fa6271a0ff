"""`Pass`: what lets one in for a while, had for a key; and where passes are kept until they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Lock
    from collections.abc import Awaitable, Callable, Hashable, Mapping
    from datetime import datetime

    from modeldex.core.secret import Secret

MARGIN = timedelta(minutes=4)
"""How long before its end a pass is no longer used. A request may wait for its turn, and clocks differ;
Google's own library takes 3:45 min."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pass:
    """Headers that let one in until a moment."""

    headers: Mapping[str, str | Secret]
    """Names in lower case."""
    identity: str
    """For whom it is good, without a word of the key: `http.request.Request.identity`."""
    ends_at: datetime
    """With its time zone."""

    def is_good(self, now: datetime) -> bool:
        """Whether a request that is sent now may carry it."""
        return now < self.ends_at - MARGIN


class PassShelf:
    """Passes of one user, in memory alone."""

    def __init__(self) -> None:
        self._passes: dict[Hashable, Pass] = {}
        self._locks: WeakKeyDictionary[AbstractEventLoop, dict[Hashable, Lock]] = WeakKeyDictionary()

    async def get(self, key: Hashable, now: datetime, ask: Callable[[], Awaitable[Pass]]) -> Pass:
        """The pass that is kept under a key, or else the one that `ask` gets.

        Several tasks that want the same one ask once.
        """
        from asyncio import Lock, get_running_loop

        locks = self._locks.setdefault(get_running_loop(), {})
        async with locks.setdefault(key, Lock()):
            kept = self._passes.get(key)
            if kept is None or not kept.is_good(now):
                kept = self._passes[key] = await ask()
            return kept

    def drop(self, headers: Mapping[str, str | Secret]) -> bool:
        """Let go of the pass that a request carried and that was refused; whether there was one.

        Then the next request is given another one, and may do better.
        """
        refused = [key for key, one in self._passes.items() if one.headers.items() <= headers.items()]
        for key in refused:
            del self._passes[key]
        return bool(refused)
