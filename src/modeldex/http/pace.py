"""`Pace`: how many requests a minute a provider gets."""

from __future__ import annotations

from asyncio import Lock, sleep
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_MINUTE = 60.0


class Pace:
    """Never more than so many requests within any minute, whoever sends them.

    A bucket that leaks would let nearly twice as many through in the first minute. Tasks of one event
    loop share a pace, and get their turns in the order in which they come.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = sleep,
    ) -> None:
        if per_minute < 1:
            raise ValueError(f"{per_minute} requests a minute is no pace; it is at least 1")
        self.per_minute = per_minute
        self._clock = clock
        self._sleep = sleep
        self._gone: deque[float] = deque(maxlen=per_minute)
        """When the last ones went."""
        self._held_until = float("-inf")
        self._line = Lock()

    async def turn(self) -> None:
        """Come back when one more request may go."""
        async with self._line:  # a lock lets those who wait through in their order
            while (now := self._clock()) < (begin := self._begin()):
                await self._sleep(begin - now)
            self._gone.append(now)

    def hold(self, seconds: float) -> None:
        """Let nobody go for a while, since the server wants to be left alone."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def _begin(self) -> float:
        """From when on the next one may go."""
        if len(self._gone) < self.per_minute:
            return self._held_until
        return max(self._held_until, self._gone[0] + _MINUTE)
