"""Errors: https://platform.claude.com/docs/en/api/errors."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.failure import Failure
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.json_text import json_value

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS = MappingProxyType({
    "invalid_request_error": "invalid_request", "authentication_error": "authentication",
    "billing_error": "billing", "permission_error": "permission", "not_found_error": "not_found",
    "conflict_error": "conflict", "request_too_large": "too_large", "rate_limit_error": "rate_limit",
    "timeout_error": "timeout", "api_error": "server", "overloaded_error": "overloaded",
})  # fmt: skip
_TYPES = MappingProxyType({
    **{kind: word for word, kind in _KINDS.items()},
    "context_length": "invalid_request_error", "content_policy": "invalid_request_error",
    "quota": "rate_limit_error", "unavailable": "api_error", "cut": "api_error",
})  # fmt: skip
SPEND_LIMIT = "enforced_spend_limit_reached"
"""Code of a refusal that no wait mends: it comes with status 429 and without `retry-after`."""
_CODES = MappingProxyType({
    SPEND_LIMIT: "quota", "contract_spend_limit_reached": "quota",
    "linked_organization_spend_limit_reached": "quota", "linked_organization_billing_unavailable": "billing",
    "organization_on_hold": "billing",
})  # fmt: skip
"""`error.details.error_code` -> kind, where that says more than the type."""
_WORDS = (
    ("prompt is too long", "context_length"), ("exceed context limit", "context_length"),
    ("exceeds the context window", "context_length"), ("credit balance is too low", "billing"),
    ("usage limits", "quota"), ("spend limit", "quota"), ("content filtering policy", "content_policy"),
)  # fmt: skip
"""Words of a message by which a kind is known that has no type of its own."""
_BY_STATUS = MappingProxyType({
    400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
    408: "timeout", 409: "conflict", 413: "too_large", 422: "invalid_request", 429: "rate_limit",
    500: "server", 502: "unavailable", 503: "unavailable", 504: "timeout", 529: "overloaded",
})  # fmt: skip
_IDS = ("request-id", "x-request-id", "x-amzn-requestid", "cf-ray")
_MOST_CHARACTERS = 4_000


def read_failure(status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
    """Why a provider did not answer. `headers` have names in lower case."""
    told = json_value(body) or _plain_words(body)
    request_id = next((headers[name] for name in _IDS if headers.get(name)), None)
    return failure_of(told, status, request_id)


def failure_of(told: Any, status: int | None = None, request_id: str | None = None) -> Failure:
    """The failure that an envelope tells, or whatever stands in its place."""
    envelope = told if isinstance(told, dict) else {"error": told}
    error = envelope.get("error")
    if not isinstance(error, dict):
        error = {
            "message": error if isinstance(error, str) else envelope.get("message") or envelope.get("detail")
        }
    message, kind, details = error.get("message"), error.get("type"), error.get("details")
    code = details.get("error_code") if isinstance(details, dict) else error.get("code")
    kind, code = (one if isinstance(one, str) and one else None for one in (kind, code))
    stated = envelope.get("request_id")
    return Failure(
        kind=_kind(kind, code, message, status),
        message=message[:_MOST_CHARACTERS] if isinstance(message, str) and message else _no_words(status),
        status=status,
        code=code,
        type=kind,
        request_id=stated if isinstance(stated, str) and stated else request_id,
        format=NAME,
        raw=error if kind is not None else {},
    )


def write_failure(failure: Failure) -> tuple[int, dict[str, Any]]:
    """Status and envelope; an error of this format goes out as it came in."""
    return failure.error_status, envelope_of(failure)


def envelope_of(failure: Failure) -> dict[str, Any]:
    """The envelope, as a body or an event of a stream."""
    if failure.format == NAME and failure.raw:
        error: dict[str, Any] = dict(failure.raw)
    else:
        error = {"type": _TYPES[failure.kind], "message": _message(failure)}
        if failure.kind == "quota":
            error["details"] = {"error_code": SPEND_LIMIT}
    envelope: dict[str, Any] = {"type": "error", "error": error}
    if failure.request_id is not None:
        envelope["request_id"] = failure.request_id
    return envelope


def _message(failure: Failure) -> str:
    """Clients know a prompt that is too long by these words alone."""
    if failure.kind == "context_length" and "prompt is too long" not in failure.message:
        return f"prompt is too long: {failure.message}"
    return failure.message


def _kind(stated: str | None, code: str | None, message: Any, status: int | None) -> str:
    if code is not None and code in _CODES:
        return _CODES[code]
    kind = _KINDS.get(stated or "") or _BY_STATUS.get(status or 0)
    if kind in {"invalid_request", "rate_limit", None} and isinstance(message, str):
        words = message.lower()
        kind = next((known for mark, known in _WORDS if mark in words), kind)
    if kind is None:
        return "invalid_request" if status is not None and 400 <= status < 500 else "server"
    return "unavailable" if kind == "server" and status == 503 else kind


def _plain_words(body: bytes) -> str | None:
    """A short answer in plain words; a page for browsers says nothing."""
    words = body[:_MOST_CHARACTERS].decode("utf-8", "replace").strip()
    if not words or words.startswith("<"):
        return None
    return "".join(letter if letter.isprintable() else " " for letter in words)


def _no_words(status: int | None) -> str:
    return "it failed without a word" if status is None else f"status {status} without a word"
