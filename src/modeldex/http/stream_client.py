"""`StreamClient`: a client that also takes answers as they come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

from modeldex.core.errors import NetworkError
from modeldex.http.answer import Answer
from modeldex.http.client import MOST_OF_REFUSAL, HttpClient, is_good, note, refusal_of
from modeldex.http.masking import masked_headers

if TYPE_CHECKING:
    from modeldex.http.pace import Pace
    from modeldex.http.request import Request
    from modeldex.http.retry import RetryPolicy
    from modeldex.http.streamed import StreamedAnswer
    from modeldex.http.transport import StreamingTransport


class StreamClient(HttpClient):
    """Asks again until a good answer begins, and never once it has: what was read cannot be taken back.

    The bytes of a good answer are given as they came: they are for whoever asked, and nobody keeps them.
    A model that writes its user's key down writes that key, and a binary stream has sums over its bytes.
    """

    def __init__(
        self, transport: StreamingTransport, *, retry: RetryPolicy | None = None, pace: Pace | None = None
    ) -> None:
        super().__init__(transport, retry=retry, pace=pace)
        self._streaming = transport

    async def open(self, request: Request) -> StreamedAnswer:
        """A good answer as soon as it begins; errors as of `send`, and NetworkError while it is read.

        Where the answer is bad, AnsweredError has it whole.
        """
        attempts, answer = await self._repeat(request, self._attempt_open)
        answer.attempts, answer.headers = attempts, masked_headers(answer.headers, request)
        return answer

    def _given(self, answer: Answer, request: Request) -> Answer:
        return replace(answer, headers=masked_headers(answer.headers, request))

    async def _attempt_open(self, request: Request, attempt: int) -> StreamedAnswer | NetworkError:
        begun = perf_counter()
        try:
            answer = await self._streaming.open(request)
            if is_good(request, answer.status):
                outcome: StreamedAnswer | NetworkError = answer
            else:
                async with answer:
                    outcome = refusal_of(request, await _beginning(answer))
        except NetworkError as error:
            note(request, attempt, error.problem)
            return error
        note(request, attempt, f"{answer.status} begins in {perf_counter() - begun:.3f} s")
        return outcome


async def _beginning(answer: StreamedAnswer) -> Answer:
    """As much of a bad answer as is kept."""
    body = bytearray()
    async for piece in answer.pieces():
        body += piece
        if len(body) >= MOST_OF_REFUSAL:
            break
    return Answer(
        status=answer.status, headers=answer.headers, body=bytes(body), url=answer.url,
        fetched_at=datetime.now(UTC),
    )  # fmt: skip
