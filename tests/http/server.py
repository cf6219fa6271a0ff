"""`AnswerServer`: a server on this machine that answers as it is told, well or badly.

    with AnswerServer() as server:
        server.answer("/v1/models", Reply(json={"data": []}, headers={"etag": '"1"'}))
        server.answer("/busy", Reply(status=429, headers={"retry-after": "0"}), Reply(json={}))
        ...                                     # ask server.url("/v1/models")
        assert server.requests[0].headers["authorization"] == "Bearer key"

It runs in a thread with an event loop of its own, so that tests with and without one can use it.
"""

from __future__ import annotations

import asyncio
import gzip
import json as json_text
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.http.listening import listening

if TYPE_CHECKING:
    import ssl

_ABSENT = object()
_PIECE = 65_536


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A request that came in."""

    method: str
    target: str
    """As it stood in the first line: of a proxy it is asked with scheme and host."""
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:
        return json_text.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer, with whatever shall be wrong with it."""

    status: int = 200
    json: Any = _ABSENT
    body: bytes = b""
    """Sent where there is no `json`."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case. An `etag` among them is compared with `if-none-match`, and answered with 304."""
    delay_seconds: float = 0.0
    """Waited before the first byte."""
    pause_seconds: float = 0.0
    """Waited in the middle of the body."""
    is_gzip: bool = False
    is_chunked: bool = False
    cut_after: int | None = None
    """The connection is closed after so many bytes of the body, whatever was announced."""
    stated_length: int | None = None
    """A `content-length` other than the true one."""
    raw: bytes | None = None
    """Sent instead of everything else, and the connection closed."""

    @staticmethod
    def redirect(to: str, status: int = 302) -> Reply:
        return Reply(status=status, headers={"location": to})

    @staticmethod
    def of_size(size: int, **more: Any) -> Reply:
        return Reply(body=b"x" * size, **more)


Answering = Reply | Callable[[Seen], Reply]


class AnswerServer:
    """Listens at 127.0.0.1 while it is entered. What it is not told of is answered with 404."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Seen] = []
        """What came in, in its order."""
        self.connections = 0
        """How many connections were made."""
        self.port = 0
        self._tls = tls
        self._answers: dict[str, list[Answering]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="answer-server")
        self._ready = threading.Event()
        self._end: asyncio.Event | None = None

    @property
    def origin(self) -> str:
        """What a guard has to allow."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return self.origin + path

    def answer(self, path: str, *replies: Answering) -> None:
        """Answer a path so, one reply after the other; the last one stays.

        A query counts only where it is named.
        """
        self._answers[path] = list(replies)

    def asked(self, path: str) -> list[Seen]:
        """What came in for one path."""
        return [seen for seen in self.requests if seen.path == path]

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), "the server does not start"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._end is not None
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._end = asyncio.Event()
        async with listening(self._talk, tls=self._tls) as self.port:
            self._ready.set()
            await self._end.wait()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while (seen := await _request(reader)) is not None:
                self.requests.append(seen)
                reply = self._reply(seen)
                await asyncio.sleep(reply.delay_seconds)
                if not await _send(writer, reply, seen):
                    break
        except ValueError:  # no HTTP, as where somebody begins with encryption
            writer.write(_head(400, {"content-length": "0"}))

    def _reply(self, seen: Seen) -> Reply:
        inner = seen.target.partition("://")[2].partition("/")[2] if "://" in seen.target else seen.target[1:]
        replies = self._answers.get(f"/{inner}") or self._answers.get(seen.path)
        if not replies:
            return Reply(status=404, json={"error": {"message": f"nothing is at {seen.path}"}})
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        reply = reply if isinstance(reply, Reply) else reply(seen)
        etag = reply.headers.get("etag")
        if reply.status == 200 and etag is not None and seen.headers.get("if-none-match") == etag:
            return Reply(status=304, headers={"etag": etag})
        return reply


async def _request(reader: asyncio.StreamReader) -> Seen | None:
    begun = await reader.read(1)
    if not begun:
        return None
    if not begun.isalpha():
        raise ValueError("no HTTP")
    head = begun + await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Seen(
        method=method,
        target=target,
        path=parts.path,
        query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers=headers,
        body=body,
    )


async def _send(writer: asyncio.StreamWriter, reply: Reply, seen: Seen) -> bool:
    """Whether the connection can go on."""
    if reply.raw is not None:
        writer.write(reply.raw)
        await writer.drain()
        return False
    body = reply.body if reply.json is _ABSENT else json_text.dumps(reply.json).encode()
    headers = dict(reply.headers)
    if reply.json is not _ABSENT:
        headers.setdefault("content-type", "application/json")
    if reply.is_gzip:
        body = gzip.compress(body)
        headers.setdefault("content-encoding", "gzip")
    if reply.is_chunked:
        headers["transfer-encoding"] = "chunked"
    elif reply.status != 304:
        headers["content-length"] = str(len(body) if reply.stated_length is None else reply.stated_length)
    writer.write(_head(reply.status, headers))
    if seen.method == "HEAD" or reply.status in {204, 304}:
        await writer.drain()
        return True
    await _send_body(writer, body[: reply.cut_after], reply)
    return reply.cut_after is None and reply.stated_length is None


async def _send_body(writer: asyncio.StreamWriter, body: bytes, reply: Reply) -> None:
    middle = len(body) // 2
    parts = (body[:middle], body[middle:]) if reply.pause_seconds else (body,)
    for number, part in enumerate(parts, start=1):
        for at in range(0, len(part), _PIECE):
            piece = part[at : at + _PIECE]
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if reply.is_chunked else piece)
            await writer.drain()
        if number < len(parts):
            await asyncio.sleep(reply.pause_seconds)
    if reply.is_chunked and reply.cut_after is None:
        writer.write(b"0\r\n\r\n")
    await writer.drain()


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Odd"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
