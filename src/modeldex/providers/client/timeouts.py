"""`CallTimeouts`: how long a call may take."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from modeldex.http.failure import OverdueError
from modeldex.http.request import Timeouts

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTimeouts:
    """How long is waited for what, in seconds."""

    connect: float = 10.0
    """For a connection, the address of its host and TLS included."""
    first_token: float = 120.0
    """For the first word of a stream, from the first step on; pings are no words. While all connections to
    the host are taken, it does not run."""
    between_tokens: float = 60.0
    """Between two pieces of a stream."""
    total: float = 600.0
    """For the whole call with all its attempts, media and keys that are fetched for it included; of a
    stream, for its beginning, and then for all of it."""

    def __post_init__(self) -> None:
        for name in ("connect", "first_token", "between_tokens", "total"):
            seconds = getattr(self, name)
            is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
            if not (is_number and seconds > 0):
                raise ValueError(f"{name} must be a number of seconds above 0, not {seconds!r}")

    def whole(self, spent_seconds: float = 0.0) -> Timeouts:
        """For an answer that comes in one: nothing is heard until it is done.

        `spent_seconds`: how much of `total` has gone by.
        """
        left = max(0.0, self.total - spent_seconds)
        return Timeouts(connect=self.connect, read=self.total, total=self.total, all=left)

    def streamed(self, spent_seconds: float = 0.0) -> Timeouts:
        """For an answer that comes piece by piece."""
        return replace(self.whole(spent_seconds), first=self.first_token, read=self.between_tokens)


async def in_time(seconds: float, what: str, doing: Awaitable[T]) -> T:
    """What comes of it. OverdueError, about `what`, where that takes longer."""
    try:
        async with asyncio.timeout(seconds) as limit:
            return await doing
    except TimeoutError:
        if not limit.expired():
            raise
    raise OverdueError(what, f"is not answered within {seconds:g} s, all attempts taken together")
