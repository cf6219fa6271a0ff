"""Counting without answering: `POST /responses/input_tokens`.

See https://platform.openai.com/docs/api-reference/responses/input-tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.formats.openai_responses.request_reader import read_request
from modeldex.wire.formats.openai_responses.request_writer import write_request
from modeldex.wire.quirks import NO_QUIRKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

_TAKEN = frozenset({
    "conversation", "input", "instructions", "model", "parallel_tool_calls", "personality",
    "previous_response_id", "reasoning", "text", "tool_choice", "tools", "truncation",
})  # fmt: skip
"""What it takes of a request: all that makes tokens."""


class Counting:
    """The provider's own count."""

    def path(self, model: str) -> str:
        """The path below the provider's root."""
        del model
        return "/responses/input_tokens"

    def write(self, request: ChatRequest, losses: Losses) -> dict[str, Any]:
        """The body of the question: what of a request makes no tokens is left out."""
        body = write_request(request, losses, NO_QUIRKS)
        return {name: value for name, value in body.items() if name in _TAKEN}

    def read(self, body: Mapping[str, Any]) -> int:
        """The count; WireDataError where the answer has none."""
        count = body.get("input_tokens")
        if type(count) is not int or count < 0:
            raise WireDataError("input_tokens", "is missing, or no count")
        return count

    def read_request(self, body: Mapping[str, Any], *, model: str | None = None) -> ChatRequest:
        """The request that is to be counted."""
        return read_request(body, model=model)

    def write_count(self, count: int) -> dict[str, Any]:
        """The body of the answer."""
        return {"object": "response.input_tokens", "input_tokens": count}
