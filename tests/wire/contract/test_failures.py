"""Every format over every kind of failure, and over whatever a broken server sends."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex.core.errors import InvalidRequestError, WireDataError
from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.failure import STATUSES, Failure
from modeldex.wire.table import format_named

NEIGHBOURS: dict[tuple[str, str], tuple[str, int]] = {
    ("openai_responses", "cut"): ("unavailable", 502),
    ("anthropic", "content_policy"): ("invalid_request", 400),
    ("anthropic", "cut"): ("server", 502),
    ("gemini", "context_length"): ("invalid_request", 400),
    ("gemini", "content_policy"): ("invalid_request", 400),
    ("gemini", "timeout"): ("timeout", 504),
    ("gemini", "quota"): ("rate_limit", 429),
    ("gemini", "overloaded"): ("unavailable", 503),
    ("gemini", "cut"): ("unavailable", 502),
    ("bedrock", "context_length"): ("invalid_request", 400),
    ("bedrock", "content_policy"): ("invalid_request", 400),
    ("bedrock", "authentication"): ("authentication", 403),
    ("bedrock", "billing"): ("permission", 403),
    ("bedrock", "quota"): ("quota", 400),
    ("bedrock", "overloaded"): ("unavailable", 503),
    ("bedrock", "cut"): ("server", 424),
    ("ollama", "context_length"): ("invalid_request", 400),
    ("ollama", "content_policy"): ("invalid_request", 400),
    ("ollama", "quota"): ("rate_limit", 429),
    ("ollama", "unavailable"): ("overloaded", 503),
    ("ollama", "overloaded"): ("overloaded", 503),
    ("ollama", "cut"): ("server", 502),
}
"""Format and kind -> kind and status that come back, where the format has one word for two, or its own
status. What tells them apart then are the words of the message, which are those of the provider."""

HOSTILE: list[bytes] = [
    b"",
    b" ",
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
    b"upstream connect error or disconnect/reset before headers",
    b"\x00\x01\x02\xff\xfe",
    b"x" * 1_000_000,
    b'{"error":"' + b"y" * 1_000_000 + b'"}',
    b"[" * 100_000,
    b'{"error":' * 20_000,
    b"null",
    b"true",
    b"3",
    b'"no"',
    b"[]",
    b"{}",
    b'{"error":null}',
    b'{"error":[]}',
    b'{"error":{"message":{"a":1},"type":7,"code":[],"param":{}}}',
    b'{"error":{"message":null,"status":5,"code":"429","details":"x"}}',
    b'{"error":{"code":99999999999999999999,"message":"m","details":[1,null,{"@type":3}]}}',
    b'{"type":"error","error":"overloaded"}',
    b'{"message":7,"__type":[]}',
    b'{"message":"m","Message":null,"__type":"a#b:c"}',
    b'{"detail":[{"loc":["body"],"msg":"field required"}]}',
    b'[{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}]',
    b'{"error":{"message":"\\ud800"}}',
    b'{"error":{"message":"a\\u001b[31mred"}}',
    b'{"error":{"code":1e400}}',
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["error", "message", "type", "code", "status", "param", "details", "request_id", "__type"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def _back(failure: Failure, wire: str) -> Failure:
    status, body = format_named(wire).write_failure(failure)
    return format_named(wire).read_failure(status, json.dumps(body).encode(), {})


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("kind", STATUSES)
def test_a_failure_keeps_its_kind_its_status_and_its_words(kind: str, wire: str):
    failure = Failure(kind=kind, message="It is so.")

    read = _back(failure, wire)

    assert (read.kind, read.status) == NEIGHBOURS.get((wire, kind), (kind, STATUSES[kind]))
    assert "It is so." in read.message


@pytest.mark.parametrize("wire", [one for one in WIRE_FORMATS if one != "bedrock"])
@pytest.mark.parametrize("kind", STATUSES)
def test_the_status_of_a_failure_is_passed_on_but_where_each_exception_has_its_own(kind: str, wire: str):
    status, body = format_named(wire).write_failure(Failure(kind=kind, message="m", status=418))

    assert status == 418
    json.dumps(body, allow_nan=False)


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("kind", STATUSES)
def test_a_failure_that_was_read_is_the_same_the_next_time(kind: str, wire: str):
    once = _back(Failure(kind=kind, message="It is so."), wire)

    assert _back(once, wire) == once


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: body[:30].decode("ascii", "replace"))
@pytest.mark.parametrize("status", [None, 200, 400, 401, 429, 500, 503, 599, 999, -1])
def test_whatever_a_server_sends_is_a_failure(status: int | None, body: bytes, wire: str):
    failure = format_named(wire).read_failure(status, body, {"x-request-id": "r"})

    _is_sound(failure, status)


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@given(value=JSON)
@settings(max_examples=60, deadline=None)
def test_any_json_is_a_failure(wire: str, value: Any):
    failure = format_named(wire).read_failure(400, json.dumps(value).encode(), {})

    _is_sound(failure, 400)


def _is_sound(failure: Failure, status: int | None) -> None:
    """A status that is none of an error gives way to the one that the body states."""
    assert failure.kind in STATUSES
    assert failure.status == status or (failure.status == 429 and (status is None or status < 400))
    assert failure.message
    assert len(failure.message) < 10_000
    for name in ("code", "param", "type", "request_id"):
        assert isinstance(getattr(failure, name), str | None)
    if failure.retry_after_seconds is not None:
        assert failure.retry_after_seconds >= 0
    for other in WIRE_FORMATS:
        written, body = format_named(other).write_failure(failure)
        assert type(written) is int
        json.dumps(body, allow_nan=False)


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("status", [200, 302])
def test_an_error_that_came_with_a_good_status_is_told_with_a_bad_one(status: int, wire: str):
    writes = format_named(wire)
    body = json.dumps(writes.write_failure(Failure(kind="rate_limit", message="Slow down"))[1]).encode()

    assert writes.write_failure(writes.read_failure(status, body, {}))[0] >= 400
    assert writes.write_failure(Failure(kind="quota", message="Pay", status=status))[0] >= 400


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("body", [[], None, 5, "x", True])
def test_a_body_that_is_no_object_is_refused(body: Any, wire: str):
    with pytest.raises(InvalidRequestError):
        format_named(wire).read_request(body, model="m")
    with pytest.raises(WireDataError):
        format_named(wire).read_response(body)
