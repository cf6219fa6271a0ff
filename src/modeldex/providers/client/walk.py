"""`Walk`: one answer that comes in, read piece by piece."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from modeldex.core.errors import NetworkError, ProviderError, WireDataError
from modeldex.http.failure import OverdueError, SilentError
from modeldex.http.redaction import redacted_url
from modeldex.providers.client.completion import Completion
from modeldex.providers.client.failing import request_id_of
from modeldex.providers.shapes.shape import OK
from modeldex.wire import events as told
from modeldex.wire.failure import Failure
from modeldex.wire.gathering import Gatherer, unfolded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from modeldex.http.streamed import StreamedAnswer
    from modeldex.providers.client.call import Call
    from modeldex.providers.client.signed import Signed

_FOR_THE_END_SECONDS = 0.25
"""How long is waited for the end of a stream that has said all, so that its connection can be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A call whose answer begins."""

    call: Call
    signed: Signed
    answer: StreamedAnswer
    first_token_seconds: float
    """How long is waited for the first word, from the first step on."""


class Walk:
    """What has come of one answer by now, and the way on.

    Nothing of it refers to the stream that people hold, so that it ends when they let go of that.
    """

    def __init__(
        self, begun: Begun, done: Callable[[Call, Completion, str], None], started_at: float
    ) -> None:
        """`done` hears once how it came out; `started_at` is by `perf_counter`."""
        self._begun = begun
        self._done = done
        self._started_at = started_at
        self._gatherer = Gatherer()
        self._first_seconds: float | None = None
        self._seconds: float | None = None
        self.events = self._walk()
        """What comes, once."""

    @property
    def is_whole(self) -> bool:
        """Whether the answer has come to its end."""
        return self._gatherer.is_ended

    def completion(self) -> Completion:
        """The answer as far as it has come."""
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

    def leave(self) -> None:
        """Let go of the connection. Whoever leaves early does not say that the provider failed."""
        self._begun.answer.close_now()
        self._end(OK)

    async def _walk(self) -> AsyncIterator[told.ChatEvent]:
        try:
            async for event in self._told():
                if isinstance(event, told.Failed):
                    raise self._failed(event.failure)
                self._gatherer.add(event)
                if self._first_seconds is None and isinstance(event, told.PartStarted | told.PartGrew):
                    self._first_seconds = perf_counter() - self._started_at
                if isinstance(event, told.Ended):
                    self._seconds = perf_counter() - self._started_at
                    self._begun.signed.let_in()
                yield event
        except ProviderError as error:
            self._end(error.kind)
            raise
        except (NetworkError, WireDataError) as error:
            is_late = isinstance(error, SilentError | OverdueError)
            failure = Failure(kind="timeout" if is_late else "cut", message=error.problem)
            raise self._failed(failure) from error
        finally:
            await self._begun.answer.close()
        self._end(OK)

    async def _told(self) -> AsyncIterator[told.ChatEvent]:
        call, answer = self._begun.call, self._begun.answer
        wire = call.wire
        if _is_whole(answer, wire.stream_type):
            for event in unfolded(wire.read_response(await self._begun.signed.object_of(answer))):
                yield event
            return
        unframer, reader, pieces = wire.unframer(), wire.stream_reader(), answer.pieces()
        while piece := await self._piece(pieces):
            for frame in unframer.feed(piece):
                for event in reader.read(frame):
                    yield event
            if self._gatherer.is_ended:
                await _at_its_end(pieces)
                return
        for frame in unframer.end():
            for event in reader.read(frame):
                yield event
        for event in reader.end():
            yield event

    async def _piece(self, pieces: AsyncIterator[bytes]) -> bytes:
        """The next piece of the answer; pings are pieces too, and do not stand for a first word."""
        if self._first_seconds is not None:
            return await anext(pieces, b"")
        seconds, gone = self._begun.first_token_seconds, perf_counter() - self._started_at
        left = seconds + self._begun.answer.queued_seconds - gone
        first_by = asyncio.get_running_loop().time() + left
        try:
            async with asyncio.timeout_at(first_by) as limit:
                return await anext(pieces, b"")
        except TimeoutError:
            if not limit.expired():
                raise
        raise SilentError(redacted_url(self._begun.answer.url), f"says no word within {seconds:g} s")

    def _failed(self, failure: Failure) -> ProviderError:
        self._end(failure.kind)
        return self._begun.signed.refused(failure, self._begun.answer.headers)

    def _end(self, outcome: str) -> None:
        """Say once how it came out."""
        if self._seconds is None:
            self._seconds = perf_counter() - self._started_at
        done, self._done = self._done, _nothing
        done(self._begun.call, self.completion(), outcome)


async def _at_its_end(pieces: AsyncIterator[bytes]) -> None:
    """Wait a little for the end of an answer that has said all."""
    with suppress(NetworkError, TimeoutError):
        async with asyncio.timeout(_FOR_THE_END_SECONDS):
            while await anext(pieces, b""):
                pass


def _nothing(call: Call, completion: Completion, outcome: str) -> None:
    """It was said before."""


def _is_whole(answer: StreamedAnswer, stream_type: str) -> bool:
    """Whether what was asked for as a stream comes as one JSON value, such as an error with status 200.

    A stream of lines is read as one in any case: a line is a JSON value too.
    """
    stated = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if stated == "text/html":  # a page, as of a proxy that wants a login
        return True
    return stated == "application/json" and "json" not in stream_type
