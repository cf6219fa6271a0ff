"""`CompletionStream`: an answer as it comes in."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING, Self
from weakref import finalize

from modeldex.providers.client.walk import Walk
from modeldex.wire import events as told
from modeldex.wire.content import Text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from types import TracebackType

    from modeldex.providers.client.call import Call
    from modeldex.providers.client.completion import Completion
    from modeldex.providers.client.walk import Begun


class CompletionStream:
    """The events of one answer, as `wire.events` has them, in an `async with` and an `async for`.

    Leaving it early closes the connection, so that the provider stops; so does letting go of it. An error
    of the provider on the way, or an answer that breaks off, is a ProviderError in the midst of the loop;
    what came before it is in `completion()` all the same. It can be walked through once.
    """

    def __init__(
        self, begin: Callable[[], Awaitable[Begun]], done: Callable[[Call, Completion, str], None]
    ) -> None:
        """`begin` sends the call; `done` hears once how it came out."""
        self._begin = begin
        self._done = done
        self._walk: Walk | None = None

    async def __aenter__(self) -> Self:
        await self._opened()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> told.ChatEvent:
        walk = await self._opened()
        return await anext(walk.events)

    async def text(self) -> AsyncIterator[str]:
        """The words of the first answer alone, as they come: no thinking, no refusal."""
        open_parts: set[int] = set()
        async for event in self:
            if isinstance(event, told.PartStarted) and event.choice == 0 and isinstance(event.part, Text):
                open_parts.add(event.index)
            elif (
                isinstance(event, told.PartGrew)
                and (event.choice, event.what) == (0, told.TEXT)
                and event.index in open_parts
            ):
                yield event.piece

    def completion(self) -> Completion:
        """The answer as far as it has come; ValueError before anything was sent."""
        if self._walk is None:
            raise ValueError("the stream has not begun; enter it, or take its first event")
        return self._walk.completion()

    @property
    def is_whole(self) -> bool:
        """Whether the answer has come to its end."""
        return self._walk is not None and self._walk.is_whole

    async def close(self) -> None:
        """Let go of the connection; the provider hears that nobody reads on."""
        if self._walk is not None:
            self._walk.leave()

    async def _opened(self) -> Walk:
        if self._walk is None:
            started_at = perf_counter()
            self._walk = Walk(await self._begin(), self._done, started_at)
            finalize(self, _left, asyncio.get_running_loop(), self._walk).atexit = False
        return self._walk


def _left(loop: asyncio.AbstractEventLoop, walk: Walk) -> None:
    """Leave an answer whose stream nobody holds any more, wherever the last one let go of it."""
    with suppress(RuntimeError):  # the event loop is closed, and all that it held with it
        loop.call_soon_threadsafe(walk.leave)
