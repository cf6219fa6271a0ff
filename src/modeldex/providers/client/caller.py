"""`Caller`: sends what is signed to where it belongs, and says what a refusal means."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from modeldex.http.failure import AnsweredError, OverdueError
from modeldex.http.guard import EgressGuard
from modeldex.http.redaction import redacted_url
from modeldex.http.request import Request, Timeouts
from modeldex.http.stream_client import StreamClient
from modeldex.providers.client.failing import provider_error
from modeldex.providers.client.retrying import CallRetry
from modeldex.providers.predictable import PROVIDER, PredictableTransport
from modeldex.providers.signing import sign
from modeldex.wire.json_text import write_json
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from os import PathLike

    from modeldex.core.errors import ProviderError
    from modeldex.http.answer import Answer
    from modeldex.http.retry import RetryPolicy
    from modeldex.http.streamed import StreamedAnswer
    from modeldex.http.transport import StreamingTransport
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.endpoint import Endpoint

T = TypeVar("T")

PER_HOST = 100
"""Calls that are under way to one host at most, unless told otherwise; further ones wait."""
_JSON = "application/json"
_UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How requests leave: who may be asked, who is trusted, how often is tried."""

    allow_origins: tuple[str, ...] = ()
    ca_file: str | PathLike[str] | None = None
    environ: Mapping[str, str] | None = None
    retry: RetryPolicy = field(default_factory=CallRetry)
    transport: StreamingTransport | None = None
    """Carries everything, in the place of sockets of one's own."""
    per_host: int = PER_HOST
    """Calls that are under way to one host at most."""


class PublicSender:
    """A `Sender` that reaches public hosts; it is made when somebody first asks."""

    def __init__(self, through: Callable[[str], StreamClient]) -> None:
        self._through = through

    async def send(self, request: Request) -> Answer:
        """The answer, whose status is below 400."""
        return await self._through("").send(request)


class Caller:
    """Where a request goes, through which guard, and with whose keys.

    Whom the user named, by an address in the environment or the configuration, may be anywhere; each of
    them has connections of its own. Everybody else is asked at public addresses alone.
    """

    def __init__(self, credentials: Credentials, ways: Ways) -> None:
        self._credentials = credentials
        self._ways = ways
        self._transports: dict[str, StreamingTransport] = {}
        """Origin of the user's own -> what reaches it; blank: the public."""
        self._let_in: set[str] = set()
        """Slugs of providers that took the key."""
        self.public = PublicSender(self._through)
        """What reaches public hosts, and the origins that the user allowed."""
        if ways.allow_origins or ways.ca_file is not None:
            self._through("")  # what is wrong with them is told now, and not when somebody asks

    async def send(
        self, endpoint: Endpoint, url: str, timeouts: Timeouts, body: Any = None, **more: Any
    ) -> Answer:
        """A good answer, whole; `body` is written as JSON and posted, without one the URL is got.

        ProviderError where the provider refuses, NetworkError where nobody answers.
        """
        request = await self._signed(endpoint, _request(url, timeouts, body, _JSON, **more))
        client = self._client(endpoint)
        return await self._answered(endpoint, request, lambda: client.send(request))

    async def open(
        self, endpoint: Endpoint, url: str, timeouts: Timeouts, body: Any, accept: str, **more: Any
    ) -> StreamedAnswer:
        """A good answer as it begins; errors as of `send`."""
        request = await self._signed(endpoint, _request(url, timeouts, body, accept, **more))
        client = self._client(endpoint)
        return await self._answered(endpoint, request, lambda: client.open(request))

    async def close(self) -> None:
        """Let go of all connections."""
        for transport in self._transports.values():
            await transport.close()

    async def _signed(self, endpoint: Endpoint, request: Request) -> Request:
        return await sign(request, endpoint.signing, endpoint.provider, self._credentials, self.public)

    async def _answered(self, endpoint: Endpoint, request: Request, ask: Callable[[], Awaitable[T]]) -> T:
        provider = endpoint.provider
        try:
            async with asyncio.timeout(request.timeouts.total) as limit:
                answer = await ask()
        except AnsweredError as error:
            raise self._refused(endpoint, request, error) from error
        except TimeoutError:
            if not limit.expired():
                raise
            told = f"is not answered within {request.timeouts.total:g} s, all attempts taken together"
            raise OverdueError(redacted_url(request.url, request.secrets), told) from None
        if provider.id not in self._let_in:
            self._let_in.add(provider.id)
            self._credentials.refused.forget(provider)
        return answer

    def _refused(self, endpoint: Endpoint, request: Request, error: AnsweredError) -> ProviderError:
        provider, answer = endpoint.provider, error.answer
        failure = format_named(endpoint.wire).read_failure(answer.status, answer.body, answer.headers)
        keys, mend = self._credentials, ""
        if keys.refused.note(
            provider, keys, status=answer.status, kind=failure.kind, message=failure.message
        ):
            self._let_in.discard(provider.id)
            refused = keys.refused.find(provider, keys)
            mend = "set another key" if refused is None else f"set another key than that in {refused.where}"
        if answer.status == _UNAUTHORIZED:
            keys.passes.drop(request.headers)
        return provider_error(failure, provider.id, answer.headers, request.secrets, mend=mend)

    def _client(self, endpoint: Endpoint) -> StreamClient:
        if endpoint.provider.id == PROVIDER and self._ways.transport is None:
            return StreamClient(PredictableTransport(), retry=self._ways.retry)
        return self._through(endpoint.origin if endpoint.is_operators else "")

    def _through(self, origin: str) -> StreamClient:
        transport = self._ways.transport or self._transports.get(origin)
        if transport is None:
            from modeldex.http.aiohttp_transport import AiohttpTransport

            ways = self._ways
            allowed = (*ways.allow_origins, origin) if origin else ways.allow_origins
            transport = self._transports[origin] = AiohttpTransport(
                EgressGuard(allowed), environ=ways.environ, ca_file=ways.ca_file, per_host=ways.per_host
            )
        return StreamClient(transport, retry=self._ways.retry)


def _request(
    url: str, timeouts: Timeouts, body: Any, accept: str, *, headers: Mapping[str, str] | None = None,
    is_repeatable: bool = False,
) -> Request:  # fmt: skip
    named = {name.lower(): value for name, value in (headers or {}).items()}
    if body is None:
        return Request(url=url, headers={"accept": accept, **named}, timeouts=timeouts)
    return Request(
        url=url,
        method="POST",
        headers={"accept": accept, "content-type": _JSON, **named},
        body=write_json(body),
        timeouts=timeouts,
        is_repeatable=is_repeatable,
    )
