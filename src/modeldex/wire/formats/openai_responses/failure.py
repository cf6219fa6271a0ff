"""Errors: the envelope of OpenAI's formats, and the error that stands in an answer or a stream."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.failure import STATUSES, Failure
from modeldex.wire.formats.openai_responses.names import NAME
from modeldex.wire.json_text import json_value

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_WORDS = 500
"""Characters that are kept of a body that is no error of the format: a proxy's page, for instance."""

_BY_CODE = MappingProxyType({
    "context_length_exceeded": "context_length", "insufficient_quota": "quota",
    "billing_hard_limit_reached": "quota", "billing_not_active": "billing",
    "rate_limit_exceeded": "rate_limit", "too_many_requests": "rate_limit",
    "model_not_found": "not_found", "invalid_api_key": "authentication",
    "content_policy_violation": "content_policy", "content_filter": "content_policy",
    "invalid_prompt": "content_policy", "bio_policy": "content_policy",
    "misalignment_policy_violation": "content_policy", "image_content_policy_violation": "content_policy",
    "data_residency_mismatch": "permission", "server_error": "server", "vector_store_timeout": "timeout",
    "server_is_overloaded": "overloaded", "slow_down": "overloaded",
    "unsupported_country_region_territory": "permission", "request_timeout": "timeout",
})  # fmt: skip
"""Code -> kind: codes say more than statuses."""
_BY_TYPE = MappingProxyType({
    "invalid_request_error": "invalid_request", "authentication_error": "authentication",
    "permission_error": "permission", "not_found_error": "not_found", "rate_limit_error": "rate_limit",
    "insufficient_quota": "quota", "tokens": "rate_limit", "requests": "rate_limit",
    "too_many_requests": "rate_limit", "server_error": "server", "service_unavailable_error": "overloaded",
    "image_generation_user_error": "content_policy",
})  # fmt: skip
_BY_STATUS = MappingProxyType({
    400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
    405: "invalid_request", 408: "timeout", 409: "conflict", 413: "too_large", 422: "invalid_request",
    424: "server", 429: "rate_limit", 498: "overloaded", 499: "cut", 502: "unavailable", 503: "unavailable",
    504: "timeout", 524: "timeout", 529: "overloaded",
})  # fmt: skip

_WRONG_KEY = ("incorrect api key", "api key not valid", "invalid api key")
"""How xAI, which answers with 400, and others say that the key is wrong."""
_CODES = MappingProxyType({
    "context_length": "context_length_exceeded", "content_policy": "invalid_prompt",
    "invalid_request": "invalid_prompt", "rate_limit": "rate_limit_exceeded",
    "quota": "insufficient_quota", "overloaded": "server_is_overloaded",
})  # fmt: skip
"""Kind -> code of an error in an answer; of the others it is `server_error`."""
_TYPES = MappingProxyType({
    "authentication": "authentication_error", "permission": "permission_error",
    "not_found": "not_found_error", "rate_limit": "rate_limit_error", "quota": "insufficient_quota",
    "billing": "insufficient_quota",
})  # fmt: skip
"""Kind -> type in the envelope; of the others it follows from the status."""
_ENVELOPE_CODES = MappingProxyType({
    "context_length": "context_length_exceeded", "content_policy": "content_policy_violation",
    "authentication": "invalid_api_key", "not_found": "model_not_found", "quota": "insufficient_quota",
    "rate_limit": "rate_limit_exceeded", "billing": "billing_not_active",
})  # fmt: skip


def read_failure(status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
    """Why a provider did not answer, whatever it sent."""
    error = _error_within(json_value(body))
    request_id = headers.get("x-request-id") or headers.get("apim-request-id")
    if error is None:
        words = body[: _MOST_WORDS * 4].decode("utf-8", "replace").strip()[:_MOST_WORDS]
        message = words or (f"HTTP status {status}" if status is not None else "no answer")
        return Failure(
            kind=_kind(status, None, None), message=message, status=status, request_id=request_id,
            format=NAME,
        )  # fmt: skip
    return failure_of(error, status, request_id)


def failure_of(error: Mapping[str, Any], status: int | None = None, request_id: str | None = None) -> Failure:
    """An error object of the format, wherever it stood."""
    code, type_ = _text(error.get("code")), _text(error.get("type"))
    return Failure(
        kind=_kind(status, code, type_, _text(error.get("message")) or ""),
        message=_text(error.get("message")) or code or type_ or "an error without a message",
        status=status,
        code=code,
        param=_text(error.get("param")),
        type=type_,
        request_id=request_id,
        format=NAME,
        raw=error,
    )


def write_failure(failure: Failure) -> tuple[int, dict[str, Any]]:
    """Status and body of an answer that is none."""
    return failure.error_status, {"error": written_error(failure)}


def written_error(failure: Failure) -> dict[str, Any]:
    """The error object of the envelope, with all four keys that it must have."""
    error: dict[str, Any] = {"message": failure.message, "type": None, "param": None, "code": None}
    if failure.format == NAME and failure.raw:
        return {**error, **failure.raw}
    status = failure.status or STATUSES.get(failure.kind, 500)
    usual = _TYPES.get(failure.kind) or ("server_error" if status >= 500 else "invalid_request_error")
    error["type"] = failure.type if failure.format == NAME and failure.type else usual
    error["param"] = failure.param
    error["code"] = failure.code or _ENVELOPE_CODES.get(failure.kind)
    return error


def response_error(failure: Failure | None) -> dict[str, Any]:
    """The error of an answer that failed on the way."""
    if failure is None:
        return {"code": "server_error", "message": "the provider says no more than that it failed"}
    if failure.format == NAME and failure.code is not None:
        code = failure.code
    else:
        code = _CODES.get(failure.kind, "server_error")
    return {"code": code, "message": failure.message}


def _kind(status: int | None, code: str | None, type_: str | None, message: str = "") -> str:
    """The kind, by the code first, then by the status, then by the type."""
    by_code = _BY_CODE.get(code or "") or ("quota" if type_ == "insufficient_quota" else None)
    if by_code is not None:
        return by_code
    if status in (400, 403, None) and any(words in message.lower() for words in _WRONG_KEY):
        return "authentication"
    if status is not None and status in _BY_STATUS:
        return _BY_STATUS[status]
    by_type = _BY_TYPE.get(type_ or "")
    if by_type is not None:
        return by_type
    if (
        code is not None and code.isascii() and code.isdigit() and len(code) == 3
    ):  # OpenRouter's code is the status
        return _BY_STATUS.get(int(code), "server")
    return "invalid_request" if status is not None and 400 <= status < 500 else "server"


def _error_within(value: Any) -> Mapping[str, Any] | None:
    """The error object of a body, in the spellings that servers of this format have."""
    if not isinstance(value, dict):
        return None
    error = value.get("error")
    if isinstance(error, dict):
        return error
    if isinstance(error, str):
        return {"message": error}
    if isinstance(value.get("message"), str):
        return value
    detail = value.get("detail")
    return {"message": detail} if isinstance(detail, str) else None


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
