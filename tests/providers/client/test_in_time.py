"""What the time for a call covers, and what it does not hold up."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply
from tests.providers.client.acme import Shelf, acme, said

from modeldex.http.failure import OverdueError
from modeldex.providers.client.async_client import AsyncClient
from modeldex.providers.client.timeouts import CallTimeouts
from modeldex.providers.configured import Configured
from modeldex.providers.credentials import Credentials
from modeldex.wire.content import Image
from modeldex.wire.request import ChatRequest, Message

if TYPE_CHECKING:
    from tests.providers.client.conftest import Asking

CHAT = "/v1/chat/completions"


@dataclass(frozen=True)
class Command:
    """A secret that a command writes, as a configuration refers to it."""

    value: str
    kind: str = "command"


@pytest.mark.parametrize("is_stream", [False, True])
def test_the_time_for_the_whole_covers_the_media(server: AnswerServer, asking: Asking, is_stream: bool):
    server.answer("/a.png", Reply(delay_seconds=30))
    shelf = Shelf(acme(wire_formats={"ollama": "/v1"}))
    request = ChatRequest(
        model="one", messages=(Message(role="user", parts=(Image(url=server.url("/a.png")),)),)
    )
    times = CallTimeouts(total=0.2)

    async def ask(client: AsyncClient) -> None:
        if is_stream:
            await anext(client.stream("one", request, timeouts=times))
        else:
            await client.complete("one", request, timeouts=times)

    with pytest.raises(OverdueError, match=r"one: is not answered within 0\.2 s"):
        asking(ask, shelf, allow_origins=[server.origin])


def test_a_command_that_takes_its_time_holds_up_nobody_else(server: AnswerServer):
    server.answer(CHAT, Reply(json=said()))
    code = "import time; time.sleep(0.5); print('sk-acme-slow-0123456789')"
    configured = Configured(references={"acme": {"api_key": Command(value=f'{sys.executable} -c "{code}"')}})
    credentials = Credentials({"ACME_BASE_URL": server.url("/v1")}, keyring=False, configured=configured)

    async def run() -> int:
        turns = 0
        async with AsyncClient(Shelf(), credentials=credentials, environ={}) as client:
            call = asyncio.create_task(client.complete("one", "Hi"))
            while not call.done():
                await asyncio.sleep(0.01)
                turns += 1
            assert (await call).text == "Hello"
        return turns

    assert asyncio.run(run()) >= 5
    assert server.requests[0].headers["authorization"] == "Bearer sk-acme-slow-0123456789"
