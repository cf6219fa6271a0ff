"""A proxy on this machine that connects whoever asks to one place, and notes for whom."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.http.listening import cut, listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass
class Tunnel:
    """Where the proxy is, and what it is asked."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    """What stood in the first lines."""


@asynccontextmanager
async def tunnelling(to_port: int) -> AsyncIterator[Tunnel]:
    """Answers CONNECT, in the event loop of the caller; all lead to one port of this machine."""
    tunnel = Tunnel()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        tunnel.asked.append(head.split(b"\r\n")[0].decode())
        there, onward = await asyncio.open_connection("127.0.0.1", to_port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        try:
            await asyncio.gather(_carry(reader, onward), _carry(there, writer))
        finally:
            cut(onward)
            with suppress(ConnectionError):
                await onward.wait_closed()

    async with listening(talk) as port:
        tunnel.url = f"http://127.0.0.1:{port}"
        yield tunnel


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65_536):
            writer.write(piece)
    except ConnectionError:
        pass
    writer.close()
