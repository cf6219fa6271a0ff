"""`AiohttpTransport`: requests over real sockets."""

from __future__ import annotations

import asyncio
import os
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from weakref import WeakSet

from modeldex.core.errors import EgressError, ModeldexError, NetworkError
from modeldex.http.answer import Answer
from modeldex.http.decoding import Body, Decoder, too_large
from modeldex.http.failure import PassingError, UnreachedError
from modeldex.http.headers import check_headers, headers_on_the_wire
from modeldex.http.patience import Patience
from modeldex.http.proxies import proxy_for
from modeldex.http.redaction import redacted_url
from modeldex.http.redirects import onward
from modeldex.http.resolving import looked_up, pinned
from modeldex.http.retry import is_repeatable
from modeldex.http.streamed import StreamedAnswer
from modeldex.http.tls import trusting

try:
    import aiohttp
    from yarl import URL

    from modeldex.http.aiohttp_failure import CUT_SHORT, in_own_words
    from modeldex.http.aiohttp_session import Course, GuardedResolver, abandon, new_session
except ModuleNotFoundError as missing:
    raise ModeldexError(
        f"asking over the network needs {missing.name}: pip install 'modeldex[sync]'"
    ) from missing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from modeldex.http.guard import EgressGuard
    from modeldex.http.origin import Origin
    from modeldex.http.request import Request
    from modeldex.http.resolving import Lookup

    Ca = str | os.PathLike[str]

PER_HOST = 8
"""Connections to one host at most, unless more are asked for: enough for whoever fetches lists."""
_MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}


class AiohttpTransport:
    """Sends each request once, to the host it names and to no other.

    Connections are made to addresses that the guard has seen, also through a proxy, and kept for the next
    request of the same event loop. Redirects are followed within one origin, for GET and HEAD. Cookies
    are not kept, and `.netrc` is not read: a request carries what stands in it.
    """

    def __init__(
        self,
        guard: EgressGuard,
        *,
        lookup: Lookup | None = None,
        environ: Mapping[str, str] | None = None,
        ca_file: Ca | None = None,
        per_host: int = PER_HOST,
    ) -> None:
        """`lookup` finds the addresses of a host, `environ` names proxies; else the system does.

        `ca_file`: a PEM file of authorities that are trusted beside those of the system; NetworkError
        where it holds none. `per_host`: connections to one host at most, where more requests wait.
        """
        self._guard = guard
        self._lookup = looked_up if lookup is None else lookup
        self._environ = os.environ if environ is None else environ
        self._ca_file = ca_file
        self._per_host = per_host
        if ca_file is not None:
            trusting(ca_file)  # told now, and not when somebody asks
        self._sessions: dict[tuple[asyncio.AbstractEventLoop, bool], aiohttp.ClientSession] = {}
        _transports.add(self)

    async def send(self, request: Request) -> Answer:
        """The answer, whatever its status.

        NetworkError where none comes whole, EgressError where the request may not go out.
        """
        shown = redacted_url(request.url, request.secrets)
        check_headers(request, shown)
        return await in_own_words(request, shown, self._whole(request, shown))

    async def open(self, request: Request) -> StreamedAnswer:
        """The answer once its head is here, whatever its status; its body is read as it comes.

        Errors as of `send`, here and while it is read.
        """
        shown = redacted_url(request.url, request.secrets)
        check_headers(request, shown)
        patience = Patience(request.timeouts, shown)
        begun = patience.for_head(self._follow(request, shown, patience))
        response, url = await in_own_words(request, shown, begun)
        try:
            read = _reading(response, request, shown, patience)
        except NetworkError:  # in an encoding that was not asked for
            response.close()
            raise
        return StreamedAnswer(
            status=response.status, headers=_received(response), url=url, read=read, close=response.close,
            queued_seconds=patience.paused_seconds,
        )  # fmt: skip

    async def close(self) -> None:
        """Let go of the connections of this event loop, before it ends."""
        here = asyncio.get_running_loop()
        for key in [key for key in self._sessions if key[0] is here or key[0].is_closed()]:
            await self._sessions.pop(key).close()

    def abandon(self) -> None:
        """Leave the connections to the process that made them; this one is a fork of it."""
        for session in self._sessions.values():
            abandon(session)
        self._sessions.clear()

    async def _whole(self, request: Request, shown: str) -> Answer:
        async with asyncio.timeout(request.timeouts.total):
            response, url = await self._follow(request, shown)
            async with response:
                return Answer(
                    status=response.status,
                    headers=_received(response),
                    body=await _read(response, request, shown),
                    url=url,
                    fetched_at=datetime.now(UTC),
                )

    async def _follow(
        self, request: Request, shown: str, patience: Patience | None = None
    ) -> tuple[aiohttp.ClientResponse, str]:
        """The first answer that is no redirect, of which only the head was read, and what gave it."""
        url = request.url
        for _ in range(_MOST_REDIRECTS + 1):
            course = Course(request.timeouts.connect, patience)
            response = await self._asked(request, url, shown, course)
            location = response.headers.get("location")
            if response.status not in _REDIRECTS or location is None:
                return response, url
            with closing(response):
                url = onward(url, location, request, shown)
        raise NetworkError(shown, f"redirects more than {_MOST_REDIRECTS} times")

    async def _asked(self, request: Request, url: str, shown: str, course: Course) -> aiohttp.ClientResponse:
        """One question, and the head of its answer."""
        origin = self._guard.check(url)
        try:
            proxy = proxy_for(origin, self._environ)
        except ValueError as error:
            raise NetworkError(shown, f"is not sent: {error}") from None
        headers, place, name = headers_on_the_wire(request), _parsed(url, origin, shown), None
        if proxy is not None and origin.scheme == "https":
            looking = pinned(origin, self._guard, self._lookup, shown)
            address = await asyncio.wait_for(looking, request.timeouts.connect)
            if address is not None:
                headers["host"] = str(origin).partition("://")[2]
                place, name = place.with_host(address), origin.host
        by = proxy.headers if proxy is not None else {}
        session = await self._session(is_by_proxy=proxy is not None)
        times = request.timeouts
        limit = None
        if not is_repeatable(request):
            await _caught_up()
        try:
            async with course.limited() as limit:
                return await session.request(
                    request.method,
                    place,
                    headers=headers | ({} if origin.scheme == "https" else dict(by)),
                    data=request.body,
                    allow_redirects=False,
                    proxy=proxy.url if proxy is not None else None,
                    proxy_headers=by,
                    server_hostname=name,
                    trace_request_ctx=course,
                    timeout=aiohttp.ClientTimeout(
                        total=None, sock_connect=times.connect, sock_read=max(times.read, times.first or 0.0)
                    ),
                )
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            if not course.was_closed():
                raise
            problem = "is not reached: it has closed the connection that was kept"
        except TimeoutError:
            if limit is None or not limit.expired():
                raise
            problem = f"is not reached within {times.connect:g} s"
        raise UnreachedError(shown, problem)

    async def _session(self, *, is_by_proxy: bool) -> aiohttp.ClientSession:
        """The session of this event loop; what a proxy is asked for has another, which looks up the proxy."""
        key = asyncio.get_running_loop(), is_by_proxy
        if key not in self._sessions:
            for old in [one for one in self._sessions if one[0].is_closed()]:
                await self._sessions.pop(old).close()
            resolver = GuardedResolver(None if is_by_proxy else self._guard, self._lookup)
            self._sessions[key] = new_session(resolver, trusting(self._ca_file), self._per_host)
        return self._sessions[key]


