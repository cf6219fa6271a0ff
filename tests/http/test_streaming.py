"""Answers that are read as they come in: when they begin, how they end, and what leaves."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.listening import listening
from tests.http.server import AnswerServer, Reply

from modeldex.core.errors import EgressError, NetworkError
from modeldex.core.secret import Secret
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.failure import AnsweredError, OverdueError, PassingError, SilentError, UnreachedError
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request, Timeouts
from modeldex.http.retry import RetryPolicy
from modeldex.http.stream_client import StreamClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

KEY = "sk-secret-0123456789"
SIGNED = {"authorization": Secret(f"Bearer {KEY}")}


def read(server: AnswerServer, path: str, attempts: int = 3, **more: Any) -> tuple[int, list[bytes]]:
    """How often a path was asked, and the pieces of the answer."""

    async def run() -> tuple[int, list[bytes]]:
        transport = AiohttpTransport(EgressGuard([server.origin]), environ={})
        retry = RetryPolicy(attempts=attempts, chance=lambda: 0.0)
        async with (
            StreamClient(transport, retry=retry) as client,
            await client.open(Request(url=server.url(path), headers=SIGNED, **more)) as answer,
        ):
            return answer.attempts, [piece async for piece in answer.pieces()]

    return asyncio.run(run())


@asynccontextmanager
async def dribbling(*pieces: bytes) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """A server that sends pieces and then nothing; its origin, and whether the other side has left."""
    has_left = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
        await writer.drain()
        with suppress(ConnectionError):
            assert await reader.read() == b""
        has_left.set()

    async with listening(talk) as port:
        yield f"http://127.0.0.1:{port}", has_left


HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("is_gzip", [True, False])
@pytest.mark.parametrize("is_chunked", [True, False])
def test_an_answer_comes_whole_in_pieces(server: AnswerServer, is_gzip: bool, is_chunked: bool):
    body = bytes(range(256)) * 4_000
    server.answer("/", Reply(body=body, is_gzip=is_gzip, is_chunked=is_chunked))

    attempts, pieces = read(server, "/")

    assert (attempts, b"".join(pieces)) == (1, body)


def test_a_piece_is_there_before_the_rest():
    async def run() -> bytes:
        async with dribbling(HEAD, b"5\r\nfirst\r\n") as (origin, has_left):
            transport = AiohttpTransport(EgressGuard([origin]), environ={})
            answer = await transport.open(Request(url=origin + "/"))
            piece = await anext(answer.pieces())
            assert not has_left.is_set()
            await answer.close()
            await asyncio.wait_for(has_left.wait(), 5)
            await transport.close()
            return piece

    assert asyncio.run(run()) == b"first"


def test_compressed_pieces_come_as_they_are_flushed():
    class Sink:
        data = b""

        def write(self, data: bytes) -> int:
            self.data += data
            return len(data)

        def flush(self) -> None:
            """Nothing is held."""

    sink = Sink()
    packed = gzip.GzipFile(fileobj=sink, mode="wb")
    packed.write(b"first")
    packed.flush()
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    flushed = sink.data
    packed.close()

    async def run() -> bytes:
        async with dribbling(head, flushed) as (origin, has_left):
            transport = AiohttpTransport(EgressGuard([origin]), environ={})
            async with await transport.open(Request(url=origin + "/")) as answer:
                piece = await anext(answer.pieces())
            await asyncio.wait_for(has_left.wait(), 5)
            await transport.close()
            return piece

    assert asyncio.run(run()) == b"first"


LATE: dict[str, tuple[tuple[bytes, ...], Timeouts, type[NetworkError], str]] = {
    "no head": ((), Timeouts(first=0.1, read=30), SilentError, r"says nothing within 0\.1 s"),
    "no first piece": ((HEAD,), Timeouts(first=0.1, read=30), SilentError, r"says nothing within 0\.1 s"),
    "no head, of the usual patience": ((), Timeouts(read=0.1), SilentError, r"silent for more than 0\.1 s"),
    "no second piece": (
        (HEAD, b"1\r\na\r\n"), Timeouts(first=30, read=0.1), SilentError, r"silent for more than 0\.1 s",
    ),
    "no end": ((HEAD, b"1\r\na\r\n"), Timeouts(total=0.1), OverdueError, r"not answered whole within 0\.1 s"),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "timeouts", "kind", "told"), LATE.values(), ids=LATE)
def test_what_is_late_is_told_by_what_was_waited_for(
    sent: tuple[bytes, ...], timeouts: Timeouts, kind: type[NetworkError], told: str
):
    async def run() -> None:
        async with dribbling(*sent) as (origin, has_left):
            transport = AiohttpTransport(EgressGuard([origin]), environ={})
            try:
                async with await transport.open(Request(url=origin + "/", timeouts=timeouts)) as answer:
                    async for _ in answer.pieces():
                        pass
            finally:
                await asyncio.wait_for(has_left.wait(), 5)
                await transport.close()

    with pytest.raises(kind, match=told):
        asyncio.run(run())


CUT = {
    "within the stated length": Reply.of_size(100_000, cut_after=50_000),
    "within its pieces": Reply.of_size(100_000, is_chunked=True, cut_after=70_000),
    "within compression": Reply.of_size(100_000, is_gzip=True, stated_length=80, cut_after=80),
}


@pytest.mark.parametrize("reply", CUT.values(), ids=CUT)
def test_an_answer_that_is_cut_once_it_has_begun_is_not_asked_for_again(server: AnswerServer, reply: Reply):
    server.answer("/", reply)

    with pytest.raises(PassingError, match="cut short"):
        read(server, "/")

    assert len(server.requests) == 1


def test_a_good_beginning_is_asked_for_as_often_as_it_takes(server: AnswerServer):
    server.answer("/", Reply(status=503), Reply(raw=b""), Reply(body=b"a"))

    assert read(server, "/") == (3, [b"a"])


def test_a_bad_status_is_an_error_that_has_the_answer_at_hand(server: AnswerServer):
    told = {"error": {"message": f"who is {KEY}?"}}
    server.answer("/", Reply(status=401, json=told, headers={"x-request-id": "r1"}))

    with pytest.raises(AnsweredError) as caught:
        read(server, "/")

    answer = caught.value.answer
    assert (answer.status, answer.headers["x-request-id"]) == (401, "r1")
    assert answer.body == b'{"error": {"message": "who is ***?"}}'
    assert KEY not in str(caught.value)


def test_of_a_long_refusal_the_beginning_is_kept(server: AnswerServer):
    server.answer("/", Reply(status=400, body=b"x" * 2_000_000))

    with pytest.raises(AnsweredError) as caught:
        read(server, "/")

    assert len(caught.value.answer.body) == 256 * 1024


def test_more_than_was_allowed_is_not_read(server: AnswerServer):
    server.answer("/", Reply.of_size(5_000, is_chunked=True, is_gzip=True))

    with pytest.raises(NetworkError, match="more than 100 bytes"):
        read(server, "/", most_bytes=100)


def test_an_encoding_that_was_not_asked_for_is_refused(server: AnswerServer):
    server.answer("/", Reply(body=b"{}", headers={"content-encoding": "br"}))

    with pytest.raises(NetworkError, match="which was not asked for"):
        read(server, "/")


def test_what_is_posted_is_not_sent_on_for_a_stream_either(server: AnswerServer):
    server.answer("/", Reply.redirect("/b", 307))

    with pytest.raises(NetworkError, match="redirects a POST"):
        read(server, "/", method="POST", body=b"{}")

    assert len(server.requests) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "https://169.254.169.254/"])
def test_a_stream_is_guarded_like_any_request(server: AnswerServer, url: str):
    async def run() -> None:
        transport = AiohttpTransport(EgressGuard(), environ={})
        await transport.open(Request(url=url.format(port=server.port)))

    with pytest.raises(EgressError):
        asyncio.run(run())

    assert server.connections == 0


def test_a_good_answer_is_given_as_it_came_and_its_headers_without_the_key(server: AnswerServer):
    body = f"a {KEY} b".encode()
    server.answer("/", Reply(body=body, headers={"x-echo": KEY}))

    async def run() -> tuple[bytes, str, bytes, str]:
        request = Request(url=server.url("/"), headers=SIGNED)
        async with StreamClient(AiohttpTransport(EgressGuard([server.origin]), environ={})) as client:
            whole = await client.send(request)
            async with await client.open(request) as answer:
                pieces = b"".join([piece async for piece in answer.pieces()])
                return whole.body, whole.headers["x-echo"], pieces, answer.headers["x-echo"]

    assert asyncio.run(run()) == (body, "***", body, "***")


def test_nobody_there_is_told_apart(unused: Callable[[], str]):
    async def run() -> None:
        origin = unused()
        transport = AiohttpTransport(EgressGuard([origin]), environ={})
        try:
            await transport.open(Request(url=origin + "/"))
        finally:
            await transport.close()

    with pytest.raises(UnreachedError):
        asyncio.run(run())
