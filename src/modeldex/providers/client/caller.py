"""`Caller`: sends what is signed to where it belongs, and says what a refusal means."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from modeldex.core.errors import NetworkError
from modeldex.core.secret import Secret
from modeldex.http.failure import AnsweredError
from modeldex.http.guard import EgressGuard
from modeldex.http.redaction import redacted_url
from modeldex.http.request import Request, Timeouts
from modeldex.http.resolving import looked_up, pinned
from modeldex.http.stream_client import StreamClient
from modeldex.providers.client.retrying import CallRetry
from modeldex.providers.client.signed import Signed
from modeldex.providers.client.timeouts import in_time
from modeldex.providers.predictable import PROVIDER, PredictableTransport
from modeldex.providers.signing import NONE, sign
from modeldex.wire.json_text import write_json
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from os import PathLike

    from modeldex.core.provider import Provider
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
_VERSIONED, _VERSION = "anthropic", {"anthropic-version": "2023-06-01"}
"""The format whose requests name its version: https://platform.claude.com/docs/en/api/versioning."""
_TELLS_A_KEY = ("auth", "key", "token", "cookie", "secret")
"""Within names of headers whose value is a key, as of a gateway."""


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
    is_offline: bool = False
    """Whether nobody is asked over the network."""

    def see_online(self, request: Request) -> None:
        """NetworkError where a request would leave although nobody is to be asked."""
        if self.is_offline:
            mend = "unset MODELDEX_OFFLINE, or offline below [registry] of the configuration"
            shown = redacted_url(request.url, request.secrets)
            raise NetworkError(shown, f"is not asked, since modeldex is offline; {mend}")


class PublicSender:
    """A `Sender` that reaches public hosts; it is made when somebody first asks."""

    def __init__(self, through: Callable[[str], StreamClient], ways: Ways) -> None:
        self._through = through
        self._ways = ways

    async def send(self, request: Request) -> Answer:
        """The answer, whose status is below 400."""
        self._ways.see_online(request)
        return await self._through("").send(request)

    async def check(self, url: str) -> None:
        """See to it that a URL may be handed on to somebody who will ask it from within the user's network.

        EgressError where it leads into that network, UnreachedError where its host has no address.
        """
        guard = EgressGuard(self._ways.allow_origins)
        origin = guard.check(url)
        if self._ways.transport is None:
            await pinned(origin, guard, looked_up, redacted_url(url))


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
        self._opened: set[str] = set()
        """Slugs of providers whose keys were had."""
        self.public = PublicSender(self._through, ways)
        """What reaches public hosts, and the origins that the user allowed."""
        if ways.allow_origins or ways.ca_file is not None:
            self._through("")  # what is wrong with them is told now, and not when somebody asks

    async def had_keys(self, provider: Provider) -> None:
        """Have the keys of a provider at hand, since a command or a keyring may take its time to give them.

        The event loop goes on meanwhile. They give theirs once; what is wrong with it is told where the key
        is used.
        """
        if provider.id not in self._opened:
            await asyncio.to_thread(self._credentials.refused.sent, provider, self._credentials)
            self._opened.add(provider.id)

    async def signed(
        self, endpoint: Endpoint, url: str, timeouts: Timeouts, body: Any = None, accept: str = _JSON,
        **more: Any,
    ) -> Signed:  # fmt: skip
        """A request with a key; `body` is written as JSON and posted, without one the URL is got."""
        provider, keys = endpoint.provider, self._credentials
        key = keys.refused.sent(provider, keys, endpoint.origin) if endpoint.signing != NONE else None
        request = _request(url, timeouts, body, accept, **more)
        if endpoint.wire == _VERSIONED:  # whoever signs, and however
            request = replace(request, headers={**_VERSION, **request.headers})
        request = await sign(request, endpoint.signing, provider, keys, self.public)
        return Signed(endpoint=endpoint, request=request, credentials=keys, key=key)

    async def send(self, signed: Signed) -> Answer:
        """A good answer, whole.

        ProviderError where the provider refuses, NetworkError where nobody answers.
        """
        client = self._client(signed)
        return await self._answered(signed, client.send(signed.request))

    async def open(self, signed: Signed) -> StreamedAnswer:
        """A good answer as it begins; errors as of `send`."""
        client = self._client(signed)
        return await self._answered(signed, client.open(signed.request))

    async def close(self) -> None:
        """Let go of all connections."""
        for transport in self._transports.values():
            await transport.close()

    async def _answered(self, signed: Signed, asking: Awaitable[T]) -> T:
        request = signed.request
        try:
            return await in_time(request.timeouts.total, redacted_url(request.url, request.secrets), asking)
        except AnsweredError as error:
            answer = error.answer
            wire = format_named(signed.endpoint.wire)
            failure = wire.read_failure(answer.status, answer.body, answer.headers)
            raise signed.refused(failure, answer.headers) from error

    def _client(self, signed: Signed) -> StreamClient:
        endpoint = signed.endpoint
        if endpoint.provider.id == PROVIDER and self._ways.transport is None:
            return StreamClient(PredictableTransport(), retry=self._ways.retry)
        self._ways.see_online(signed.request)
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
    url: str, timeouts: Timeouts, body: Any, accept: str, *,
    headers: Mapping[str, str | Secret] | None = None, is_repeatable: bool = False,
) -> Request:  # fmt: skip
    named = {name.lower(): _held(name.lower(), value) for name, value in (headers or {}).items()}
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


def _held(name: str, value: str | Secret) -> str | Secret:
    """The value of a header, as a secret where its name tells that it is one."""
    if isinstance(value, Secret) or not any(word in name for word in _TELLS_A_KEY):
        return value
    return Secret(value)
