"""Bedrock's errors: a class of AWS's, in a header, in `__type` or in the stream, and `message`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.failure import Failure
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.json_text import json_value

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS = MappingProxyType({
    "validationexception": "invalid_request", "serializationexception": "invalid_request",
    "unknownoperationexception": "not_found", "resourcenotfoundexception": "not_found",
    "accessdeniedexception": "permission", "optinrequired": "permission", "notauthorized": "permission",
    "unrecognizedclientexception": "authentication", "expiredtokenexception": "authentication",
    "invalidsignatureexception": "authentication", "incompletesignatureexception": "authentication",
    "missingauthenticationtokenexception": "authentication", "invalidclienttokenid": "authentication",
    "missingauthenticationtoken": "authentication", "expiredtoken": "authentication",
    "throttlingexception": "rate_limit", "toomanyrequestsexception": "rate_limit",
    "servicequotaexceededexception": "quota", "conflictexception": "conflict",
    "modeltimeoutexception": "timeout", "requesttimeoutexception": "timeout",
    "modelnotreadyexception": "unavailable", "serviceunavailableexception": "unavailable",
    "modelerrorexception": "server", "modelstreamerrorexception": "server",
    "internalserverexception": "server", "internalfailure": "server",
    "requestentitytoolargeexception": "too_large",
})  # fmt: skip
"""Class of an error, in small letters -> kind."""
_WRITTEN = MappingProxyType({
    "invalid_request": ("ValidationException", 400), "context_length": ("ValidationException", 400),
    "content_policy": ("ValidationException", 400), "authentication": ("UnrecognizedClientException", 403),
    "billing": ("AccessDeniedException", 403), "permission": ("AccessDeniedException", 403),
    "not_found": ("ResourceNotFoundException", 404), "timeout": ("ModelTimeoutException", 408),
    "conflict": ("ConflictException", 409), "too_large": ("ValidationException", 413),
    "rate_limit": ("ThrottlingException", 429), "quota": ("ServiceQuotaExceededException", 400),
    "server": ("InternalServerException", 500), "unavailable": ("ServiceUnavailableException", 503),
    "overloaded": ("ServiceUnavailableException", 503), "cut": ("ModelErrorException", 424),
})  # fmt: skip
_IN_STREAMS = MappingProxyType({
    "invalid_request": "validationException", "context_length": "validationException",
    "content_policy": "validationException", "rate_limit": "throttlingException",
    "quota": "throttlingException", "unavailable": "serviceUnavailableException",
    "overloaded": "serviceUnavailableException", "cut": "modelStreamErrorException",
    "timeout": "modelStreamErrorException",
})  # fmt: skip
"""Kind -> the exception of a stream; of others: `internalServerException`."""
_BY_STATUS = MappingProxyType({
    400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
    408: "timeout", 409: "conflict", 413: "too_large", 424: "server", 429: "rate_limit", 503: "unavailable",
    504: "timeout", 529: "overloaded",
})  # fmt: skip
_TOO_LONG = (
    "input is too long", "prompt is too long", "too many tokens", "too many input tokens", "maximum context",
    "context window", "context length",
)  # fmt: skip
"""How models say that a talk is too long; ids and names can be too long as well."""
_NO_KEY = ("api key", "security token", "credential", "authentication failed", "bearer token", "signature")
_MOST_SHOWN = 500


def read_failure(status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
    """Why Bedrock did not answer, whatever it sent."""
    told = _object(body)
    at_hand = {name.lower(): value for name, value in headers.items()}
    message = told.get("message", told.get("Message"))
    if message is None:
        error = told.get("error")  # of one that stands in between
        message = error.get("message") if isinstance(error, dict) else error
    if not isinstance(message, str):
        message = body[:_MOST_SHOWN].decode("utf-8", "replace").strip() if not told else ""
    name = _name(at_hand.get("x-amzn-errortype") or told.get("__type") or told.get("code"))
    return Failure(
        kind=_kind(name, status, message),
        message=message or name or f"status {status}",
        status=status,
        type=name,
        request_id=at_hand.get("x-amzn-requestid"),
        format=NAME,
        raw=told,
    )


def read_exception(name: str, data: bytes) -> Failure:
    """The exception that ended a stream."""
    told = _object(data)
    original = told.get("originalMessage")
    message = told.get("message") or original
    if isinstance(told.get("code"), str):  # an error that the service's model does not know
        name = _name(told["code"]) or name
    text = message if isinstance(message, str) and message else name
    status = told.get("originalStatusCode")
    return Failure(
        kind=_kind(name, status if type(status) is int else None, text),
        message=text,
        type=name,
        format=NAME,
        raw=told,
    )


def write_failure(failure: Failure) -> tuple[int, dict[str, Any]]:
    """Status and body; the class stands in `__type`, as no header is at hand."""
    name, status = _WRITTEN[failure.kind]
    if failure.format == NAME and failure.type is not None and failure.status is not None:
        name, status = failure.type[:1].upper() + failure.type[1:], failure.error_status
    return status, {"__type": name, "message": failure.message}


def write_exception(failure: Failure) -> tuple[str, dict[str, Any]]:
    """Name and body of the exception that ends a stream."""
    if failure.format == NAME and failure.type is not None and failure.type.endswith("Exception"):
        return failure.type[:1].lower() + failure.type[1:], {**failure.raw, "message": failure.message}
    return _IN_STREAMS.get(failure.kind, "internalServerException"), {"message": failure.message}


def _kind(name: str | None, status: int | None, message: str) -> str:
    kind = _KINDS.get((name or "").lower())
    if kind is None and status is not None:
        kind = _BY_STATUS.get(status, "server" if status >= 500 else "invalid_request")
    if status == 413:
        return "too_large"
    small = message[:_MOST_SHOWN].lower()
    if kind == "invalid_request" and any(word in small for word in _TOO_LONG):
        return "context_length"
    if kind == "permission" and any(word in small for word in _NO_KEY):
        return "authentication"
    return kind or "server"


def _name(value: Any) -> str | None:
    """`com.amazon.coral.service#ThrottlingException:http://...` -> `ThrottlingException`."""
    if not isinstance(value, str):
        return None
    return value.partition(":")[0].rpartition("#")[2].strip() or None


def _object(body: bytes) -> dict[str, Any]:
    value = json_value(body)
    return value if isinstance(value, dict) else {}
