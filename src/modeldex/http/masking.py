"""Good answers without the key that they were asked for with, should the server repeat it.

Texts that people read go through `redaction`, which looks for more; an answer may have tens of
megabytes, and means what it says: here nothing is taken for a key that was not sent.
"""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from modeldex.http.redaction import MASK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.secret import Secret
    from modeldex.http.answer import Answer
    from modeldex.http.request import Request

_SHORTEST = 16
"""Shorter keys are made up for servers of one's own, such as `ollama`, and are words of good answers."""
_NAMES = ("x-amz-", "signed")
"""Words within a signature that are no secret."""


def masked(answer: Answer, request: Request) -> Answer:
    """The answer with `***` for what must not be shown of the request; the same one where it holds none."""
    spelt = _spellings(request.secrets)
    body = _without(answer.body, spelt)
    headers = {name: _without_text(value, spelt) for name, value in answer.headers.items()}
    if body == answer.body and headers == answer.headers:
        return answer
    return replace(answer, body=body, headers=headers)


def masked_headers(headers: Mapping[str, str], request: Request) -> Mapping[str, str]:
    """The headers of an answer with `***` for what must not be shown of the request."""
    spelt = _spellings(request.secrets)
    return {name: _without_text(value, spelt) for name, value in headers.items()}


def _without(data: bytes, spelt: list[bytes]) -> bytes:
    for spelling in spelt:
        if spelling in data:
            data = data.replace(spelling, MASK.encode())
    return data


def _without_text(text: str, spelt: list[bytes]) -> str:
    return _without(text.encode("utf-8", "surrogateescape"), spelt).decode("utf-8", "surrogateescape")


def _spellings(secrets: set[Secret]) -> list[bytes]:
    """How the secrets may stand in an answer, the longest first: plain, in JSON, in a URL, in base64."""
    found: set[bytes] = set()
    for secret in secrets:
        text = secret.reveal()
        if len(text) < _SHORTEST or text.lower().startswith(_NAMES):
            continue
        data, quoted = text.encode("utf-8", "surrogatepass"), quote(text, safe="", errors="surrogatepass")
        escaped = json.dumps(text)[1:-1]
        found |= {data, quoted.encode(), escaped.encode(), escaped.replace("/", "\\/").encode()}
        found |= {b64encode(data).rstrip(b"="), urlsafe_b64encode(data).rstrip(b"=")}
    return sorted(found, key=len, reverse=True)
