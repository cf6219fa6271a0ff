"""How an answer lies in a file: a line of JSON that tells of it, and then its bytes."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from modeldex.http.answer import Answer
from modeldex.http.redaction import redacted_url

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.http.request import Request

_FORM = 1
_MOST_HEAD = 65_536
HEADERS = ("content-type", "date", "etag", "last-modified", "link", "x-total-count")
"""What is kept of the headers of an answer. Whatever else a server sends, such as cookies, is not."""


def written_answer(answer: Answer, request: Request) -> bytes:
    """The content of the file of an answer. A URL that came of a redirect is kept without its keys."""
    head = {
        "form": _FORM,
        "redirected_to": None if answer.url == request.url else redacted_url(answer.url, request.secrets),
        "headers": {name: answer.headers[name] for name in HEADERS if name in answer.headers},
        "fetched_at": answer.fetched_at.astimezone(UTC).isoformat(),
        "bytes": len(answer.body),
        "sha256": hashlib.sha256(answer.body).hexdigest(),
    }
    return json.dumps(head).encode("ascii") + b"\n" + answer.body


def read_answer(path: Path, request: Request) -> Answer | None:
    """The answer to a request out of its file.

    None where there is none, it is damaged, or larger than the request allows; OSError where it
    cannot be read.
    """
    try:
        if path.stat().st_size > request.most_bytes + _MOST_HEAD:
            return None
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    head, newline, body = content.partition(b"\n")
    try:
        told = json.loads(head)
        return _answer(told, body, request) if newline and _is_whole(told, body, request) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _is_whole(told: dict[str, Any], body: bytes, request: Request) -> bool:
    known = [told["form"], told["bytes"], told["sha256"]]
    return len(body) <= request.most_bytes and known == [_FORM, len(body), hashlib.sha256(body).hexdigest()]


def _answer(told: dict[str, Any], body: bytes, request: Request) -> Answer:
    fetched_at = datetime.fromisoformat(told["fetched_at"])
    if fetched_at.tzinfo is None:
        raise ValueError("a time without its zone")
    headers = {str(name): str(value) for name, value in told["headers"].items()}
    url = request.url if told["redirected_to"] is None else str(told["redirected_to"])
    return Answer(status=200, headers=headers, body=body, url=url, fetched_at=fetched_at)
