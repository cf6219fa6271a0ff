"""What a request waits for before anybody can answer it: a free connection, and the making of one."""

from __future__ import annotations

import asyncio

import pytest
from tests.http.server import AnswerServer, Reply

from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.failure import SilentError, UnreachedError
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request, Timeouts


def test_the_wait_for_a_free_connection_is_no_silence(server: AnswerServer):
    server.answer("/", Reply(body=b"x" * 20, pause_seconds=0.2))  # and as long before the next answer

    async def run() -> list[bytes]:
        transport = AiohttpTransport(EgressGuard([server.origin]), environ={}, per_host=1)
        request = Request(url=server.url("/"), timeouts=Timeouts(first=0.35, read=5))

        async def one() -> bytes:
            async with await transport.open(request) as answer:
                return b"".join([piece async for piece in answer.pieces()])

        try:
            return list(await asyncio.gather(one(), one(), one()))
        finally:
            await transport.close()

    assert asyncio.run(run()) == [b"x" * 20] * 3
    assert server.connections == 1


def test_silence_after_the_wait_for_a_free_connection_is_silence(server: AnswerServer):
    server.answer("/", Reply(body=b"x" * 20, pause_seconds=0.2), Reply(delay_seconds=30))

    async def run() -> None:
        transport = AiohttpTransport(EgressGuard([server.origin]), environ={}, per_host=1)
        request = Request(url=server.url("/"), timeouts=Timeouts(first=0.1, read=5))
        try:
            async with await transport.open(request) as answer:
                waiting = asyncio.create_task(transport.open(request))
                assert b"".join([piece async for piece in answer.pieces()]) == b"x" * 20
                await waiting
        finally:
            await transport.close()

    with pytest.raises(SilentError, match=r"says nothing within 0\.1 s"):
        asyncio.run(run())


def test_the_time_for_a_connection_covers_the_address_of_its_host():
    async def slowly(host: str, port: int) -> list[str]:
        await asyncio.sleep(30)
        return []

    async def run() -> None:
        transport = AiohttpTransport(EgressGuard(), environ={}, lookup=slowly)
        try:
            await transport.open(Request(url="https://models.dev/", timeouts=Timeouts(connect=0.1)))
        finally:
            await transport.close()

    with pytest.raises(UnreachedError, match=r"not reached within 0\.1 s"):
        asyncio.run(run())
