"""`PredictableTransport`: answers requests in OpenAI's chat format, here and now.

What it answers follows from the last message alone:

- `fail 429 retry-after 1`: the error of that status, with that header if it is asked for;
- `cut after 3` anywhere: the words of the message, and the connection is lost after three of them;
- `call NAME with {"a": 1}`, as often as it stands there, where the tool is offered: these calls;
- a result of a tool: `The tool says: ...`; a schema is asked for: a value of it;
- anything else: the same words.

A token is counted for every four characters begun, and 85 for each picture, file or sound.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from modeldex.http.answer import Answer
from modeldex.http.failure import PassingError
from modeldex.http.redaction import redacted_url
from modeldex.http.streamed import StreamedAnswer
from modeldex.providers.predictable.answers import CREATED, failed, streamed, whole
from modeldex.providers.predictable.asked import Scripted, scripted
from modeldex.providers.predictable.vectors import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.http.request import Request

PROVIDER = "predictable"
"""Slug of the provider that is played here."""
MODELS = ("echo", "embed")
"""What it lists: one that talks, and one that makes vectors."""


class PredictableTransport:
    """Carries requests nowhere: the answer is worked out from the request, the same each time."""

    async def send(self, request: Request) -> Answer:
        status, headers, pieces, is_cut = _played(request)
        body = b"".join(pieces)
        if is_cut:
            raise _lost(request)
        return Answer(
            status=status, headers=headers, body=body, url=request.url, fetched_at=datetime.now(UTC)
        )

    async def open(self, request: Request) -> StreamedAnswer:
        """The answer, piece by piece."""
        status, headers, pieces, is_cut = _played(request)

        async def read() -> bytes:
            piece = next(pieces, b"")
            if not piece and is_cut:
                raise _lost(request)
            return piece

        def close() -> None:
            """Nothing is open."""

        return StreamedAnswer(status=status, headers=headers, url=request.url, read=read, close=close)

    async def close(self) -> None:
        """Nothing is open."""


def _played(request: Request) -> tuple[int, Mapping[str, str], Iterator[bytes], bool]:
    """Status, headers, pieces of the body, and whether the connection is lost after them."""
    path = urlsplit(request.url).path
    if request.method == "GET" and path.endswith("/models"):
        data = [{"id": name, "object": "model", "created": CREATED, "owned_by": PROVIDER} for name in MODELS]
        return _json(200, {"object": "list", "data": data})
    body = _body(request)
    if body is None:
        return _json(400, failed(400))
    if path.endswith("/embeddings"):
        return _json(200, embedded(body))
    if path.endswith("/chat/completions"):
        return _chat(body, scripted(body))
    return _json(404, failed(404))


def _chat(body: Mapping[str, Any], script: Scripted) -> tuple[int, Mapping[str, str], Iterator[bytes], bool]:
    if script.fails_with is not None:
        status, headers, pieces, is_cut = _json(script.fails_with, failed(script.fails_with))
        asked = {} if script.retry_after is None else {"retry-after": script.retry_after}
        return status, {**headers, **asked}, pieces, is_cut
    is_cut = script.cut_after is not None
    if body.get("stream"):
        return 200, _headers("text/event-stream"), streamed(body, script), is_cut
    status, headers, pieces, _ = _json(200, whole(body, script))
    return status, headers, pieces, is_cut


def _json(status: int, body: Any) -> tuple[int, Mapping[str, str], Iterator[bytes], bool]:
    written = json.dumps(body, separators=(",", ":")).encode()
    return status, _headers("application/json"), iter([written]), False


def _headers(kind: str) -> dict[str, str]:
    return {"content-type": kind, "x-request-id": "req_predictable"}


def _body(request: Request) -> dict[str, Any] | None:
    try:
        body = json.loads(request.body or b"")
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _lost(request: Request) -> PassingError:
    shown = redacted_url(request.url, request.secrets)
    return PassingError(shown, "is cut short: the connection ends before the answer is whole")
