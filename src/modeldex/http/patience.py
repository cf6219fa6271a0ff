"""`Patience`: how long is waited for the next piece of one answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from modeldex.http.failure import OverdueError, SilentError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from modeldex.core.errors import NetworkError
    from modeldex.http.request import Timeouts

T = TypeVar("T")


class Patience:
    """The clock of one streamed answer; it runs from when it is made, in its event loop."""

    def __init__(self, timeouts: Timeouts, shown: str) -> None:
        """`shown` is the URL as errors name it."""
        self._times = timeouts
        self._shown = shown
        self._clock = asyncio.get_running_loop().time
        now = self._clock()
        self._ends_at = now + timeouts.total
        self._first_by = None if timeouts.first is None else now + timeouts.first
        """Until when something must have come; None once it has, and where that is not limited."""
        self.paused_seconds = 0.0
        """How long it did not run."""
        self._paused_at: float | None = None
        self._limit: asyncio.Timeout | None = None
        """Of what is waited for now."""

    async def for_head(self, doing: Awaitable[T]) -> T:
        """What is waited for, of the answer's head: a connection has a limit of its own."""
        return await self._until(self._first_by, doing)

    async def for_piece(self, doing: Awaitable[T]) -> T:
        """What is waited for, of the answer's body. SilentError, OverdueError where it does not come."""
        if self._first_by is None:
            return await self._until(self._clock() + self._times.read, doing)
        done = await self._until(self._first_by, doing)
        self._first_by = None
        return done

    def pause(self) -> None:
        """Nothing can come for now, since the request waits for its turn; the time for the whole goes on."""
        self._paused_at = self._clock()
        self._reschedule(self._ends_at)

    def go_on(self) -> None:
        """The request has its turn."""
        if self._paused_at is None:
            return
        paused, self._paused_at = self._clock() - self._paused_at, None
        self.paused_seconds += paused
        if self._first_by is not None:
            self._first_by += paused
            self._reschedule(min(self._first_by, self._ends_at))

    def _reschedule(self, at: float) -> None:
        if self._limit is not None:
            self._limit.reschedule(at)

    async def _until(self, at: float | None, doing: Awaitable[T]) -> T:
        limit = self._limit = asyncio.timeout_at(self._ends_at if at is None else min(at, self._ends_at))
        try:
            async with limit:
                return await doing
        except TimeoutError:
            if not limit.expired():
                raise
        finally:
            self._limit = None
        raise self._late(is_last=(limit.when() or 0.0) >= self._ends_at)

    def _late(self, *, is_last: bool) -> NetworkError:
        times = self._times
        if is_last:
            return OverdueError(self._shown, f"is not answered whole within {times.total:g} s")
        if self._first_by is not None:
            return SilentError(self._shown, f"says nothing within {times.first:g} s")
        return SilentError(self._shown, f"is silent for more than {times.read:g} s")
