"""Requests over real sockets: what is sent, and what is made of each answer."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply

from modeldex import __version__
from modeldex.core.errors import NetworkError
from modeldex.core.secret import Secret
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.failure import PassingError
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request, Timeouts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from modeldex.http.answer import Answer

    Send = Callable[..., Answer]

KEY = "sk-secret-0123456789"
SIGNED = {"authorization": Secret(f"Bearer {KEY}")}


def test_a_request_goes_out_as_it_is_and_says_who_asks(server: AnswerServer, send: Send):
    server.answer("/v1", Reply(json={"a": 1}, headers={"X-Odd": "1"}))

    answer = send("/v1?b=%2F&c=a%20b", method="POST", headers={**SIGNED, "accept": "x/y"}, body=b"{}")

    (seen,) = server.requests
    assert (seen.method, seen.target, seen.body) == ("POST", "/v1?b=%2F&c=a%20b", b"{}")
    assert seen.headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": f"modeldex/{__version__}",
        "accept-encoding": "gzip",
        "accept": "x/y",
        "authorization": f"Bearer {KEY}",
        "content-length": "2",
    }
    assert (answer.status, answer.body, answer.headers["x-odd"]) == (200, b'{"a": 1}', "1")
    assert answer.url == server.url("/v1?b=%2F&c=a%20b")


@pytest.mark.parametrize("status", [200, 304, 404, 429, 500, 599])
def test_any_status_is_an_answer(server: AnswerServer, send: Send, status: int):
    server.answer("/", Reply(status=status))

    assert send("/").status == status


@pytest.mark.parametrize("is_gzip", [True, False])
@pytest.mark.parametrize("is_chunked", [True, False])
def test_a_long_answer_comes_whole(server: AnswerServer, send: Send, is_gzip: bool, is_chunked: bool):
    body = bytes(range(256)) * 4_000
    server.answer("/", Reply(body=body, is_gzip=is_gzip, is_chunked=is_chunked))

    assert send("/").body == body
    assert send("/", method="HEAD").body == b""


def test_a_header_that_comes_twice_is_joined(server: AnswerServer, send: Send):
    server.answer("/", Reply(raw=b"HTTP/1.1 200 OK\r\nLink: <a>\r\nlink: <b>\r\nContent-Length: 0\r\n\r\n"))

    assert send("/").headers["link"] == "<a>, <b>"


CUT = {
    "within the stated length": Reply.of_size(100_000, cut_after=50_000),
    "shorter than stated": Reply(body=b"[1", stated_length=9, cut_after=2),
    "within its pieces": Reply.of_size(100_000, is_chunked=True, cut_after=70_000),
    "within compression": Reply.of_size(100_000, is_gzip=True, stated_length=80, cut_after=80),
    "before anything": Reply(raw=b""),
    "within its head": Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Le"),
    "at a piece without a size": Reply(
        raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n"
    ),
    "as no compression": Reply(body=b"{}", headers={"content-encoding": "gzip"}),
    "as no HTTP": Reply(raw=b"SSH-2.0-server\r\n\r\n"),
    "with a torn head": Reply(raw=b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
}


@pytest.mark.parametrize("name", CUT)
def test_an_answer_that_is_not_whole_is_an_error_that_may_pass(server: AnswerServer, send: Send, name: str):
    server.answer("/", CUT[name])

    with pytest.raises(PassingError, match=r"cut short|broken|no HTTP") as caught:
        send("/", headers=SIGNED)

    assert caught.value.status is None
    assert len(server.requests) == 1, "asked again behind the back of whoever counts"
    _keeps_the_key(caught.value)


@pytest.mark.parametrize(
    "reply",
    [
        Reply.of_size(1_001),
        Reply(body=b"", stated_length=2**40),
        Reply.of_size(1_000_000, is_chunked=True),
        Reply.of_size(1_001, is_gzip=True),
        Reply.of_size(50_000_000, is_gzip=True, is_chunked=True),
    ],
)
def test_an_answer_that_is_too_large_is_refused(server: AnswerServer, send: Send, reply: Reply):
    server.answer("/", reply)

    with pytest.raises(NetworkError, match="more than 1,000 bytes") as caught:
        send("/", most_bytes=1_000)

    assert not isinstance(caught.value, PassingError)


def test_an_answer_in_an_encoding_that_nobody_asked_for_is_refused(server: AnswerServer, send: Send):
    server.answer("/", Reply(body=b"x", headers={"content-encoding": "br"}))

    with pytest.raises(NetworkError, match="'br', which was not asked for"):
        send("/")


@pytest.mark.parametrize(
    ("reply", "timeouts", "problem"),
    [
        (Reply(delay_seconds=60), Timeouts(read=0.1), "is silent for more than 0.1 s"),
        (Reply.of_size(10_000, pause_seconds=60), Timeouts(read=0.1), "is silent for more than 0.1 s"),
    ],
)
def test_a_slow_answer_is_given_up(server: AnswerServer, send: Send, reply, timeouts, problem: str):
    server.answer("/", reply)

    with pytest.raises(PassingError, match=problem):
        send("/", timeouts=timeouts)


def test_an_answer_that_drips_in_is_given_up_for_good(server: AnswerServer, send: Send):
    server.answer("/", Reply.of_size(10_000, pause_seconds=60))

    with pytest.raises(NetworkError, match=r"is not answered whole within 0\.2 s") as caught:
        send("/", timeouts=Timeouts(total=0.2))

    assert not isinstance(caught.value, PassingError)


def test_nobody_reached_is_an_error_that_may_pass():
    with socket.socket() as taken:  # bound and not listening
        taken.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{taken.getsockname()[1]}"

        with pytest.raises(PassingError, match="is not reached") as caught:
            asyncio.run(_closing(origin))

    _keeps_the_key(caught.value)


async def _closing(url: str) -> None:
    transport = AiohttpTransport(EgressGuard([url]), environ={})
    try:
        await transport.send(Request(url=url, headers=SIGNED))
    finally:
        await transport.close()


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({"authorization": Secret(f"Bearer {KEY}\n")}, "line break"),
        ({"authorization": Secret(f"Bearer {KEY}\r\nx-other: 1")}, "line break"),
        ({"x y": Secret(KEY)}, "line break"),
        ({"Host": "models.dev"}, "not a request's to set"),
        ({"proxy-authorization": Secret(KEY)}, "not a request's to set"),
        ({"transfer-encoding": "chunked"}, "not a request's to set"),
    ],
)
def test_headers_that_would_change_what_is_asked_are_not_sent(server, send: Send, headers, problem: str):
    with pytest.raises(NetworkError, match=problem) as caught:
        send("/", headers=headers)

    assert server.connections == 0
    _keeps_the_key(caught.value)


def test_cookies_and_netrc_are_left_alone(
    server: AnswerServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "netrc").write_text("machine localhost login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.answer("/", Reply(headers={"set-cookie": "session=1; Path=/"}))
    origin = f"http://localhost:{server.port}"  # of a number no cookie is kept by anybody

    async def run() -> None:
        transport = AiohttpTransport(EgressGuard([origin]), lookup=_here)
        for _ in range(2):
            await transport.send(Request(url=f"{origin}/"))
        await transport.close()

    asyncio.run(run())

    assert (server.connections, len(server.requests)) == (1, 2)
    for seen in server.requests:
        assert not {"cookie", "authorization"} & set(seen.headers)


async def _here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def test_one_transport_serves_one_event_loop_after_the_other(server: AnswerServer):
    server.answer("/", Reply(json=1))
    transport = AiohttpTransport(EgressGuard([server.origin]), environ={})

    async def ask() -> bytes:
        answer = await transport.send(Request(url=server.url("/")))
        await transport.close()
        return answer.body

    assert asyncio.run(ask()) == asyncio.run(ask()) == b"1"


def test_few_connections_are_made_to_one_host_whatever_is_asked(server: AnswerServer):
    server.answer("/", lambda seen: Reply(json=seen.query["n"], delay_seconds=0.01))

    async def run() -> list[bytes]:
        transport = AiohttpTransport(EgressGuard([server.origin]), environ={})
        asked = (transport.send(Request(url=server.url(f"/?n={n}"))) for n in range(40))
        answers = await asyncio.gather(*asked)
        await transport.close()
        return [answer.body for answer in answers]

    assert asyncio.run(run()) == [b'"%d"' % n for n in range(40)]
    assert server.connections <= 8


def test_one_who_no_longer_waits_is_cancelled(server: AnswerServer):
    server.answer("/", Reply(delay_seconds=60))

    async def run() -> None:
        transport = AiohttpTransport(EgressGuard([server.origin]), environ={})
        task = asyncio.create_task(transport.send(Request(url=server.url("/"))))
        while not server.requests:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await transport.close()

    asyncio.run(run())


def test_without_the_library_the_error_says_what_to_install():
    script = "import sys; sys.modules['aiohttp'] = None; import modeldex.http.aiohttp_transport"

    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )

    assert "pip install 'modeldex[sync]'" in ran.stderr


def _keeps_the_key(error: BaseException | None) -> None:
    """An error and all that it refers to say no word of the key."""
    while error is not None:
        assert KEY not in f"{error!r} {error} {vars(error)}"
        error = error.__cause__ or error.__context__
