"""Errors of the Responses format."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.wire.failure import STATUSES, Failure
from modeldex.wire.formats.openai_responses import FORMAT


def read(status: Any, error: Any, headers: Any = None) -> Any:
    body = error if isinstance(error, bytes) else json.dumps(error).encode()
    return FORMAT.read_failure(status, body, headers or {})


@pytest.mark.parametrize(
    ("status", "code", "type_", "kind"),
    [
        (400, None, "invalid_request_error", "invalid_request"),
        (400, "context_length_exceeded", "invalid_request_error", "context_length"),
        (400, "content_policy_violation", "invalid_request_error", "content_policy"),
        (400, "invalid_prompt", "invalid_request_error", "content_policy"),
        (401, "invalid_api_key", "invalid_request_error", "authentication"),
        (402, 402, None, "billing"),
        (403, "unsupported_country_region_territory", "request_forbidden", "permission"),
        (404, "model_not_found", "invalid_request_error", "not_found"),
        (409, None, None, "conflict"),
        (413, None, None, "too_large"),
        (422, None, None, "invalid_request"),
        (418, None, None, "invalid_request"),
        (429, "rate_limit_exceeded", "tokens", "rate_limit"),
        (429, None, "insufficient_quota", "quota"),
        (429, "insufficient_quota", "insufficient_quota", "quota"),
        (500, None, "server_error", "server"),
        (503, None, None, "unavailable"),
        (503, "server_is_overloaded", "service_unavailable_error", "overloaded"),
        (529, None, None, "overloaded"),
        (200, 502, None, "unavailable"),
        (200, None, "rate_limit_error", "rate_limit"),
        (None, "server_error", None, "server"),
    ],
)
def test_kinds_follow_from_code_status_and_type(status, code, type_, kind: str):
    failure = read(status, {"error": {"message": "no", "type": type_, "param": None, "code": code}})

    assert (failure.kind, failure.message, failure.status) == (kind, "no", status)


def test_all_that_the_envelope_says_is_kept():
    error = {"message": "bad", "type": "invalid_request_error", "param": "input[0]", "code": "x"}

    failure = read(400, {"error": error}, {"x-request-id": "req_1"})

    assert (failure.param, failure.code, failure.type, failure.request_id) == (
        "input[0]",
        "x",
        "invalid_request_error",
        "req_1",
    )
    assert FORMAT.write_failure(failure) == (400, {"error": error})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "HTTP status 502"),
        (b"<html>Bad gateway</html>", "<html>Bad gateway</html>"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"null", "null"),
        (b'{"error":"plain words"}', "plain words"),
        (b'{"message":"bare"}', "bare"),
        (b'{"detail":"of FastAPI"}', "of FastAPI"),
        (b'{"error":{}}', "an error without a message"),
        (b'{"error":{"message":5,"code":true,"param":[]}}', "5"),
        (b'{"error":{"code":"x"}}', "x"),
        (b"[" * 100_000, "[" * 500),
    ],
)
def test_any_body_makes_a_failure(body: bytes, message: str):
    failure = read(502, body)

    assert (failure.kind, failure.message) == ("unavailable", message)


def test_a_failure_without_a_status_has_words():
    assert read(None, b"").message == "no answer"


@given(st.binary(max_size=60), st.none() | st.integers(100, 599))
def test_no_body_is_an_error(body, status):
    assert FORMAT.read_failure(status, body, {}).kind in STATUSES


@pytest.mark.parametrize("kind", sorted(STATUSES))
def test_every_kind_is_written_with_all_four_keys_and_read_again(kind: str):
    status, body = FORMAT.write_failure(Failure(kind=kind, message="no", format="anthropic", type="x"))

    assert status == STATUSES[kind]
    assert body["error"].keys() == {"message", "type", "param", "code"}
    assert body["error"]["type"] != "x"
    assert read(status, body).kind == {"cut": "unavailable"}.get(kind, kind)


def test_a_status_that_is_known_is_kept():
    assert FORMAT.write_failure(Failure(kind="server", message="no", status=504))[0] == 504


def test_an_error_that_came_with_a_good_status_is_told_with_a_bad_one():
    failure = read(200, {"error": {"message": "no", "code": "rate_limit_exceeded"}})
    assert FORMAT.write_failure(failure)[0] == 429


@pytest.mark.parametrize("message", ["Incorrect API key provided: xa***.", "API key not valid. Pass one."])
def test_a_wrong_key_is_known_by_its_words_where_the_status_does_not_say_so(message):
    assert read(400, {"error": {"message": message}}).kind == "authentication"
    assert (
        read(400, {"code": "Client specified an invalid argument", "error": message}).kind == "authentication"
    )
