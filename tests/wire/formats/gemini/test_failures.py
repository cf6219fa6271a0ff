"""Errors of this format, and of what stands before it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.formats.gemini.recorded import recorded

from modeldex.wire.failure import STATUSES, Failure
from modeldex.wire.formats.gemini import FORMAT

ERRORS = recorded("errors.json")
TOLD_BY_STATUS = [
    kind for kind in STATUSES if kind not in {"context_length", "content_policy", "quota", "cut"}
]


def _read(status: int | None, body: object, headers: dict[str, str] | None = None) -> Failure:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return FORMAT.read_failure(status, raw, headers or {})


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_of_the_kind_that_it_means(name: str):
    case = ERRORS[name]

    failure = _read(case["status"], case["body"], {"x-request-id": "r-1"})

    assert failure.kind == case["kind"]
    assert failure.status == case["status"]
    assert failure.retry_after_seconds == case.get("seconds")
    assert failure.param == case.get("param")
    assert failure.request_id == "r-1"


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_goes_back_as_it_came(name: str):
    case = ERRORS[name]
    body = case["body"][0] if isinstance(case["body"], list) else case["body"]

    assert FORMAT.write_failure(_read(case["status"], case["body"])) == (case["status"], body)


@pytest.mark.parametrize("kind", STATUSES)
def test_every_kind_has_a_status_and_a_word(kind: str):
    status, body = FORMAT.write_failure(Failure(kind=kind, message="no"))

    assert 400 <= status < 600
    assert body["error"].keys() == {"code", "message", "status"}
    assert body["error"]["code"] == status


@pytest.mark.parametrize("kind", TOLD_BY_STATUS)
def test_a_kind_is_read_from_what_was_written_for_it(kind: str):
    message = "The model is overloaded." if kind == "overloaded" else "no"
    status, body = FORMAT.write_failure(Failure(kind=kind, message=message))

    assert _read(status, body).kind == kind


def test_the_wait_is_told():
    failure = Failure(kind="rate_limit", message="no", retry_after_seconds=1.5)

    status, body = FORMAT.write_failure(failure)

    assert body["error"]["details"] == [
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1.5s"}
    ]
    assert _read(status, body).retry_after_seconds == 1.5


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (
            502,
            b"<html><title>Bad Gateway</title></html>",
            "unavailable",
            "<html><title>Bad Gateway</title></html>",
        ),
        (413, b"<html>\n<b>413.</b>\n</html>", "too_large", "<html> <b>413.</b> </html>"),
        (500, b"", "server", "an answer without words, status 500"),
        (418, b"", "invalid_request", "an answer without words, status 418"),
        (401, b'{"error": "nope"}', "authentication", "nope"),
        (None, b"\xff\xfe", "server", "\ufffd\ufffd"),
        (429, b"[]", "rate_limit", "[]"),
        (400, b'{"error": {}}', "invalid_request", "an error without words"),
    ],
)
def test_what_has_no_envelope_is_told_by_its_status(status, body: bytes, kind: str, message: str):
    failure = _read(status, body)

    assert (failure.kind, failure.message) == (kind, message)


@given(
    status=st.none() | st.integers(0, 999),
    body=st.binary(max_size=60)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["error", "code", "status", "message", "details", "violations", "reason", "retryDelay"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
)
def test_nothing_that_a_server_sends_is_too_odd(status: int | None, body: bytes):
    failure = FORMAT.read_failure(status, body, {})

    assert failure.kind in STATUSES
    assert failure.message
    assert 400 <= FORMAT.write_failure(failure)[0] < 600


@pytest.mark.parametrize("delay", ["-1s", "1e9s", "infs", "s", "1", "9" * 30 + "s", 5])
def test_a_wait_that_is_none_is_not_told(delay):
    assert (
        _read(429, {"error": {"code": 429, "details": [{"retryDelay": delay}]}}).retry_after_seconds is None
    )
