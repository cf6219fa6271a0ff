"""How many tokens a request has: https://platform.claude.com/docs/en/api/messages-count-tokens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.formats.anthropic.request_reader import read_request
from modeldex.wire.formats.anthropic.request_writer import write_request
from modeldex.wire.losses import Losses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.request import ChatRequest

_COUNTED = (
    "model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control",
    "context_management", "mcp_servers", "speed", "user_profile_id",
)  # fmt: skip
"""Fields of a request that the count depends on; it takes no others."""
_OF_PROMPT = ("messages", "tools", "tool_choice", "output", "reasoning")
"""Beginnings of losses that the count depends on."""


class AnthropicCounting:
    """The question is a request without what decides over its answer."""

    def path(self, model: str) -> str:  # noqa: ARG002 - other formats name the model here
        """The path below the provider's root."""
        return "/messages/count_tokens"

    def write(self, request: ChatRequest, losses: Losses) -> dict[str, Any]:
        """The body of the question."""
        of_all = Losses()
        body = write_request(request, of_all)
        losses.dropped += [loss for loss in of_all.dropped if loss.field.startswith(_OF_PROMPT)]
        losses.approximated += [loss for loss in of_all.approximated if loss.field.startswith(_OF_PROMPT)]
        return {name: body[name] for name in _COUNTED if name in body}

    def read(self, body: Mapping[str, Any]) -> int:
        """The count; WireDataError where the answer has none."""
        count = body.get("input_tokens") if isinstance(body, dict) else None
        if type(count) is not int or count < 0:
            raise WireDataError("input_tokens", "there is no count")
        return count

    def read_request(self, body: Mapping[str, Any], *, model: str | None = None) -> ChatRequest:
        """The request that is to be counted: it has no output limit."""
        whole = {**body, "max_tokens": 1} if isinstance(body, dict) else body
        return replace(read_request(whole, model=model), max_output_tokens=None)

    def write_count(self, count: int) -> dict[str, Any]:
        """The body of the answer."""
        return {"input_tokens": count}
