"""`AiohttpTransport`: requests over real sockets."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from modeldex._version import __version__
from modeldex.core.errors import EgressError, ModeldexError, NetworkError
from modeldex.http.answer import Answer
from modeldex.http.decoding import ACCEPTED, Body, too_large
from modeldex.http.failure import PassingError, UnreachedError
from modeldex.http.headers import check_headers, headers_on_the_wire
from modeldex.http.origin import origin_of
from modeldex.http.proxies import proxy_for
from modeldex.http.redaction import redacted, redacted_url

try:
    import aiohttp
    import aiohttp.abc
    from yarl import URL
except ModuleNotFoundError as missing:
    raise ModeldexError(
        f"asking over the network needs {missing.name}: pip install 'modeldex[sync]'"
    ) from missing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from modeldex.http.guard import EgressGuard
    from modeldex.http.origin import Origin
    from modeldex.http.request import Request

    Lookup = Callable[[str, int], Awaitable[list[str]]]
    """Gives the addresses of a host at a port; OSError where it has none."""

_AT_ONCE_PER_HOST = 8
_MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_CUT_SHORT = "is cut short: the connection ends before the answer is whole"
_PASSING = {
    aiohttp.ClientProxyConnectionError: "is not reached: the proxy of the environment does not answer",
    aiohttp.ClientConnectorDNSError: "is not reached: its host has no address; is the name right?",
    aiohttp.ClientPayloadError: _CUT_SHORT,
    aiohttp.ServerDisconnectedError: _CUT_SHORT,
    aiohttp.ClientResponseError: "is answered with what is no HTTP",
}


class AiohttpTransport:
    """Sends each request once, to the host it names and to no other.

    Connections are made to addresses that the guard has seen, and kept for the next request of the
    same event loop. Redirects are followed within one origin, for GET and HEAD. Cookies are not kept,
    and `.netrc` is not read: a request carries what stands in it.
    """

    def __init__(
        self,
        guard: EgressGuard,
        *,
        lookup: Lookup | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """`lookup` finds the addresses of a host, `environ` names proxies; else the system does."""
        self._guard = guard
        self._lookup = _addresses if lookup is None else lookup
        self._environ = os.environ if environ is None else environ
        self._sessions: dict[tuple[asyncio.AbstractEventLoop, bool], aiohttp.ClientSession] = {}

    async def send(self, request: Request) -> Answer:
        """The answer, whatever its status.

        NetworkError where none comes whole, EgressError where the request may not go out.
        """
        shown = redacted_url(request.url, request.secrets)
        check_headers(request, shown)
        try:
            async with asyncio.timeout(request.timeouts.total):
                return await self._follow(request, shown)
        except NetworkError as error:
            failure = error.with_traceback(None)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = _failure(error, request, shown)
        # Raised out here, the error refers to no frame, and to none of aiohttp's errors, that knows the
        # headers as they were sent: a traceback may show what stood in each.
        failure.__context__ = failure.__cause__ = None
        raise failure

    async def close(self) -> None:
        """Let go of the connections of this event loop, before it ends."""
        here = asyncio.get_running_loop()
        for key in [key for key in self._sessions if key[0] is here or key[0].is_closed()]:
            await self._sessions.pop(key).close()

    async def _follow(self, request: Request, shown: str) -> Answer:
        url = request.url
        for _ in range(_MOST_REDIRECTS + 1):
            outcome = await self._exchange(request, url, shown)
            if isinstance(outcome, Answer):
                return outcome
            url = self._onward(url, outcome, request, shown)
        raise NetworkError(shown, f"redirects more than {_MOST_REDIRECTS} times")

    def _onward(self, url: str, location: str, request: Request, shown: str) -> str:
        """Where a redirect leads, which is the same origin and nowhere else."""
        try:
            target = urljoin(url, location).partition("#")[0]
            is_same = origin_of(target) == origin_of(url)
        except ValueError:
            target, is_same = location, False
        to = redacted_url(target, request.secrets)[:200]
        if not is_same:
            raise EgressError(shown, f"redirects to another origin, {to}, which is not followed")
        if request.method not in {"GET", "HEAD"}:
            raise NetworkError(shown, f"redirects a {request.method} to {to}; ask there, if it is meant")
        return target

    async def _exchange(self, request: Request, url: str, shown: str) -> Answer | str:
        """One question and its answer; where that is a redirect, what it leads to."""
        origin = self._guard.check(url)
        try:
            proxy = proxy_for(origin, self._environ)
        except ValueError as error:
            raise NetworkError(shown, f"is not sent: {error}") from None
        by = proxy.headers if proxy is not None else {}
        session = await self._session(is_by_proxy=proxy is not None)
        async with session.request(
            request.method,
            _parsed(url, origin, shown),
            headers=headers_on_the_wire(request) | ({} if origin.scheme == "https" else dict(by)),
            data=request.body,
            allow_redirects=False,
            proxy=proxy.url if proxy is not None else None,
            proxy_headers=by,
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=request.timeouts.connect, sock_read=request.timeouts.read
            ),
        ) as response:
            received = _received(response)
            if response.status in _REDIRECTS and "location" in received:
                return received["location"]
            return Answer(
                status=response.status,
                headers=received,
                body=await _read(response, request, shown),
                url=url,
                fetched_at=datetime.now(UTC),
            )

    async def _session(self, *, is_by_proxy: bool) -> aiohttp.ClientSession:
        """The session of this event loop; what a proxy is asked for has another, which looks up the proxy."""
        key = asyncio.get_running_loop(), is_by_proxy
        if key not in self._sessions:
            for old in [one for one in self._sessions if one[0].is_closed()]:
                await self._sessions.pop(old).close()
            resolver = _GuardedResolver(None if is_by_proxy else self._guard, self._lookup)
            connector = aiohttp.TCPConnector(
                resolver=resolver, limit_per_host=_AT_ONCE_PER_HOST, ssl=ssl.create_default_context()
            )
            session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("content-type",),
                headers={"user-agent": f"modeldex/{__version__}", "accept-encoding": ACCEPTED},
            )
            session._retry_connection = False  # whoever sends again waits for a turn first
            self._sessions[key] = session
        return self._sessions[key]


class _GuardedResolver(aiohttp.abc.AbstractResolver):
    """Gives addresses of a host that the guard has seen, all of them, and no others."""

    def __init__(self, guard: EgressGuard | None, lookup: Lookup) -> None:
        self._guard = guard
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[aiohttp.abc.ResolveResult]:
        results = []
        for address in await self._lookup(host, port):
            if self._guard is not None:
                self._guard.check_address(host, port, address)
            kind = socket.AF_INET6 if ":" in address else socket.AF_INET
            if family in {socket.AF_UNSPEC, kind}:
                results.append(
                    aiohttp.abc.ResolveResult(
                        hostname=host,
                        host=address,
                        port=port,
                        family=kind,
                        proto=0,
                        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
                    )
                )
        return results

    async def close(self) -> None:
        """Nothing is held."""


async def _addresses(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(place[4][0]) for place in found))


def _parsed(url: str, origin: Origin, shown: str) -> URL:
    """A URL as the library reads it, which has to be as the guard did."""
    parsed = URL(url, encoded=True)
    if (parsed.scheme, parsed.raw_host, parsed.port) != (origin.scheme, origin.host, origin.port):
        raise EgressError(shown, "is a URL that can be read in two ways")
    return parsed


def _received(response: aiohttp.ClientResponse) -> dict[str, str]:
    received: dict[str, str] = {}
    for name, value in response.headers.items():
        key = name.lower()
        received[key] = f"{received[key]}, {value}" if key in received else value
    return received


async def _read(response: aiohttp.ClientResponse, request: Request, shown: str) -> bytes:
    if request.method == "HEAD":
        return b""
    if (response.content_length or 0) > request.most_bytes:
        raise too_large(shown, request.most_bytes)
    body = Body(shown, response.headers.get("content-encoding", "").strip().lower(), request.most_bytes)
    try:
        async for piece in response.content.iter_any():
            body.feed(piece)
        return body.whole()
    except (aiohttp.ClientError, OSError) as error:
        if isinstance(error, TimeoutError):
            raise
    raise PassingError(shown, _CUT_SHORT)


def _failure(error: Exception, request: Request, shown: str) -> NetworkError:
    """What happened, in words of our own: those of the library may show what was sent."""
    times = request.timeouts
    match error:
        case aiohttp.ClientConnectorCertificateError():
            reason = getattr(error.certificate_error, "verify_message", "") or "it is not valid for the host"
            told = redacted(reason, request.secrets)
            return NetworkError(shown, f"has a certificate that is not trusted: {told}")
        case aiohttp.ClientSSLError():
            return NetworkError(shown, "agrees on no encrypted connection; is the port that of https?")
        case aiohttp.ClientHttpProxyError():
            return NetworkError(shown, f"is not let through by the proxy, which answers {error.status}")
        case aiohttp.ConnectionTimeoutError():
            problem = f"is not reached within {times.connect:g} s"
        case aiohttp.SocketTimeoutError():
            problem = f"is silent for more than {times.read:g} s"
        case TimeoutError():
            return NetworkError(shown, f"is not answered whole within {times.total:g} s")
        case ValueError():
            return NetworkError(shown, f"cannot be sent as it stands ({type(error).__name__})")
        case _:
            reason = (error.strerror if isinstance(error, OSError) else None) or "the connection is lost"
            known = (text for kind, text in _PASSING.items() if isinstance(error, kind))
            problem = next(known, f"is not reached: {redacted(reason, request.secrets)}")
    return UnreachedError(shown, problem) if _is_unreached(error) else PassingError(shown, problem)


def _is_unreached(error: Exception) -> bool:
    """Whether no connection was made to the host; what stands between is another matter."""
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return False
    return isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
