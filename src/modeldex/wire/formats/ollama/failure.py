"""Ollama's errors: `{"error": "..."}`, also as a line of a stream (https://docs.ollama.com/api/errors)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.failure import Failure
from modeldex.wire.formats.ollama.names import NAME
from modeldex.wire.json_text import json_value

if TYPE_CHECKING:
    from collections.abc import Mapping

_BY_STATUS = MappingProxyType({
    400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
    408: "timeout", 409: "conflict", 413: "too_large", 429: "rate_limit", 503: "overloaded", 504: "timeout",
    529: "overloaded",
})  # fmt: skip
_BY_WORDS = (
    ("context_length", ("context length", "context window", "prompt too long", "input length")),
    ("not_found", ("not found", "try pulling it")),
    ("overloaded", ("server busy", "maximum pending requests")),
    ("authentication", ("unauthorized",)),
    ("rate_limit", ("rate limit", "too many requests")),
)
_VAGUE = ("invalid_request", "server")
"""Kinds that the words may say more of."""
_MOST_SHOWN = 500


def read_failure(status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
    """Why Ollama did not answer, whatever it sent."""
    told = _object(body)
    shown = "" if told else body[:_MOST_SHOWN].decode("utf-8", "replace").strip()
    at_hand = {name.lower(): value for name, value in headers.items()}
    return failure_of(told, shown or f"status {status}", status, at_hand.get("x-request-id"))


def failure_of(
    told: Mapping[str, Any], otherwise: str, status: int | None = None, request_id: str | None = None
) -> Failure:
    """The failure that an object tells; `otherwise` is its message where it has none."""
    error = told.get("error")
    if isinstance(error, dict):  # of one that stands in between
        error = error.get("message")
    message = error if isinstance(error, str) and error else otherwise
    return Failure(
        kind=_kind(status, message),
        message=message,
        status=status,
        request_id=request_id,
        format=NAME,
        raw=told,
    )


def write_failure(failure: Failure) -> tuple[int, dict[str, Any]]:
    """Status and body."""
    status = failure.error_status
    if failure.kind == "overloaded" and failure.status is None:
        status = 503
    return status, {**(failure.raw if failure.format == NAME else {}), "error": failure.message}


def _kind(status: int | None, message: str) -> str:
    kind = "invalid_request" if status is not None and 400 <= status < 500 else "server"
    kind = _BY_STATUS.get(status or 0, kind)
    if kind in _VAGUE:
        small = message[:_MOST_SHOWN].lower()
        return next((found for found, words in _BY_WORDS if any(word in small for word in words)), kind)
    return kind


def _object(body: bytes) -> dict[str, Any]:
    value = json_value(body)
    return value if isinstance(value, dict) else {}
