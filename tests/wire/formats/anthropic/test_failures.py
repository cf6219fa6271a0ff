import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex.wire.failure import STATUSES, Failure
from modeldex.wire.formats.anthropic import FORMAT


def envelope(kind: str, message: str = "No.", **more: Any) -> bytes:
    error = {"type": kind, "message": message, **more}
    return json.dumps({"type": "error", "error": error, "request_id": "req_1"}).encode()


@pytest.mark.parametrize(
    ("status", "word", "kind"),
    [
        (400, "invalid_request_error", "invalid_request"), (401, "authentication_error", "authentication"),
        (402, "billing_error", "billing"), (403, "permission_error", "permission"),
        (404, "not_found_error", "not_found"), (409, "conflict_error", "conflict"),
        (413, "request_too_large", "too_large"), (429, "rate_limit_error", "rate_limit"),
        (500, "api_error", "server"), (503, "api_error", "unavailable"), (504, "timeout_error", "timeout"),
        (529, "overloaded_error", "overloaded"), (418, "tea_error", "invalid_request"),
        (599, "odd_error", "server"),
    ],
)  # fmt: skip
def test_every_type_is_read_and_comes_back(status: int, word: str, kind: str):
    sent = envelope(word)

    failure = FORMAT.read_failure(status, sent, {})

    assert (failure.kind, failure.type, failure.status) == (kind, word, status)
    assert (failure.message, failure.request_id) == ("No.", "req_1")
    assert FORMAT.write_failure(failure) == (status, json.loads(sent))


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "prompt is too long: 210000 tokens > 200000 maximum", "context_length"),
        (400, "input length and `max_tokens` exceed context limit: 1 + 2 > 2", "context_length"),
        (400, "Your credit balance is too low to access the Anthropic API.", "billing"),
        (400, "You have reached your specified API usage limits.", "quota"),
        (400, "Output blocked by content filtering policy", "content_policy"),
        (429, "This request would exceed your rate limit", "rate_limit"),
    ],
)
def test_kinds_without_a_type_are_known_by_their_words(status: int, message: str, kind: str):
    word = "rate_limit_error" if status == 429 else "invalid_request_error"

    assert FORMAT.read_failure(status, envelope(word, message), {}).kind == kind


@pytest.mark.parametrize("code", ["enforced_spend_limit_reached", "contract_spend_limit_reached"])
def test_a_spent_limit_is_no_limit_of_rate(code: str):
    failure = FORMAT.read_failure(429, envelope("rate_limit_error", details={"error_code": code}), {})

    assert (failure.kind, failure.code) == ("quota", code)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "status 502 without a word"),
        (b"<html><body>Bad gateway</body></html>", "status 502 without a word"),
        (b"upstream\x1b[31m down\n", "upstream [31m down"),
        (b'{"error": "gone"}', "gone"),
        (b'{"message": "gone"}', "gone"),
        (b'{"detail": "gone"}', "gone"),
        (b'{"error": {"message": "gone", "type": "server_error", "code": "x"}}', "gone"),
        (b'{"error": {"message": 7, "type": []}}', "status 502 without a word"),
        (b'"gone"', "gone"),
        (b"[1]", "status 502 without a word"),
        (b"\xff\xfe", "\ufffd\ufffd"),
    ],
)
def test_whatever_comes_instead_of_an_envelope_is_read(body: bytes, message: str):
    failure = FORMAT.read_failure(502, body, {"x-request-id": "r-1"})

    assert (failure.kind, failure.message, failure.request_id) == ("unavailable", message, "r-1")


@given(st.binary(), st.integers(100, 599))
@settings(deadline=None)
def test_no_body_is_beyond_reading(body: bytes, status: int):
    assert FORMAT.read_failure(status, body, {}).kind in STATUSES


@pytest.mark.parametrize("kind", STATUSES)
def test_every_kind_has_an_envelope(kind: str):
    status, body = FORMAT.write_failure(
        Failure(kind=kind, message="No.", request_id="r", format="openai_chat")
    )

    assert status == STATUSES[kind]
    assert (body["type"], body["request_id"]) == ("error", "r")
    again = FORMAT.read_failure(status, json.dumps(body).encode(), {}).kind
    assert again == ({"content_policy": "invalid_request", "cut": "server"}.get(kind, kind))


def test_a_prompt_that_is_too_long_is_told_in_the_words_that_clients_know():
    _, body = FORMAT.write_failure(Failure(kind="context_length", message="131072 tokens at most"))

    assert body["error"]["message"] == "prompt is too long: 131072 tokens at most"
