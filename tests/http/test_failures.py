"""What an error of the network tells: whether anybody was there, and never what was sent."""

from __future__ import annotations

import asyncio
import socket
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply

from modeldex.core.errors import NetworkError
from modeldex.core.secret import Secret
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.client import HttpClient
from modeldex.http.failure import PassingError, UnreachedError
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request
from modeldex.http.retry import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "sk-secret-0123456789"
SIGNED = {"authorization": Secret(f"Bearer {KEY}")}


def failed(url: str, environ: Mapping[str, str] | None = None, **more: Any) -> NetworkError:
    """How a request fails that is sent once."""

    async def run() -> None:
        transport = AiohttpTransport(EgressGuard([url.partition("/x")[0]]), environ=environ or {})
        async with HttpClient(transport, retry=RetryPolicy(attempts=1)) as client:
            await client.send(Request(url=url, **{"headers": SIGNED, **more}))

    with pytest.raises(NetworkError) as caught:
        asyncio.run(run())
    return caught.value


def shown(error: BaseException | None) -> str:
    """What a traceback tells: of an error, of all that it refers to, and of each frame but those here."""
    told = []
    while error is not None:
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        told += [repr(frame.f_locals) for frame in frames if frame.f_code.co_filename != __file__]
        told += [repr(error), repr(vars(error))]
        error = error.__cause__ or error.__context__
    assert len(told) > 3, "there is a frame to be seen"
    return "".join(told)


@pytest.fixture
def nobody() -> str:
    """An origin at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_nobody_listening_is_told_apart(nobody: str) -> None:
    assert isinstance(failed(f"{nobody}/x"), UnreachedError)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(json={}, cut_after=1),
        Reply(raw=b""),
        Reply(raw=b"SSH-2.0-OpenSSH\r\n"),
        Reply(json={}, is_gzip=True, headers={"content-encoding": "br"}),
        Reply(status=500),
    ],
    ids=["cut", "closed", "no http", "encoding", "500"],
)
def test_whoever_answers_badly_is_there(server: AnswerServer, reply: Reply) -> None:
    server.answer("/x", reply)

    assert not isinstance(failed(server.url("/x")), UnreachedError)


def test_a_proxy_that_is_not_there_says_nothing_of_the_host(nobody: str) -> None:
    error = failed("https://models.dev/x", {"HTTPS_PROXY": nobody})

    assert isinstance(error, PassingError)
    assert not isinstance(error, UnreachedError)


@pytest.mark.parametrize(
    ("reply", "more"),
    [
        (Reply(json={}, cut_after=1), {}),
        (Reply(status=401), {}),
        (Reply(headers={"content-encoding": "br"}), {}),
        (Reply.of_size(5_000), {"most_bytes": 100}),
        (Reply.of_size(5_000, is_chunked=True), {"most_bytes": 100}),
        (Reply.redirect("https://elsewhere.example/"), {}),
        (Reply.redirect("/x"), {}),
        (Reply(raw=b"no HTTP\r\n\r\n"), {}),
        (Reply(json=1), {"headers": {"authorization": Secret(f"Bearer {KEY}\n")}}),
        (Reply(json=1), {"headers": SIGNED | {"host": "elsewhere.example"}}),
        (Reply(status=400), {"method": "POST", "body": KEY.encode(), "body_secrets": (Secret(KEY),)}),
    ],
    ids=[
        "cut", "401", "encoding", "size", "chunks", "redirect", "loop", "no http", "line break", "host",
        "body",
    ],
)  # fmt: skip
def test_a_traceback_with_all_that_stood_in_its_frames_shows_no_key(
    server: AnswerServer, reply: Reply, more: dict[str, Any]
) -> None:
    server.answer("/x", reply)
    assert KEY not in shown(failed(server.url("/x"), **more))


def test_a_traceback_shows_neither_the_key_nor_the_password_of_a_proxy(nobody: str) -> None:
    environ = {"HTTPS_PROXY": f"ftp://me:{KEY}@proxy.example.com"}

    assert KEY not in shown(failed(f"{nobody}/x"))
    assert KEY not in shown(failed("https://models.dev/x", environ))


def test_a_kept_connection_that_is_closed_at_once_reached_nobody(server: AnswerServer) -> None:
    body = b"1"
    server.answer("/x", Reply(body=body, stated_length=1))  # it is closed after each answer

    async def run() -> set[type[NetworkError]]:
        transport = AiohttpTransport(EgressGuard([server.origin]), environ={})
        failures: set[type[NetworkError]] = set()
        for _ in range(30):
            try:
                await transport.send(Request(url=server.url("/x"), method="POST", body=b"{}"))
            except NetworkError as error:
                failures.add(type(error))
        await transport.close()
        return failures

    assert asyncio.run(run()) <= {UnreachedError}
