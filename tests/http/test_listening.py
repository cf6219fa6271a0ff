"""The server that the others are made of leaves nothing open, whenever it ends."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import warnings
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import pytest
from tests.http.certificate import certificate_for
from tests.http.listening import listening

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.http.listening import Talk


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(certificate_for("127.0.0.1"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(65_536):
        writer.write(piece)


def left_open(run: Coroutine[None, None, None]) -> list[str]:
    """What is found unclosed after an event loop of its own has ended."""
    gc.collect()
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        asyncio.run(run)
        gc.collect()
    return [str(warning.message) for warning in found]


async def visited(turns: int, tls: ssl.SSLContext | None) -> None:
    """Some come while the event loop is busy, and the server ends so many of its turns after."""
    with ExitStack() as visitors:
        async with listening(echo, tls=tls) as port:
            await asyncio.sleep(0)
            for _ in range(3):
                visitors.enter_context(socket.create_connection(("127.0.0.1", port)))
            for _ in range(turns):
                await asyncio.sleep(0)


@pytest.mark.parametrize("turns", range(8))
def test_nothing_is_left_open_however_soon_it_ends_after_somebody_came(turns: int):
    assert left_open(visited(turns, None)) == []


@pytest.mark.parametrize("turns", range(8))
def test_nor_is_it_where_they_never_begin_with_encryption(turns: int, tls: ssl.SSLContext):
    assert left_open(visited(turns, tls)) == []


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_nor_is_it_in_the_middle_of_a_talk(tls: ssl.SSLContext, is_encrypted: bool):
    trusting = ssl._create_unverified_context() if is_encrypted else None

    async def run() -> None:
        async with listening(echo, tls=tls if is_encrypted else None) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
            writer.write(b"Hi")
            assert await reader.readexactly(2) == b"Hi"
        with suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    assert left_open(run()) == []


def test_what_a_talk_has_written_arrives_whole_after_its_end():
    body = b"x" * 4_000_000

    async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(body)

    async def run() -> bytes:
        async with listening(tell) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            told = await reader.read()
            writer.close()
            await writer.wait_closed()
            return told

    assert asyncio.run(run()) == body


async def asked_once(talk: Talk) -> None:
    async with listening(talk) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def test_what_goes_wrong_in_a_talk_comes_out_at_the_end():
    async def fail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.read() == b"something"

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(asked_once(fail))

    assert [type(fault) for fault in caught.value.exceptions] == [AssertionError]


@pytest.mark.parametrize("end", [ConnectionResetError(), asyncio.IncompleteReadError(b"", 2)])
def test_a_connection_that_breaks_is_no_fault(end: Exception):
    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        raise end

    asyncio.run(asked_once(broken))
