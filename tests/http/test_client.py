"""What a client makes of good, bad and busy servers."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.http.server import AnswerServer, Reply

from modeldex.core.errors import EgressError, NetworkError
from modeldex.core.secret import Secret
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.answer import CACHE, NETWORK, REVALIDATED, Answer
from modeldex.http.cache import AnswerCache
from modeldex.http.client import HttpClient
from modeldex.http.guard import EgressGuard
from modeldex.http.pace import Pace
from modeldex.http.request import Request, Timeouts
from modeldex.http.retry import RetryPolicy

if TYPE_CHECKING:
    from pathlib import Path

KEY = "sk-secret-0123456789"
SIGNED = {"authorization": Secret(f"Bearer {KEY}")}


class Asking:
    """A client of one server, whose waits are noted and not waited."""

    def __init__(self, server: AnswerServer, *, cache: AnswerCache | None = None, pace: Pace | None = None):
        self.server, self.cache, self.pace = server, cache, pace
        self.waits: list[float] = []

    async def _note(self, seconds: float) -> None:
        self.waits.append(seconds)

    def __call__(self, path: str, **more: Any) -> Answer:
        async def run() -> Answer:
            transport = AiohttpTransport(EgressGuard([self.server.origin]), environ={})
            retry = RetryPolicy(first_seconds=1.0, chance=lambda: 0.5, sleep=self._note)
            async with HttpClient(transport, retry=retry, pace=self.pace, cache=self.cache) as client:
                return await client.send(Request(url=self.server.url(path), headers=SIGNED, **more))

        return asyncio.run(run())


def test_a_busy_server_is_asked_again_when_it_says(server: AnswerServer):
    ask = Asking(server)
    server.answer("/", Reply(status=429, headers={"retry-after": "7"}), Reply(status=503), Reply(json=1))

    assert ask("/").body == b"1"
    assert ask.waits == [7.5, 1.0]
    assert len(server.requests) == 3


def test_a_server_that_wants_a_long_rest_is_left_alone_and_the_error_says_so(server: AnswerServer):
    ask = Asking(server)
    server.answer("/", Reply(status=429, headers={"retry-after": "3600"}))

    with pytest.raises(NetworkError, match="left alone for 3600 s") as caught:
        ask("/")

    assert (caught.value.status, caught.value.retry_after_seconds) == (429, 3600.0)
    assert (ask.waits, len(server.requests)) == ([], 1)


@pytest.mark.parametrize("bad", [Reply(status=500), Reply.of_size(10_000, cut_after=5_000), Reply(raw=b"")])
def test_a_failure_of_the_moment_is_mended_by_asking_again(server: AnswerServer, bad: Reply):
    ask = Asking(server)
    server.answer("/", bad, bad, Reply(json=1))

    assert ask("/").body == b"1"
    assert ask.waits == [0.5, 1.0]


def test_a_server_that_is_silent_is_asked_again(server: AnswerServer):
    ask = Asking(server)
    server.answer("/", Reply(delay_seconds=60), Reply(json=1))

    assert ask("/", timeouts=Timeouts(read=1.0)).body == b"1"
    assert ask.waits[0] == 0.5


def test_a_failure_that_stays_is_told_after_the_last_attempt(server: AnswerServer):
    ask = Asking(server)
    server.answer("/", Reply(status=500, body=b"out of order"))

    with pytest.raises(NetworkError, match="500 Internal Server Error: out of order") as caught:
        ask("/")

    assert caught.value.status == 500
    assert (ask.waits, len(server.requests)) == ([0.5, 1.0, 2.0], 4)


@pytest.mark.parametrize(
    ("reply", "more"),
    [
        (Reply(status=401), {}),
        (Reply(status=404), {}),
        (Reply(status=409), {}),
        (Reply(status=300), {}),
        (Reply(status=500), {"method": "POST", "body": b"{}"}),
        (Reply.of_size(2_000), {"most_bytes": 1_000}),
        (Reply.redirect("http://169.254.169.254/"), {}),
    ],
)
def test_what_no_wait_mends_is_asked_once(server: AnswerServer, reply: Reply, more: Any):
    ask = Asking(server)
    server.answer("/", reply)

    with pytest.raises(NetworkError) as caught:
        ask("/", **more)

    assert (ask.waits, len(server.requests)) == ([], 1)
    assert isinstance(caught.value, EgressError) == (reply.status == 302)


def test_each_attempt_takes_a_turn_and_a_rest_holds_for_all(server: AnswerServer):
    slept: list[float] = []
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    ask = Asking(server, pace=Pace(2, clock=lambda: clock[0], sleep=sleep))
    server.answer(
        "/", Reply(status=503, headers={"retry-after-ms": "2000"}), Reply(status=500), Reply(json=1)
    )

    ask("/")

    assert slept == [2.0, 58.0]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"error": {"message": "Incorrect API key: sk-ab***yz"}}', "Incorrect API key: ***"),
        (f"you sent Bearer {KEY}".encode(), "Bad Request: you sent ***"),
        (b"one\r\n\x1b[31m two\x00\xe2\x80\xae", "one [31m two"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"x" * 70_000, "x" * 197 + "..."),
    ],
)
def test_what_a_server_says_is_shown_on_one_line_without_keys(server: AnswerServer, body: bytes, shown: str):
    server.answer("/", Reply(status=400, body=body))

    with pytest.raises(NetworkError) as caught:
        Asking(server)("/")

    assert shown in caught.value.problem
    assert caught.value.problem.isprintable()
    assert len(caught.value.problem) < 250
    assert KEY not in str(caught.value)


@given(st.binary(max_size=300), st.integers(400, 599))
def test_any_refusal_is_one_printable_line(body: bytes, status: int):
    class Refusing:
        async def send(self, request: Request) -> Answer:
            return Answer(status=status, headers={}, body=body, url=request.url, fetched_at=datetime.now(UTC))

        async def close(self) -> None:
            """Nothing is open."""

    async def run() -> None:
        async with HttpClient(Refusing(), retry=RetryPolicy(attempts=1)) as client:
            await client.send(Request(url="https://models.dev/"))

    with pytest.raises(NetworkError) as caught:
        asyncio.run(run())

    assert str(caught.value).isprintable()
    assert caught.value.status == status


def test_no_key_is_logged_and_each_attempt_is(server: AnswerServer, caplog: pytest.LogCaptureFixture):
    server.answer("/", Reply(status=503, body=KEY.encode()), Reply(raw=b""), Reply(json=1))

    with caplog.at_level(logging.DEBUG):
        Asking(server)(f"/?api_key={KEY}")

    lines = [record.getMessage() for record in caplog.records if record.name == "modeldex.http"]
    assert len(lines) == 3
    assert "attempt 1: 503, 20 bytes" in lines[0]
    assert "attempt 2: is not reached: it has closed the connection that was kept" in lines[1]
    assert KEY not in caplog.text


class TestKeeping:
    """With a cache whose clock is turned on by hand."""

    @pytest.fixture
    def ask(self, server: AnswerServer, tmp_path: Path) -> Asking:
        self.now = datetime.now(UTC) + timedelta(minutes=1)
        self.folder = tmp_path / "answers"
        return Asking(server, cache=AnswerCache(self.folder, clock=lambda: self.now))

    def test_what_is_fresh_is_not_asked_again(self, server: AnswerServer, ask: Asking):
        server.answer("/", Reply(json=1), Reply(json=2))

        answers = [ask("/"), ask("/")]

        assert [answer.body for answer in answers] == [b"1", b"1"]
        assert [answer.origin for answer in answers] == [NETWORK, CACHE]
        assert len(server.requests) == 1

    def test_what_the_server_calls_unchanged_is_given_again(self, server: AnswerServer, ask: Asking):
        server.answer("/", Reply(json=1, headers={"etag": '"1"'}))
        first = ask("/")
        self.now += timedelta(days=2)

        second = ask("/")

        assert (second.body, second.status, second.origin) == (first.body, 200, REVALIDATED)
        assert second.fetched_at > first.fetched_at
        assert server.requests[1].headers["if-none-match"] == '"1"'
        assert server.requests[1].headers["authorization"] == f"Bearer {KEY}"

    def test_what_has_changed_takes_the_place_of_the_old(self, server: AnswerServer, ask: Asking):
        server.answer("/", Reply(json=1, headers={"etag": '"1"'}), Reply(json=2, headers={"etag": '"2"'}))
        ask("/")
        self.now += timedelta(days=2)

        assert ask("/").body == b"2"
        assert len(list(self.folder.glob("*.answer"))) == 1

    def test_a_server_that_fails_leaves_what_is_kept(self, server: AnswerServer, ask: Asking):
        server.answer("/", Reply(json=1), Reply(status=500))
        ask("/")
        now, self.now = self.now, self.now + timedelta(days=2)

        with pytest.raises(NetworkError, match="500"):
            ask("/")

        self.now = now
        assert ask("/").body == b"1"

    def test_a_forced_cache_asks_whether_it_is_still_so(self, server: AnswerServer, ask: Asking):
        server.answer("/", Reply(json=1, headers={"etag": '"1"'}))
        ask("/")

        forced = Asking(server, cache=AnswerCache(self.folder, is_forced=True))

        assert forced("/").origin == REVALIDATED
        assert len(server.requests) == 2

    def test_a_refusal_is_not_kept(self, server: AnswerServer, ask: Asking):
        server.answer("/", Reply(status=404), Reply(json=1))

        with pytest.raises(NetworkError, match="404 Not Found"):
            ask("/")

        assert ask("/").body == b"1"

    def test_what_turned_out_to_be_of_no_use_is_asked_anew(self, server: AnswerServer, ask: Asking):
        server.answer("/", Reply(body=b"<html>log in first</html>"), Reply(json=1))
        ask("/")
        client = HttpClient(AiohttpTransport(EgressGuard()), cache=ask.cache)

        client.forget(Request(url=server.url("/"), headers=SIGNED))

        assert ask("/").body == b"1"
