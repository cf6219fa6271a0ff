"""An answer that comes in one, read as its format has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.providers.client.failing import is_error, provider_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.http.streamed import StreamedAnswer
    from modeldex.providers.client.call import Call
    from modeldex.wire.response import ChatResponse


def response_in(call: Call, body: bytes, headers: Mapping[str, str]) -> ChatResponse:
    """The answer that a body with a good status holds.

    ProviderError where it holds an error all the same, WireDataError where it is none of its format.
    """
    value = json_in(body)
    if is_error(value):
        failure = call.wire.read_failure(None, body, headers)
        raise provider_error(failure, call.endpoint.provider.id, headers)
    return call.wire.read_response(value)


def json_in(body: bytes) -> dict[str, Any]:
    """The JSON object that a body is; WireDataError where it is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise WireDataError("body", "it is no JSON") from None
    if not isinstance(value, dict):
        raise WireDataError("body", f"it is no JSON object, but a {type(value).__name__}")
    return value


async def read_whole(call: Call, answer: StreamedAnswer) -> ChatResponse:
    """The same of an answer that was asked for as a stream, and came in one."""
    body = b"".join([piece async for piece in answer.pieces()])
    return response_in(call, body, answer.headers)
