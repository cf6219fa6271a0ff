"""Errors: the envelope of Google's APIs, whose `status` is a word of gRPC.

https://cloud.google.com/apis/design/errors, https://ai.google.dev/gemini-api/docs/troubleshooting
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.failure import STATUSES, Failure
from modeldex.wire.formats.gemini.spelling import NAME
from modeldex.wire.json_text import json_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KINDS = {
    "INVALID_ARGUMENT": "invalid_request", "FAILED_PRECONDITION": "invalid_request",
    "OUT_OF_RANGE": "invalid_request", "UNIMPLEMENTED": "invalid_request",
    "UNAUTHENTICATED": "authentication",
    "PERMISSION_DENIED": "permission", "NOT_FOUND": "not_found", "ALREADY_EXISTS": "conflict",
    "ABORTED": "conflict", "RESOURCE_EXHAUSTED": "rate_limit", "CANCELLED": "cut",
    "DEADLINE_EXCEEDED": "timeout", "INTERNAL": "server", "UNKNOWN": "server", "DATA_LOSS": "server",
    "UNAVAILABLE": "unavailable",
}  # fmt: skip
"""Word of gRPC -> kind of failure."""

_OF_STATUS = {
    400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
    408: "timeout", 409: "conflict", 413: "too_large", 429: "rate_limit", 499: "cut", 502: "unavailable",
    503: "unavailable", 504: "timeout", 529: "overloaded",
}  # fmt: skip

_BY_REASON = {
    "API_KEY_INVALID": "authentication", "API_KEY_EXPIRED": "authentication",
    "ACCESS_TOKEN_EXPIRED": "authentication", "CREDENTIALS_MISSING": "authentication",
    "BILLING_DISABLED": "billing",
}  # fmt: skip
"""Reason in the details -> kind; a wrong key comes with status 400."""

_BY_WORDS = (
    ("invalid_request", "api key not valid", "authentication"),
    ("invalid_request", "api key not found", "authentication"),
    ("invalid_request", "api key expired", "authentication"),
    ("invalid_request", "exceeds the maximum number of tokens", "context_length"),
    ("invalid_request", "user location is not supported", "permission"),
    ("invalid_request", "enable billing", "billing"),
    ("rate_limit", "prepayment credits are depleted", "billing"),
    ("unavailable", "overloaded", "overloaded"),
)
"""Kind, words of the message in small letters, and the kind that they mean."""

_WORDS = {
    "invalid_request": "INVALID_ARGUMENT", "context_length": "INVALID_ARGUMENT",
    "content_policy": "INVALID_ARGUMENT", "authentication": "UNAUTHENTICATED",
    "billing": "FAILED_PRECONDITION",
    "permission": "PERMISSION_DENIED", "not_found": "NOT_FOUND", "timeout": "DEADLINE_EXCEEDED",
    "conflict": "ABORTED", "too_large": "INVALID_ARGUMENT", "rate_limit": "RESOURCE_EXHAUSTED",
    "quota": "RESOURCE_EXHAUSTED", "server": "INTERNAL", "unavailable": "UNAVAILABLE",
    "overloaded": "UNAVAILABLE", "cut": "UNAVAILABLE",
}  # fmt: skip
_OWN_STATUSES = {"overloaded": 503, "timeout": 504}
"""Where Google's APIs have another status than most."""

_REQUEST_IDS = ("x-request-id", "request-id", "x-goog-request-id")
_MOST_LETTERS = 2_000
_RETRY = "type.googleapis.com/google.rpc.RetryInfo"


