"""What is left of a key that a server repeats in a good answer: nothing, kept or given."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.http.server import AnswerServer, Reply

from modeldex.core.errors import NetworkError
from modeldex.core.secret import Secret
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.answer import Answer
from modeldex.http.cache import AnswerCache
from modeldex.http.client import HttpClient
from modeldex.http.guard import EgressGuard
from modeldex.http.masking import masked
from modeldex.http.request import Request
from modeldex.http.retry import RetryPolicy

if TYPE_CHECKING:
    from pathlib import Path

KEY = "k/5up3r+s3cr3t=0123456789"


def request(key: str = KEY) -> Request:
    return Request(url="https://models.dev/", headers={"authorization": Secret(f"Bearer {key}")})


def answer(body: bytes, **headers: str) -> Answer:
    return Answer(
        status=200, headers=headers, body=body, url="https://models.dev/", fetched_at=datetime.now(UTC)
    )


@pytest.mark.parametrize(
    "spelling",
    [
        KEY,
        quote(KEY, safe=""),
        json.dumps(KEY)[1:-1],
        KEY.replace("/", "\\/"),
        b64encode(KEY.encode()).decode(),
    ],
)
def test_a_key_is_masked_however_it_is_spelt(spelling: str) -> None:
    made = masked(answer(f'{{"for": "{spelling}"}}'.encode(), link=f"</?k={spelling}>"), request())

    assert made.body.rstrip(b'="}') == b'{"for": "***'
    assert KEY not in str(made.headers)
    assert "***" in made.headers["link"]


@given(st.binary(max_size=300), st.text(min_size=16, max_size=40))
def test_an_answer_without_the_key_is_given_as_it_is(body: bytes, key: str) -> None:
    given_answer = answer(body)
    made = masked(given_answer, request(key))

    assert made is given_answer or key.strip().encode("utf-8", "surrogatepass") in body


@pytest.mark.parametrize("key", ["ollama", "sk-1234", "lm-studio"])
def test_a_word_that_stands_for_a_key_is_left_in_its_place(key: str) -> None:
    body = b'{"owned_by": "ollama", "id": "lm-studio/sk-1234"}'

    assert masked(answer(body), request(key)).body == body


def asked(server: AnswerServer, folder: Path, **headers: str) -> Answer:
    async def run() -> Answer:
        transport = AiohttpTransport(EgressGuard([server.origin]), environ={})
        cache, retry = AnswerCache(folder / "kept"), RetryPolicy(attempts=1)
        async with HttpClient(transport, cache=cache, retry=retry) as client:
            return await client.send(
                Request(url=server.url("/"), headers={"authorization": Secret(f"Bearer {KEY}"), **headers})
            )

    return asyncio.run(run())


def test_a_key_is_neither_given_nor_kept(server: AnswerServer, tmp_path: Path) -> None:
    server.answer("/", Reply(json={"asked_with": KEY}, headers={"etag": f'"{KEY}"'}))

    assert json.loads(asked(server, tmp_path).body) == {"asked_with": "***"}
    kept = b"".join(path.read_bytes() for path in (tmp_path / "kept").iterdir())
    assert KEY.encode() not in kept
    assert b"asked_with" in kept


@pytest.mark.parametrize(("status", "told"), [(304, "304 Not Modified"), (206, "206 Partial Content")])
def test_what_is_no_answer_to_the_question_is_refused(
    server: AnswerServer, tmp_path: Path, status: int, told: str
) -> None:
    server.answer("/", Reply(status=status, json={"data": []}))

    with pytest.raises(NetworkError, match=told) as caught:
        asked(server, tmp_path)
    assert caught.value.status == status
    assert list((tmp_path / "kept").glob("*.answer")) == []


def test_unchanged_is_an_answer_to_who_asked_for_it(server: AnswerServer, tmp_path: Path) -> None:
    server.answer("/", Reply(json={}, headers={"etag": '"1"'}))

    assert asked(server, tmp_path, **{"if-none-match": '"1"'}).status == 304
