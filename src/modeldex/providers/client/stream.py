"""`CompletionStream`: an answer as it comes in."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Self

from modeldex.core.errors import NetworkError, ProviderError, WireDataError
from modeldex.http.failure import OverdueError, SilentError
from modeldex.http.redaction import redacted_url
from modeldex.providers.client.completion import Completion
from modeldex.providers.client.failing import provider_error, request_id_of
from modeldex.providers.client.whole import read_whole
from modeldex.providers.shapes.shape import OK
from modeldex.wire import events as told
from modeldex.wire.content import Text
from modeldex.wire.failure import Failure
from modeldex.wire.gathering import Gatherer, unfolded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from types import TracebackType

    from modeldex.http.streamed import StreamedAnswer
    from modeldex.providers.client.call import Call

_FOR_THE_END_SECONDS = 0.5
"""How long is waited for the end of a stream that has said all, so that its connection can be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A call whose answer begins."""

    call: Call
    answer: StreamedAnswer
    first_token_seconds: float
    """How long is waited for the first word, from the first step on."""


class CompletionStream:
    """The events of one answer, as `wire.events` has them, in an `async with` and an `async for`.

    Leaving it early closes the connection, so that the provider stops. An error of the provider on the
    way, or an answer that breaks off, is a ProviderError in the midst of the loop; what came before it is
    in `completion()` all the same. It can be walked through once.
    """

    def __init__(
        self, begin: Callable[[], Awaitable[Begun]], done: Callable[[Call, Completion, str], None]
    ) -> None:
        """`begin` sends the call; `done` hears once how it came out."""
        self._begin = begin
        self._done = done
        self._begun: Begun | None = None
        self._gatherer = Gatherer()
        self._events: AsyncIterator[told.ChatEvent] | None = None
        self._started_at = perf_counter()
        self._first_seconds: float | None = None
        self._seconds: float | None = None

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
        if self._events is None:
            self._events = self._walk(await self._opened())
        return await anext(self._events)

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
        if self._begun is None:
            raise ValueError("the stream has not begun; enter it, or take its first event")
        call, answer = self._begun.call, self._begun.answer
        return Completion(
            response=self._gatherer.response(),
            model=call.model,
            wire=call.wire.name,
            dropped=call.dropped,
            approximated=call.approximated,
            attempts=answer.attempts,
            seconds=perf_counter() - self._started_at if self._seconds is None else self._seconds,
            first_token_seconds=self._first_seconds,
            request_id=request_id_of(answer.headers),
            source=call.endpoint.source,
        )

    @property
    def is_whole(self) -> bool:
        """Whether the answer has come to its end."""
        return self._gatherer.is_ended

    async def close(self) -> None:
        """Let go of the connection; the provider hears that nobody reads on."""
        if self._begun is not None:
            await self._begun.answer.close()
            self._end(OK)  # whoever leaves early does not say that the provider failed

    async def _opened(self) -> Begun:
        if self._begun is None:
            self._started_at = perf_counter()
            self._begun = await self._begin()
        return self._begun

    async def _walk(self, begun: Begun) -> AsyncIterator[told.ChatEvent]:
        try:
            async for event in self._told(begun):
                if isinstance(event, told.Failed):
                    raise self._failed(begun, event.failure)
                self._gatherer.add(event)
                if self._first_seconds is None and isinstance(event, told.PartStarted | told.PartGrew):
                    self._first_seconds = perf_counter() - self._started_at
                if isinstance(event, told.Ended):
                    self._seconds = perf_counter() - self._started_at
                yield event
        except ProviderError as error:
            self._end(error.kind)
            raise
        except (NetworkError, WireDataError) as error:
            is_late = isinstance(error, SilentError | OverdueError)
            failure = Failure(kind="timeout" if is_late else "cut", message=error.problem)
            raise self._failed(begun, failure) from error
        finally:
            await begun.answer.close()
        self._end(OK)

    async def _told(self, begun: Begun) -> AsyncIterator[told.ChatEvent]:
        wire, answer = begun.call.wire, begun.answer
        if _is_whole(answer, wire.stream_type):
            for event in unfolded(await read_whole(begun.call, answer)):
                yield event
            return
        unframer, reader = wire.unframer(), wire.stream_reader()
        async for piece in self._pieces(begun):
            for frame in unframer.feed(piece):
                for event in reader.read(frame):
                    yield event
            if self._gatherer.is_ended:
                return
        for frame in unframer.end():
            for event in reader.read(frame):
                yield event
        for event in reader.end():
            yield event

    async def _pieces(self, begun: Begun) -> AsyncIterator[bytes]:
        """The pieces of the answer; pings are pieces too, and do not stand for a first word."""
        pieces = begun.answer.pieces()
        clock = asyncio.get_running_loop().time
        first_by = clock() + begun.first_token_seconds - (perf_counter() - self._started_at)
        while True:
            if self._first_seconds is not None:
                piece = await anext(pieces, b"")
            else:
                try:
                    async with asyncio.timeout_at(first_by) as limit:
                        piece = await anext(pieces, b"")
                except TimeoutError:
                    if not limit.expired():
                        raise
                    told_as = f"says no word within {begun.first_token_seconds:g} s"
                    raise SilentError(redacted_url(begun.answer.url), told_as) from None
            if not piece:
                return
            yield piece
            if self._gatherer.is_ended:
                with suppress(NetworkError, TimeoutError):
                    async with asyncio.timeout(_FOR_THE_END_SECONDS):
                        await anext(pieces, b"")
                return

    def _failed(self, begun: Begun, failure: Failure) -> ProviderError:
        self._end(failure.kind)
        endpoint = begun.call.endpoint
        return provider_error(failure, endpoint.provider.id, begun.answer.headers)

    def _end(self, outcome: str) -> None:
        """Say once how it came out."""
        if self._begun is not None:
            if self._seconds is None:
                self._seconds = perf_counter() - self._started_at
            done, self._done = self._done, _nothing
            done(self._begun.call, self.completion(), outcome)


def _nothing(call: Call, completion: Completion, outcome: str) -> None:
    """It was said before."""


def _is_whole(answer: StreamedAnswer, stream_type: str) -> bool:
    """Whether what was asked for as a stream comes as one JSON value, such as an error with status 200.

    A stream of lines is read as one in any case: a line is a JSON value too.
    """
    stated = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return stated == "application/json" and "json" not in stream_type