def read_failure(status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
    """Why the provider did not answer, whatever it sent."""
    told = json_value(body)
    if type(told) is list and told:
        told = told[0]  # a stream that is a JSON array fails as one
    error = told.get("error") if type(told) is dict else None
    request_id = next((headers[name] for name in _REQUEST_IDS if name in headers), None)
    if type(error) is dict:
        return failure_of(error, status, request_id)
    said = error if type(error) is str else body[: 4 * _MOST_LETTERS].decode("utf-8", "replace")
    message = " ".join(said.split())[:_MOST_LETTERS]
    return Failure(
        kind=_OF_STATUS.get(status or 0, _other(status)), status=status, request_id=request_id,
        message=message or f"an answer without words, status {status}",
    )  # fmt: skip


def failure_of(error: Mapping[str, Any], status: int | None = None, request_id: str | None = None) -> Failure:
    """What the object `error` says; in a stream it has no status but its own code."""
    code, word, message = error.get("code"), error.get("status"), error.get("message")
    code = code if type(code) is int else status
    word = word if type(word) is str else None
    message = message if type(message) is str and message else word or "an error without words"
    details = list(_details(error))
    reason = next((one["reason"] for one in details if type(one.get("reason")) is str), None)
    kind = _KINDS.get(word or "") or _OF_STATUS.get(code or 0, _other(code))
    if code in {402, 413}:
        kind = _OF_STATUS[code]
    return Failure(
        kind=_exact(kind, reason, message, details), message=message, status=status, code=reason, type=word,
        param=_param(details), request_id=_told_id(details) or request_id,
        retry_after_seconds=_retry_after(details), format=NAME, raw=error,
    )  # fmt: skip


def write_failure(failure: Failure) -> tuple[int, dict[str, Any]]:
    """Status and body."""
    if failure.format == NAME and failure.raw:
        status = failure.status or failure.raw.get("code")
        if type(status) is int and 400 <= status < 600:
            return status, {"error": dict(failure.raw)}
    status = failure.status if failure.status is not None and 400 <= failure.status < 600 else None
    status = status or _OWN_STATUSES.get(failure.kind) or STATUSES.get(failure.kind, 500)
    error: dict[str, Any] = {
        "code": status, "message": failure.message, "status": _WORDS.get(failure.kind, "INTERNAL"),
    }  # fmt: skip
    if failure.retry_after_seconds is not None:
        error["details"] = [{"@type": _RETRY, "retryDelay": f"{failure.retry_after_seconds:.9g}s"}]
    return status, {"error": error}


def _exact(kind: str, reason: str | None, message: str, details: list[Mapping[str, Any]]) -> str:
    """The kind, where reason, message or details say more than the status."""
    if reason in _BY_REASON:
        return _BY_REASON[reason]
    said = message[:_MOST_LETTERS].lower()
    for of, words, exact in _BY_WORDS:
        if kind == of and words in said:
            return exact
    if kind == "rate_limit" and (_is_daily(details) or "limit: 0" in said):
        return "quota"
    return kind


def _details(error: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    details = error.get("details")
    for detail in details if type(details) is list else ():
        if type(detail) is dict:
            yield detail


def _is_daily(details: list[Mapping[str, Any]]) -> bool:
    """Whether a limit of a whole day is used up: a short wait does not mend it."""
    for detail in details:
        violations = detail.get("violations")
        for violation in violations if type(violations) is list else ():
            if type(violation) is dict and "PerDay" in str(violation.get("quotaId", "")):
                return True
    return False


def _retry_after(details: list[Mapping[str, Any]]) -> float | None:
    for detail in details:
        delay = detail.get("retryDelay")
        if type(delay) is str and delay.endswith("s") and len(delay) < 20:
            digits = delay[:-1]
            if digits.isascii() and digits.replace(".", "", 1).isdecimal():
                return float(digits)
    return None


def _param(details: list[Mapping[str, Any]]) -> str | None:
    for detail in details:
        violations = detail.get("fieldViolations")
        for violation in violations if type(violations) is list else ():
            if type(violation) is dict and type(violation.get("field")) is str:
                return str(violation["field"])
    return None


def _told_id(details: list[Mapping[str, Any]]) -> str | None:
    return next((one["requestId"] for one in details if type(one.get("requestId")) is str), None)


def _other(status: int | None) -> str:
    return "invalid_request" if status is not None and 400 <= status < 500 else "server"
