"""Sessions of aiohttp: how connections are made and kept, and which of them were kept before."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

import aiohttp
import aiohttp.abc

from modeldex._version import __version__
from modeldex.http.decoding import ACCEPTED

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable

    from modeldex.http.guard import EgressGuard
    from modeldex.http.patience import Patience
    from modeldex.http.resolving import Lookup

_SOON_SECONDS = 0.02
"""Nobody reads a request, works on it, and gives up within that."""


class Course:
    """How one request comes to a connection."""

    def __init__(self, connect_seconds: float, patience: Patience | None = None) -> None:
        """`patience` is that with the answer, which does not run while the request waits for its turn."""
        self._limit: asyncio.Timeout | None = None
        self._connect_seconds = connect_seconds
        self._patience = patience
        self._taken_at: float | None = None
        """When it took up a connection that was kept from an earlier one; None: it has a new one."""

    def was_closed(self) -> bool:
        """Whether a connection that is lost without an answer was closed before the request came.

        A server that closes what is idle crosses with a request at times, and tells so at once. What is
        lost later may have been worked on.
        """
        return self._taken_at is not None and monotonic() - self._taken_at < _SOON_SECONDS

    @asynccontextmanager
    async def limited(self) -> AsyncIterator[asyncio.Timeout]:
        """While it lasts, a connection has its time, and not more; TimeoutError where that runs out.

        An answer refers to its course as long as it is read, and is not to refer to the task that asked.
        """
        try:
            async with asyncio.timeout(None) as self._limit:
                yield self._limit
        finally:
            self._limit = None

    def queued(self) -> None:
        """All connections to the host are taken."""
        if self._patience is not None:
            self._patience.pause()

    def unqueued(self) -> None:
        """There is one again."""
        if self._patience is not None:
            self._patience.go_on()

    def connecting(self) -> None:
        """A connection is being made."""
        if self._limit is not None:
            self._limit.reschedule(asyncio.get_running_loop().time() + self._connect_seconds)

    def connected(self) -> None:
        """It is made."""
        if self._limit is not None:
            self._limit.reschedule(None)

    def took(self) -> None:
        """One was kept, and is taken up."""
        self._taken_at = monotonic()


def new_session(resolver: GuardedResolver, trusted: ssl.SSLContext, per_host: int) -> aiohttp.ClientSession:
    """A session that sends what it is given and nothing of its own; `Course` is the context of a request."""
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, limit=0, limit_per_host=per_host, ssl=trusted),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("content-type",),
        headers={"user-agent": f"modeldex/{__version__}", "accept-encoding": ACCEPTED},
        trace_configs=[_noting()],
    )
    session._retry_connection = False  # whoever sends again waits for a turn first
    return session


def abandon(session: aiohttp.ClientSession) -> None:
    """Leave a session to the process that made it, whose connections a fork shares.

    What is collected, or ends, in the child would else say goodbye in them. Marked as closed, it has nothing
    to close.
    """
    connector = session.connector
    if connector is not None:
        connector._closed = True
    session.detach()


class GuardedResolver(aiohttp.abc.AbstractResolver):
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


def _noting() -> aiohttp.TraceConfig:
    """Tells the course of a request what becomes of it."""

    def telling(step: Callable[[Course], None]) -> Any:
        async def tell(session: Any, context: Any, params: Any) -> None:  # noqa: ARG001 - as aiohttp calls it
            step(context.trace_request_ctx)

        return tell

    tracing = aiohttp.TraceConfig()
    tracing.on_connection_queued_start.append(telling(Course.queued))
    tracing.on_connection_queued_end.append(telling(Course.unqueued))
    tracing.on_connection_create_start.append(telling(Course.connecting))
    tracing.on_connection_create_end.append(telling(Course.connected))
    tracing.on_connection_reuseconn.append(telling(Course.took))
    return tracing
