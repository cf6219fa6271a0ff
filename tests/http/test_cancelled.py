"""What a request shows that nobody waits for any longer, and what is not sent twice."""

from __future__ import annotations

import asyncio
import traceback

import pytest
from tests.http.server import AnswerServer, Reply
from tests.http.telling import telling

from modeldex.core.secret import Secret
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.failure import PassingError, UnreachedError
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request

KEY = "sk-secret-0123456789"


def shown(error: BaseException) -> str:
    """A traceback, with all that stood in its frames and in those of what led to it."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


@pytest.mark.parametrize("is_stream", [False, True])
def test_a_request_that_is_given_up_shows_no_key(server: AnswerServer, is_stream: bool):
    server.answer("/x", Reply(json={}, delay_seconds=30))

    async def run() -> None:
        transport = AiohttpTransport(EgressGuard([server.origin]), environ={})
        request = Request(url=server.url("/x"), headers={"authorization": Secret(f"Bearer {KEY}")})
        try:
            await asyncio.wait_for(transport.open(request) if is_stream else transport.send(request), 0.1)
        finally:
            await transport.close()

    with pytest.raises(TimeoutError) as caught:
        asyncio.run(run())

    assert "in_own_words" in shown(caught.value)
    assert KEY not in shown(caught.value)


def test_what_was_read_whole_and_is_lost_after_a_while_has_reached_somebody():
    async def run() -> None:
        async with telling(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", loses_after=0.2) as one:
            transport = AiohttpTransport(EgressGuard([one.origin]), environ={})
            request = Request(url=one.origin + "/", method="POST", body=b"{}")
            assert (await transport.send(request)).body == b"{}"
            with pytest.raises(PassingError) as caught:
                await transport.send(request)
            assert not isinstance(caught.value, UnreachedError)
            assert (one.requests, one.connections) == (2, 1)
            await transport.close()

    asyncio.run(run())