_transports: WeakSet[AiohttpTransport] = WeakSet()


def _after_fork() -> None:
    """In a child process, leave all connections to the parent."""
    for transport in _transports:
        transport.abandon()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


async def _caught_up() -> None:
    """Let the event loop hear which of the kept connections are closed by now, so that none of them is taken.

    What comes over one that looks open may be lost after it was read; it is not to be sent twice.
    """
    for _ in range(2):  # one turn to hear of it, one to act
        await asyncio.sleep(0)


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


def _encoding(response: aiohttp.ClientResponse) -> str:
    return response.headers.get("content-encoding", "").strip().lower()


async def _read(response: aiohttp.ClientResponse, request: Request, shown: str) -> bytes:
    if request.method == "HEAD":
        return b""
    if (response.content_length or 0) > request.most_bytes:
        raise too_large(shown, request.most_bytes)
    body = Body(shown, _encoding(response), request.most_bytes)
    try:
        async for piece in response.content.iter_any():
            body.feed(piece)
        return body.whole()
    except (aiohttp.ClientError, OSError) as error:
        if isinstance(error, TimeoutError):
            raise
    raise PassingError(shown, CUT_SHORT)


def _reading(
    response: aiohttp.ClientResponse, request: Request, shown: str, patience: Patience
) -> Callable[[], Awaitable[bytes]]:
    """What gives the next bytes of an answer each time, and none at its end."""
    decoder = Decoder(shown, _encoding(response), request.most_bytes)

    async def next_bytes() -> bytes:
        while piece := await patience.for_piece(response.content.readany()):
            if decoded := decoder.feed(piece):
                return decoded
        decoder.end()
        return b""

    async def read() -> bytes:
        return await in_own_words(request, shown, next_bytes())

    return read
