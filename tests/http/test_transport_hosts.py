"""That a request and its keys reach the host that was asked, and no other."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply

from modeldex.core.errors import EgressError, NetworkError
from modeldex.core.secret import Secret
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.failure import PassingError
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.http.answer import Answer

    Send = Callable[..., Answer]

KEY = "sk-secret-0123456789"
SIGNED = {"authorization": Secret(f"Bearer {KEY}")}


class Names:
    """A name service that says what it is told, and counts."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append((host, port))
        if not self._answers:
            raise OSError("no such host")
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def sent(url: str, *, allowed: tuple[str, ...] = (), names: Names | None = None, **environ: str) -> Answer:
    async def run() -> Answer:
        transport = AiohttpTransport(EgressGuard(allowed), lookup=names, environ=environ)
        try:
            return await transport.send(Request(url=url, headers=SIGNED))
        finally:
            await transport.close()

    return asyncio.run(run())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_one_origin_is_followed(server: AnswerServer, send: Send, status: int):
    server.answer("/a/b", Reply.redirect("../c?d=1#e", status))
    server.answer("/c", Reply.redirect(server.url("/f"), status))
    server.answer("/f", Reply(json=1))

    answer = send("/a/b", headers=SIGNED)

    assert (answer.body, answer.url) == (b"1", server.url("/f"))
    assert [seen.target for seen in server.requests] == ["/a/b", "/c?d=1", "/f"]
    assert {seen.headers["authorization"] for seen in server.requests} == {f"Bearer {KEY}"}


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/", "//127.0.0.1:{port}/x", "http://localhost:{port}/"]
)
def test_a_redirect_to_another_origin_reaches_nobody(server: AnswerServer, target: str):
    with AnswerServer() as other:
        server.answer("/", Reply.redirect(target.format(port=other.port)))

        with pytest.raises(EgressError) as caught:
            sent(server.url("/"), allowed=(server.origin, other.origin))

        assert other.connections == 0
    assert "127.0.0.1" in str(caught.value)


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "https://127.0.0.1:{port}/", "http://169.254.169.254/", "http://me:pw@127.0.0.1:{port}/",
     "https://models.dev/", "http://[", "http://127.0.0.1:{port}\\@models.dev/", "http://127.1:{port}/"],
)  # fmt: skip
def test_a_redirect_to_somewhere_odd_is_refused(server: AnswerServer, send: Send, target: str):
    server.answer("/", Reply.redirect(target.format(port=server.port)))

    with pytest.raises(EgressError) as caught:
        send("/", headers=SIGNED)

    assert len(server.requests) == 1
    assert KEY not in str(caught.value)
    assert "pw" not in str(caught.value)


def test_redirects_end_somewhere(server: AnswerServer, send: Send):
    server.answer("/", Reply.redirect("/"))

    with pytest.raises(NetworkError, match="redirects more than 5 times"):
        send("/")

    assert len(server.requests) == 6


def test_what_is_posted_is_not_sent_on(server: AnswerServer, send: Send):
    server.answer("/", Reply.redirect("/b?token=abcdefgh", 307))

    with pytest.raises(NetworkError, match="redirects a POST") as caught:
        send("/", method="POST", body=b"{}")

    assert len(server.requests) == 1
    assert "abcdefgh" not in str(caught.value)


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], ["169.254.169.254"]]
)
def test_a_public_name_leads_to_no_private_address(found: list[str]):
    names = Names(found)

    with pytest.raises(EgressError):
        sent("https://models.dev/", names=names)

    assert names.asked == [("models.dev", 443)]


def test_a_connection_goes_to_the_address_that_was_checked(server: AnswerServer):
    server.answer("/", Reply(json=1))
    origin = f"http://models.lan:{server.port}"
    names = Names(["127.0.0.1"], ["169.254.169.254"])

    answer = sent(f"{origin}/", allowed=(origin,), names=names)

    assert answer.body == b"1"
    assert names.asked == [("models.lan", server.port)]
    assert server.requests[0].headers["host"] == f"models.lan:{server.port}"


def test_a_name_without_an_address_is_an_error_that_may_pass():
    with pytest.raises(PassingError, match="its host has no address"):
        sent("https://models.dev/", names=Names())


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/", "https://127.0.0.1/", "http://localhost:{port}/", "https://[::1]/"]
)
def test_nothing_at_home_is_asked_unless_it_is_allowed(server: AnswerServer, url: str):
    with pytest.raises(EgressError):
        sent(url.format(port=server.port))

    assert server.connections == 0


def test_a_proxy_of_the_environment_is_asked_to_ask(server: AnswerServer):
    server.answer("/v1", Reply(json=1))

    answer = sent("http://models.lan:80/v1", allowed=("http://models.lan",), http_proxy=server.origin)

    assert answer.body == b"1"
    assert server.requests[0].target in {"http://models.lan/v1", "http://models.lan:80/v1"}


def test_a_proxy_is_told_who_asks_and_no_server_is(server: AnswerServer):
    server.answer("/v1", Reply(status=502))
    proxy = f"http://me:p%40ss@127.0.0.1:{server.port}"

    sent("http://models.lan/v1", allowed=("http://models.lan",), HTTP_PROXY=proxy)

    written = server.requests[0].headers["proxy-authorization"]
    assert b64decode(written.removeprefix("Basic ")) == b"me:p@ss"


@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:1080", "http://", "http://127.0.0.1:none", "http://a b:1"]
)
def test_a_proxy_of_another_kind_is_told(proxy: str):
    with pytest.raises(NetworkError, match=r"HTTPS_PROXY must name a proxy like http://.*withheld"):
        sent("https://models.dev/", HTTPS_PROXY=proxy)


def test_a_proxy_is_asked_for_no_address_that_the_guard_refuses(server: AnswerServer):
    for url in ("http://169.254.169.254/", "https://metadata.google.internal/", "https://10.0.0.1/"):
        with pytest.raises(EgressError):
            sent(url, HTTP_PROXY=server.origin, HTTPS_PROXY=server.origin)

    assert server.connections == 0


def test_a_proxy_that_lets_nobody_through_is_named(server: AnswerServer):
    with pytest.raises(NetworkError, match="by the proxy, which answers 404") as caught:
        sent("https://models.dev/", names=Names(["8.8.8.8"]), HTTPS_PROXY=server.origin)

    assert caught.value.status is None
    assert KEY not in str(server.requests)


def test_a_proxy_that_is_not_there_is_named():
    with pytest.raises(PassingError, match="the proxy of the environment does not answer"):
        sent("https://models.dev/", allowed=("https://models.dev",), HTTPS_PROXY="http://127.0.0.1:1")
