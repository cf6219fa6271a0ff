"""Sessions of aiohttp: how connections are made and kept, and which of them were kept before."""

from __future__ import annotations

import socket
from time import monotonic
from typing import TYPE_CHECKING, Any

import aiohttp
import aiohttp.abc

from modeldex._version import __version__
from modeldex.http.decoding import ACCEPTED

if TYPE_CHECKING:
    import ssl

    from modeldex.http.guard import EgressGuard
    from modeldex.http.resolving import Lookup

_SOON_SECONDS = 0.02
"""Nobody reads a request, works on it, and gives up within that."""


class Kept:
    """Whether one request went over a connection that was kept from an earlier one."""

    def __init__(self) -> None:
        self.taken_at: float | None = None
        """When it was taken up; None: the connection was a new one."""

    def was_closed(self) -> bool:
        """Whether a connection that is lost without an answer was closed before the request came.

        A server that closes what is idle crosses with a request at times, and tells so at once. What is
        lost later may have been worked on.
        """
        return self.taken_at is not None and monotonic() - self.taken_at < _SOON_SECONDS


def new_session(resolver: GuardedResolver, trusted: ssl.SSLContext, per_host: int) -> aiohttp.ClientSession:
    """A session that sends what it is given and nothing of its own; `Kept` is the context of a request."""
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
    """Notes when a request takes up a connection that was kept."""

    async def note(session: Any, context: Any, params: Any) -> None:  # noqa: ARG001 - as aiohttp calls it
        context.trace_request_ctx.taken_at = monotonic()

    tracing = aiohttp.TraceConfig()
    tracing.on_connection_reuseconn.append(note)
    return tracing
