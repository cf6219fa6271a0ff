"""A server, and what asks it."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer

from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modeldex.http.answer import Answer


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        yield running


@pytest.fixture
def send(server: AnswerServer) -> Callable[..., Answer]:
    """Sends one request to a path of the server, by the transport alone."""

    def sent(path: str, **more: Any) -> Answer:
        async def run() -> Answer:
            transport = AiohttpTransport(EgressGuard([server.origin]), environ={})
            try:
                return await transport.send(Request(url=server.url(path), **more))
            finally:
                await transport.close()

        return asyncio.run(run())

    return sent


@pytest.fixture
def unused() -> Callable[[], str]:
    """Gives an origin at which nobody listens."""

    def origin() -> str:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            return f"http://127.0.0.1:{taken.getsockname()[1]}"

    return origin
