"""Errors: `{"error": {"message", "type", "param", "code"}}`, and what servers send in its place."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from modeldex.wire.failure import Failure
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.json_text import json_value

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_CHARACTERS = 4000
"""Of a message that is no JSON, such as the page of a proxy."""

_BY_CODE = {
    "context_length_exceeded": "context_length", "string_above_max_length": "context_length",
    "model_not_found": "not_found", "insufficient_quota": "quota", "billing_hard_limit_reached": "billing",
    "billing_not_active": "billing", "insufficient_balance": "billing", "invalid_api_key": "authentication",
    "rate_limit_exceeded": "rate_limit", "content_policy_violation": "content_policy",
    "content_filter": "content_policy", "request_too_large": "too_large", "answer_cut": "cut",
}  # fmt: skip
"""Words in `code` or `type` that say more than the status."""
_BY_TYPE = {
    "invalid_request_error": "invalid_request", "authentication_error": "authentication",
    "permission_error": "permission", "not_found_error": "not_found", "rate_limit_error": "rate_limit",
    "requests": "rate_limit", "tokens": "rate_limit", "billing_error": "billing",
    "conflict_error": "conflict",
    "timeout_error": "timeout", "overloaded_error": "overloaded", "server_error": "server",
    "api_error": "server", "service_unavailable_error": "unavailable",
}  # fmt: skip
"""Words in `type` -> kinds, where there is no status."""
_BY_STATUS = {
    400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
    408: "timeout", 409: "conflict", 413: "too_large", 422: "invalid_request", 429: "rate_limit",
    498: "overloaded", 500: "server", 502: "unavailable", 503: "unavailable", 504: "timeout",
    529: "overloaded",
}  # fmt: skip
_TYPES = {
    "invalid_request": "invalid_request_error", "context_length": "invalid_request_error",
    "content_policy": "invalid_request_error", "authentication": "authentication_error",
    "billing": "billing_error", "permission": "permission_error", "not_found": "not_found_error",
    "timeout": "timeout_error", "conflict": "conflict_error", "too_large": "invalid_request_error",
    "rate_limit": "rate_limit_error", "quota": "insufficient_quota",
    "unavailable": "service_unavailable_error", "overloaded": "overloaded_error",
}  # fmt: skip
_CODES = {
    "context_length": "context_length_exceeded", "content_policy": "content_policy_violation",
    "authentication": "invalid_api_key", "not_found": "model_not_found", "rate_limit": "rate_limit_exceeded",
    "quota": "insufficient_quota", "cut": "answer_cut",
}  # fmt: skip
_TOO_LONG = ("maximum context length", "context window", "context length", "prompt is too long")
"""How servers that have no code for it say that a request is too long."""
_WRONG_KEY = ("incorrect api key", "api key not valid", "invalid api key")
"""How xAI and Gemini, which answer with 400, say that the key is wrong."""
_WAIT = re.compile(r"(?:try again|retry) (?:in|after) (?:(\d{1,4})m)?(\d{1,6}(?:\.\d{1,6})?) ?(ms|s)")


def read_failure(status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
    """Why a provider did not answer, whatever it sent."""
    request_id = headers.get("x-request-id")
    held = json_value(body)
    if isinstance(held, list) and held:  # Gemini, asked in this format, sends a list
        held = held[0]
    if not isinstance(held, dict) or not held:
        words = body[:MOST_CHARACTERS].decode("utf-8", "replace").strip()
        return failure_of(words, status, request_id)
    error = held.get("error") or held.get("errors") or _error_of_choice(held) or held
    if isinstance(error, list):
        error = error[0] if error else held
    if isinstance(error, str):  # beside a bare text stand the other fields, as at xAI and Hugging Face
        error = {**held, "message": error}
    return failure_of(error, status, request_id or _text(held.get("request_id")))


def _error_of_choice(held: dict[str, Any]) -> Any:
    """The error that stands in a choice, as at OpenRouter; None where none does."""
    choices = held.get("choices")
    errors = (
        (one.get("error") for one in choices if isinstance(one, dict)) if isinstance(choices, list) else ()
    )
    return next(filter(None, errors), None)


def failure_of(error: Any, status: int | None, request_id: str | None = None) -> Failure:
    """The failure that an error tells; without a status, one that the error's own code is."""
    raw: dict[str, Any] = error if isinstance(error, dict) else {}
    message = _message(raw) if raw else str(error)
    code = raw.get("code")
    if (status is None or status < 400) and type(code) is int and 400 <= code < 600:
        status = code
    code = str(code) if type(code) is int else _text(code)
    type_ = _text(raw.get("type"))
    return Failure(
        kind=_kind(status, code, type_, message, raw),
        message=message or "the provider gives no reason",
        status=status,
        code=code,
        param=_text(raw.get("param")),
        type=type_,
        request_id=request_id,
        retry_after_seconds=_wait(message),
        format=NAME,
        raw=raw,
    )


def _message(raw: dict[str, Any]) -> str:
    """Its words; FastAPI's servers have them in `detail`."""
    for name in ("message", "detail", "error", "title"):
        value = raw.get(name)
        if isinstance(value, str) and value:
            return value
        if value and isinstance(value, (dict, list)):
            return json.dumps(value, ensure_ascii=False)[:MOST_CHARACTERS]
    return ""


def _kind(status: int | None, code: str | None, type_: str | None, message: str, raw: dict[str, Any]) -> str:
    for word in (code, type_):
        if word in _BY_CODE:
            return _BY_CODE[word]
    if status in (400, 413, 422, None) and any(words in message.lower() for words in _TOO_LONG):
        return "context_length"
    if status in (400, 403, None) and any(words in message.lower() for words in _WRONG_KEY):
        return "authentication"
    metadata = raw.get("metadata")
    if status == 403 and isinstance(metadata, dict) and "reasons" in metadata:  # OpenRouter's moderation
        return "content_policy"
    if status is None or status < 400:
        return _BY_TYPE.get(type_ or "", "server")
    return _BY_STATUS.get(status) or ("invalid_request" if status < 500 else "server")


def _wait(message: str) -> float | None:
    """The seconds in `Please try again in 1m2.5s`, as OpenAI words it."""
    found = _WAIT.search(message)
    if found is None:
        return None
    minutes, count, unit = found.groups()
    return int(minutes or 0) * 60 + float(count) / (1000 if unit == "ms" else 1)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def write_failure(failure: Failure) -> tuple[int, dict[str, Any]]:
    """Status and body, with all four keys that the format requires."""
    error = {
        "message": failure.message,
        "type": failure.type or _TYPES.get(failure.kind, "server_error"),
        "param": failure.param,
        "code": failure.code or _CODES.get(failure.kind),
    }
    if failure.format == NAME:
        error |= {
            name: value for name, value in failure.raw.items() if value is not None and name != "message"
        }
    return failure.error_status, {"error": error}
