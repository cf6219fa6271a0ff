"""At which addresses a host is asked: those that the guard has seen, and no others."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

from modeldex.http.failure import UnreachedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modeldex.http.guard import EgressGuard
    from modeldex.http.origin import Origin

    Lookup = Callable[[str, int], Awaitable[list[str]]]
    """Gives the addresses of a host at a port; OSError where it has none."""


async def looked_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system finds them."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(place[4][0]) for place in found))


async def pinned(origin: Origin, guard: EgressGuard, lookup: Lookup, shown: str) -> str | None:
    """The address at which a proxy is to ask an origin; None: it is to look the name up itself.

    A proxy that is told a name finds out the address alone, and nobody sees whether it is one at home.
    So it is told an address that was looked up and checked here. Only an origin that the user allowed
    goes by its name, since it may be known to the proxy alone; and an address is one already.

    UnreachedError where the name has no address here, EgressError where it has one that is refused.
    """
    if origin.address is not None or guard.allows(origin):
        return None
    try:
        addresses = await lookup(origin.host, origin.port)
    except OSError:
        addresses = []
    if not addresses:
        raise UnreachedError(
            shown,
            "is not reached: its host has no address here, and a proxy is asked for none that was not"
            f" checked; where names are known to the proxy alone, allow {origin} by name",
        )
    for address in addresses:
        guard.check_address(origin.host, origin.port, address)
    return min(addresses, key=lambda address: ":" in address)  # a proxy may have no way to IPv6
