"""Errors, whatever a provider sends."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.errors import WireDataError
from modeldex.wire.failure import STATUSES, Failure
from modeldex.wire.formats.openai_chat import FORMAT


def body(**error: Any) -> bytes:
    return json.dumps({"error": error}).encode()


@pytest.mark.parametrize(
    ("status", "sent", "kind", "message"),
    [
        (401, body(message="Incorrect API key", type="invalid_request_error", code="invalid_api_key"),
         "authentication", "Incorrect API key"),
        (400, body(message="Too long", type="invalid_request_error", code="context_length_exceeded"),
         "context_length", "Too long"),
        (400, b'{"object":"error","message":"The maximum context length is 8192 tokens","code":400}',
         "context_length", "The maximum context length is 8192 tokens"),
        (404, body(message="No such model", code="model_not_found"), "not_found", "No such model"),
        (429, body(message="Slow", type="tokens", code="rate_limit_exceeded"), "rate_limit", "Slow"),
        (429, body(message="Pay", type="insufficient_quota", code="insufficient_quota"), "quota", "Pay"),
        (402, body(message="Insufficient credits", code=402), "billing", "Insufficient credits"),
        (403, body(message="Flagged", code=403, metadata={"reasons": ["x"]}), "content_policy", "Flagged"),
        (403, body(message="No", code=403), "permission", "No"),
        (400, body(message="No", code="content_filter"), "content_policy", "No"),
        (200, body(message="Down", code=502), "unavailable", "Down"),
        (None, body(message="Down", code=529), "overloaded", "Down"),
        (None, body(message="Bad", type="invalid_request_error"), "invalid_request", "Bad"),
        (None, body(message="?", code="server_error"), "server", "?"),
        (None, body(message="?", type="overloaded_error"), "overloaded", "?"),
        (422, b'{"detail":[{"loc":["body","x"],"msg":"no"}]}', "invalid_request",
         '[{"loc": ["body", "x"], "msg": "no"}]'),
        (404, b'{"detail":"Not Found"}', "not_found", "Not Found"),
        (503, b'{"error":"Model is loading"}', "unavailable", "Model is loading"),
        (400, b'[{"error":{"code":400,"message":"Bad key","status":"INVALID_ARGUMENT"}}]',
         "invalid_request", "Bad key"),
        (400, b'{"errors":[{"code":7003,"message":"No route"}]}', "invalid_request", "No route"),
        (502, b"<html>502 Bad Gateway</html>", "unavailable", "<html>502 Bad Gateway</html>"),
        (500, b"", "server", "the provider gives no reason"),
        (418, b"null", "invalid_request", "null"),
        (599, b"\xff\xfe", "server", "\ufffd\ufffd"),
        (504, b"{}", "timeout", "{}"),
        (413, b"[]", "too_large", "[]"),
        (500, b"[" * 100_000, "server", "[" * 4000),
    ],
)  # fmt: skip
def test_a_failure_is_understood_whatever_was_sent(status, sent, kind, message):
    failure = FORMAT.read_failure(status, sent, {})
    assert (failure.kind, failure.message) == (kind, message)


def test_a_failure_keeps_what_the_provider_says_of_it():
    sent = body(message="m", type="t", param="messages", code="c")
    failure = FORMAT.read_failure(400, sent, {"x-request-id": "req_1"})
    assert failure == Failure(
        kind="invalid_request", message="m", status=400, code="c", param="messages", type="t",
        request_id="req_1", format="openai_chat",
        raw={"message": "m", "type": "t", "param": "messages", "code": "c"},
    )  # fmt: skip
    assert FORMAT.write_failure(failure) == (400, json.loads(sent))


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Please try again in 20s. Visit ...", 20.0),
        ("Please try again in 1m2.5s.", 62.5),
        ("Please try again in 250ms.", 0.25),
        ("Please try again later.", None),
    ],
)
def test_how_long_to_wait_is_read_from_the_words(message, seconds):
    failure = FORMAT.read_failure(429, body(message=message), {})
    assert failure.retry_after_seconds == seconds


@pytest.mark.parametrize("kind", STATUSES)
def test_every_kind_has_a_status_and_all_four_keys(kind):
    status, written = FORMAT.write_failure(Failure(kind=kind, message="m"))
    assert status == STATUSES[kind]
    assert written["error"].keys() == {"message", "type", "param", "code"}
    again = FORMAT.read_failure(status, json.dumps(written).encode(), {})
    assert again.kind == kind


def test_the_raw_error_of_another_format_is_not_passed_on():
    failure = Failure(kind="overloaded", message="m", status=529, format="anthropic", raw={"x": 1})
    assert FORMAT.write_failure(failure) == (
        529, {"error": {"message": "m", "type": "overloaded_error", "param": None, "code": None}},
    )  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["error", "errors", "message", "code", "type", "detail"]), inner)
    ),
    max_leaves=8,
)


@given(
    st.none() | st.integers(100, 600),
    st.binary(max_size=40) | JSON.map(lambda held: json.dumps(held).encode()),
)
def test_no_body_is_so_odd_that_it_hides_the_failure(status, sent):
    failure = FORMAT.read_failure(status, sent, {})
    assert failure.kind in STATUSES
    assert isinstance(failure.message, str)
    FORMAT.write_failure(failure)


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ({"code": "Client specified an invalid argument", "error": "Incorrect API key provided: xa***."},
         "authentication"),
        ([{"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.",
                     "status": "INVALID_ARGUMENT"}}], "authentication"),
        ({"error": {"message": "The field api_key is not known"}}, "invalid_request"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_known_by_its_words_where_the_status_does_not_say_so(sent, kind):
    assert FORMAT.read_failure(400, json.dumps(sent).encode(), {}).kind == kind


def test_an_error_that_came_with_a_good_status_is_told_with_a_bad_one():
    assert FORMAT.write_failure(Failure(kind="rate_limit", message="Slow", status=200))[0] == 429


def test_an_error_in_a_choice_or_beside_an_answer_is_one():
    error = {"message": "The provider broke off", "code": 502}
    choice = {"message": {"content": "Half an"}, "finish_reason": "stop"}
    for sent in ({"choices": [{**choice, "error": error}]}, {"choices": [choice], "error": error}):
        with pytest.raises(WireDataError, match="The provider broke off"):
            FORMAT.read_response(sent)
        failure = FORMAT.read_failure(200, json.dumps(sent).encode(), {})
        assert (failure.message, failure.status, failure.kind) == (error["message"], 502, "unavailable")
