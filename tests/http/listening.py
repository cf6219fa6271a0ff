"""`listening`: a server on this machine that leaves nothing open once it has ended.

    async with listening(talk) as port:
        ...                                     # connect to 127.0.0.1 at the port

`asyncio.start_server` does not do for this: where it is closed between accepting a connection and handing it
over, it lets that connection go without closing it, and the warning comes up in whichever test runs next.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What is done with one connection. Whatever it leaves open is closed after it."""


@asynccontextmanager
async def listening(talk: Talk, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port at which connections are talked to, in the event loop of the caller.

    At the end the talks that still run are cancelled, and every connection is closed before this returns.
    Talks may end by a connection that breaks; what else they raise is raised at the end, in a group.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=100) as door:
        door.setblocking(False)
        visits = _Visits(door, talk, tls)
        try:
            yield door.getsockname()[1]
        finally:
            faults = await visits.end()
    if faults:
        raise ExceptionGroup("the server's side of a connection fails", faults)


def cut(writer: asyncio.StreamWriter) -> None:
    """Closes a connection in the next turn of the event loop, sent or not, unless it is closed already."""
    connection = writer.get_extra_info("socket")
    if connection is not None and connection.fileno() != -1:  # a transport fails that is aborted once more
        writer.transport.abort()


class _Visits:
    """The connections of one listening socket, each known from the moment of its acceptance."""

    def __init__(self, door: socket.socket, talk: Talk, tls: ssl.SSLContext | None) -> None:
        self._door = door
        self._talk = talk
        self._tls = tls
        self._is_over = False
        self._connections: dict[asyncio.Task[None], socket.socket] = {}
        self._accepting = asyncio.create_task(self._accept())

    async def end(self) -> list[Exception]:
        """What went wrong in talks, after all of them have ended and their connections are closed."""
        try:
            await self._accept_no_more()
        finally:
            faults = await self._close_all()
        return faults

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(self._door)
            except ConnectionError:  # the other side has given up while it queued
                continue
            if self._is_over:
                connection.close()
                return
            self._connections[asyncio.create_task(self._serve(connection))] = connection

    async def _accept_no_more(self) -> None:
        """Connects once more to wake the accepting task: cancelled, it would lose what it has just taken."""
        self._is_over = True
        with socket.socket() as last:
            last.setblocking(False)
            await asyncio.get_running_loop().sock_connect(last, self._door.getsockname())
            await self._accepting

    async def _serve(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.connect_accepted_socket(lambda: protocol, connection, ssl=self._tls)
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        try:
            await self._talk(reader, writer)
            writer.close()
            await writer.wait_closed()
        finally:
            cut(writer)

    async def _close_all(self) -> list[Exception]:
        await asyncio.sleep(0)  # lets each begin: cancelled before, it would never close its connection
        for task in self._connections:
            task.cancel()
        outcomes = await asyncio.gather(*self._connections, return_exceptions=True)
        async with asyncio.timeout(10):
            while any(connection.fileno() != -1 for connection in self._connections.values()):
                await asyncio.sleep(0)  # the event loop closes each in a later turn than it is asked to
        broken = (OSError, EOFError)
        return [fault for fault in outcomes if isinstance(fault, Exception) and not isinstance(fault, broken)]
