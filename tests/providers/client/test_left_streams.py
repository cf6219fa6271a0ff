"""Streams that nobody reads to their end, and connections that outlive those that somebody does."""

from __future__ import annotations

import asyncio
import gc
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from tests.http.listening import listening
from tests.providers.client.acme import END, HELLO, KEY, Shelf

from modeldex.providers.client.async_client import AsyncClient
from modeldex.providers.client.sync_client import Client
from modeldex.providers.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from modeldex.providers.client.stream import CompletionStream

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


class Upstream:
    """A provider whose streams begin, and go on only where it is told so."""

    def __init__(self) -> None:
        self.connections = 0
        self.left = asyncio.Event()
        self.tail: list[bytes] = []
        """What follows the first words, each a moment after the one before."""
        self.url = ""

    @property
    def credentials(self) -> Credentials:
        return Credentials({"ACME_API_KEY": KEY, "ACME_BASE_URL": self.url}, keyring=False)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length))
                writer.write(HEAD + chunked(*HELLO))
                for piece in self.tail:
                    await asyncio.sleep(0.005)
                    writer.write(piece)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.left.set()


def chunked(*pieces: bytes) -> bytes:
    body = b"".join(pieces)
    return b"%x\r\n%b\r\n" % (len(body), body)


@asynccontextmanager
async def running() -> AsyncIterator[Upstream]:
    upstream = Upstream()
    async with listening(upstream.talk) as port:
        upstream.url = f"http://127.0.0.1:{port}/v1"
        yield upstream


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Nothing is let go of that something refers to, though it be itself alone."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def returned(client: AsyncClient) -> None:
    async for _ in client.stream("one", "Hi"):
        return


async def broken_off(client: AsyncClient) -> None:
    stream = client.stream("one", "Hi")
    async for _ in stream.text():
        break


async def cancelled(client: AsyncClient) -> None:
    begun = asyncio.Event()

    async def held() -> None:
        stream = client.stream("one", "Hi")
        await anext(stream)
        begun.set()
        await asyncio.sleep(60)

    task = asyncio.create_task(held())
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("leave", [returned, broken_off, cancelled])
def test_a_stream_that_nobody_holds_any_more_is_left(leave: type) -> None:
    async def run() -> None:
        async with running() as upstream, AsyncClient(Shelf(), credentials=upstream.credentials) as client:
            await leave(client)
            await asyncio.wait_for(upstream.left.wait(), 5)

    asyncio.run(run())


@pytest.mark.usefixtures("no_collector")
def test_so_it_is_where_nobody_waits_in_an_event_loop():
    def read(client: Client) -> None:
        for word in client.stream("one", "Hi").text():
            assert word == "Hel"
            break

    async def run() -> None:
        async with running() as upstream:
            client = Client(Shelf(), credentials=upstream.credentials)
            try:
                await asyncio.to_thread(read, client)
                await asyncio.wait_for(upstream.left.wait(), 5)
            finally:
                await asyncio.to_thread(client.close)

    asyncio.run(run())


def test_a_stream_that_ends_a_moment_after_its_last_word_keeps_its_connection():
    async def read(stream: CompletionStream) -> str:
        async with stream:
            return "".join([word async for word in stream.text()])

    async def run() -> None:
        async with running() as upstream, AsyncClient(Shelf(), credentials=upstream.credentials) as client:
            upstream.tail = [chunked(*END), b"0\r\n\r\n"]
            assert [await read(client.stream("one", "Hi")) for _ in range(4)] == ["Hello"] * 4
            assert upstream.connections == 1

    asyncio.run(run())
