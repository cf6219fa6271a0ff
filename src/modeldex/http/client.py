"""`HttpClient`: sends requests as a good guest does, and gives whole and good answers or one error."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Self, TypeVar

from modeldex.core.errors import NetworkError
from modeldex.http.failure import AnsweredError
from modeldex.http.masking import masked
from modeldex.http.redaction import redacted, redacted_url
from modeldex.http.retry import RetryPolicy, retry_after_seconds

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from modeldex.core.secret import Secret
    from modeldex.http.answer import Answer
    from modeldex.http.cache import AnswerCache
    from modeldex.http.pace import Pace
    from modeldex.http.request import Request
    from modeldex.http.transport import Transport

T = TypeVar("T")

logger = logging.getLogger("modeldex.http")
_NOT_MODIFIED, _A_PART = 304, 206
_CONDITIONS = ("if-none-match", "if-modified-since")
MOST_OF_REFUSAL = 256 * 1024
"""How many bytes are kept of an answer with a bad status: no provider says more."""
_READ_OF_REFUSAL = 4_096
_SHOWN_OF_REFUSAL = 200


class HttpClient:
    """Asks what is kept, then waits its turn, then the network, and again where that may help.

    One client belongs to one provider: its pace is shared by all that ask through it.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        retry: RetryPolicy | None = None,
        pace: Pace | None = None,
        cache: AnswerCache | None = None,
    ) -> None:
        self._transport = transport
        self._retry = RetryPolicy() if retry is None else retry
        self._pace = pace
        self._cache = cache

    async def send(self, request: Request, *, is_anew: bool = False) -> Answer:
        """A good answer: kept and fresh, called unchanged by the server, or new.

        `is_anew`: the server is asked in any case. A good answer that repeats a key is given, and kept,
        with `***` in its place.

        NetworkError where there is none in the end, with the status of the last one if there was any;
        EgressError where the request may not go out.
        """
        kept = self._cache.find(request) if self._cache is not None else None
        if self._cache is None or kept is None:
            answer = await self._ask(request)
        elif kept.is_fresh and not is_anew:
            logger.debug("%s %s: kept", request.method, redacted_url(request.url))
            return kept.answer
        else:
            answer = await self._ask(replace(request, headers={**request.headers, **kept.conditions}))
            if answer.status == _NOT_MODIFIED:
                return self._cache.renew(request, kept.answer, answer)
        if self._cache is not None:
            self._cache.keep(request, answer)
        return answer

    def forget(self, request: Request) -> None:
        """Let go of what is kept for a request whose answer turned out to be of no use."""
        if self._cache is not None:
            self._cache.forget(request)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _ask(self, request: Request) -> Answer:
        attempts, answer = await self._repeat(request, self._attempt)
        return answer if attempts == 1 else replace(answer, attempts=attempts)

    async def _repeat(
        self, request: Request, attempt_at: Callable[[Request, int], Awaitable[T | NetworkError]]
    ) -> tuple[int, T]:
        """What comes of it in the end, and at which attempt."""
        attempt, begun, most = 1, monotonic(), request.timeouts.all
        while True:
            if self._pace is not None:
                await self._pace.turn()
            outcome = await attempt_at(request, attempt)
            if not isinstance(outcome, NetworkError):
                return attempt, outcome
            wait = self._retry.wait_seconds(request, attempt, outcome)
            if wait is None or (most is not None and monotonic() - begun + wait >= most):
                raise outcome
            if self._pace is not None and outcome.retry_after_seconds is not None:
                self._pace.hold(outcome.retry_after_seconds)
            await self._retry.sleep(wait)
            attempt += 1

    async def _attempt(self, request: Request, attempt: int) -> Answer | NetworkError:
        """A good answer, or the failure of one attempt."""
        begun = perf_counter()
        try:
            answer = await self._transport.send(request)
        except NetworkError as error:
            note(request, attempt, error.problem)
            return error
        note(request, attempt, f"{answer.status}, {len(answer.body)} bytes in {perf_counter() - begun:.3f} s")
        return (
            self._given(answer, request) if is_good(request, answer.status) else refusal_of(request, answer)
        )

    def _given(self, answer: Answer, request: Request) -> Answer:
        """A good answer as it is given, and kept."""
        return masked(answer, request)


def note(request: Request, attempt: int, outcome: str) -> None:
    """Write to the log how an attempt came out."""
    if logger.isEnabledFor(logging.DEBUG):
        url = redacted_url(request.url, request.secrets)
        logger.debug("%s %s, attempt %d: %s", request.method, url, attempt, outcome)


def is_good(request: Request, status: int) -> bool:
    """Whether an answer is one to what was asked: whole, or unchanged where that was the question."""
    if status == _NOT_MODIFIED:
        return any(name in request.headers for name in _CONDITIONS)
    return 200 <= status < 300 and status != _A_PART


def refusal_of(request: Request, answer: Answer) -> AnsweredError:
    """The error that an answer with a bad status amounts to."""
    secrets = request.secrets
    wait = retry_after_seconds(answer.headers, datetime.now(UTC))
    said = _said(answer.body, secrets)
    problem = f"is answered with {_named(answer.status)}" + (f": {said}" if said else "")
    if wait:
        problem += f" (asks to be left alone for {wait:.0f} s)"
    kept = masked(replace(answer, body=answer.body[:MOST_OF_REFUSAL]), request)
    return AnsweredError(redacted_url(request.url, secrets), problem, answer=kept, retry_after_seconds=wait)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _said(body: bytes, secrets: set[Secret]) -> str:
    """The beginning of what a server says, as one line that is safe to print."""
    text = body[:_READ_OF_REFUSAL].decode("utf-8", "replace")
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    shown = redacted(line, secrets)
    return shown if len(shown) <= _SHOWN_OF_REFUSAL else shown[: _SHOWN_OF_REFUSAL - 3] + "..."
