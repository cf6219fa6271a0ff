"""Bedrock's errors, in answers and in streams."""

import json

import pytest
from botocore.parsers import create_parser  # type: ignore[import-untyped]
from tests.wire.formats.bedrock.service import operation

from modeldex.wire.failure import STATUSES, Failure
from modeldex.wire.formats.bedrock import FORMAT

AMZN = "x-amzn-ErrorType"


@pytest.mark.parametrize(
    ("status", "name", "message", "kind"),
    [
        (400, "ValidationException", "The model id is wrong.", "invalid_request"),
        (400, "ValidationException", "Input is too long for requested model.", "context_length"),
        (
            400,
            "ValidationException",
            "The maximum tokens you requested exceeds the model limit of 8192.",
            "invalid_request",
        ),
        (400, "ValidationException", "The tool name is too long.", "invalid_request"),
        (403, "AccessDeniedException", "You don't have access to the model.", "permission"),
        (
            403,
            "AccessDeniedException",
            "Authentication failed: make sure your API Key is valid.",
            "authentication",
        ),
        (403, "UnrecognizedClientException", "The security token is invalid.", "authentication"),
        (403, "ExpiredTokenException", "expired", "authentication"),
        (404, "ResourceNotFoundException", "no such model", "not_found"),
        (408, "ModelTimeoutException", "late", "timeout"),
        (424, "ModelErrorException", "it fell", "server"),
        (429, "ThrottlingException", "Too many tokens, please wait.", "rate_limit"),
        (429, "ModelNotReadyException", "wait", "unavailable"),
        (400, "ServiceQuotaExceededException", "no more", "quota"),
        (500, "InternalServerException", "oh", "server"),
        (503, "ServiceUnavailableException", "oh", "unavailable"),
        (418, "SomethingNewException", "oh", "invalid_request"),
        (502, "SomethingNewException", "oh", "server"),
    ],
)
def test_the_class_says_the_kind(status, name, message, kind):
    headers = {
        AMZN: f"{name}:http://internal.amazon.com/coral/com.amazon.bedrock/",
        "x-amzn-RequestId": "r-1",
    }
    body = json.dumps({"message": message}).encode()

    failure = FORMAT.read_failure(status, body, headers)

    assert (failure.kind, failure.message, failure.type) == (kind, message, name)
    assert (failure.status, failure.request_id) == (status, "r-1")
    in_body = json.dumps({"__type": f"com.amazon.coral.service#{name}", "Message": message}).encode()
    assert FORMAT.read_failure(status, in_body, {}).kind == kind
    assert FORMAT.write_failure(failure) == (status, {"__type": name, "message": message})


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (502, b"<html>Bad gateway</html>", "server", "<html>Bad gateway</html>"),
        (429, b"", "rate_limit", "status 429"),
        (None, b"", "server", "status None"),
        (400, b"[" * 9999, "invalid_request", "[" * 500),
        (400, b'{"message": 7}', "invalid_request", "status 400"),
        (429, b'{"error": {"message": "inner"}}', "rate_limit", "inner"),
        (429, b'{"error": "inner"}', "rate_limit", "inner"),
        (403, b'["x"]', "permission", '["x"]'),
        (500, b"\xff\xfe", "server", "��"),
    ],
)
def test_odd_bodies_are_failures_too(status, body, kind, message):
    failure = FORMAT.read_failure(status, body, {"X-Other": "x"})

    assert (failure.kind, failure.message) == (kind, message)


@pytest.mark.parametrize("kind", STATUSES)
def test_every_kind_is_an_error_for_botocores_clients(kind):
    status, body = FORMAT.write_failure(Failure(kind=kind, message="why", format="openai_chat", status=499))

    got = create_parser("rest-json").parse(
        {"status_code": status, "headers": {}, "body": json.dumps(body).encode()},
        operation("Converse").output_shape,
    )

    assert got["Error"] == {"Code": body["__type"], "Message": "why"}
    assert status >= 400


@pytest.mark.parametrize(
    "kind",
    [
        "invalid_request",
        "authentication",
        "not_found",
        "timeout",
        "rate_limit",
        "quota",
        "server",
        "unavailable",
    ],
)
def test_kinds_survive_the_way_out_and_back(kind):
    status, body = FORMAT.write_failure(Failure(kind=kind, message="why"))

    assert FORMAT.read_failure(status, json.dumps(body).encode(), {}).kind == kind
