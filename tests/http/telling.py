"""A server that answers the first request of a connection, and loses the next after it has read it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.http.listening import listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass
class Told:
    """What came in."""

    origin: str = ""
    requests: int = 0
    connections: int = 0


@asynccontextmanager
async def telling(answer: bytes, loses_after: float) -> AsyncIterator[Told]:
    """Answers so once for each connection; the second request is read, and lost after some seconds."""
    told = Told()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        told.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            for turn in range(2):
                await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(2)
                told.requests += 1
                if turn == 0:
                    writer.write(answer)
                    await writer.drain()
            await asyncio.sleep(loses_after)

    async with listening(talk) as port:
        told.origin = f"http://127.0.0.1:{port}"
        yield told
