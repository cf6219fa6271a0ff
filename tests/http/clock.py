"""A clock for tests of what waits."""

from __future__ import annotations

import asyncio


class Clock:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)
