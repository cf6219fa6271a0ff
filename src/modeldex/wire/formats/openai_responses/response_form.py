"""The object `response`, around the items of an answer: in whole answers and in streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.openai_responses.names import NAME, RESPONSE, made_id
from modeldex.wire.formats.openai_responses.usage import makes_images

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNSAID: dict[str, Any] = {
    "error": None, "incomplete_details": None, "instructions": None, "max_output_tokens": None,
    "parallel_tool_calls": True, "previous_response_id": None, "temperature": None, "tool_choice": "auto",
    "top_p": None,
}  # fmt: skip
"""What the format requires of every answer, and what it says there where nobody knows: its defaults."""

_ECHOED = frozenset({
    "access_programs", "background", "conversation", "image", "instructions", "max_output_tokens",
    "max_tool_calls", "metadata", "parallel_tool_calls", "previous_response_id", "prompt",
    "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning", "safety_identifier",
    "store", "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "user",
    "frequency_penalty", "presence_penalty",
})  # fmt: skip
"""What an answer repeats of its request. Whoever asked knows it: it is no part of what is told."""

_TAKEN = frozenset({
    "id", "object", "created_at", "completed_at", "model", "output", "usage", "service_tier", "status",
    "incomplete_details", "output_text",
})  # fmt: skip
"""Fields of which the hub has its own, and the text that SDKs add."""


def read_extras(response: Mapping[str, Any]) -> dict[str, Any]:
    """Further fields, without those that say nothing."""
    return {
        name: value
        for name, value in response.items()
        if value is not None
        and name not in _TAKEN
        and name not in _ECHOED
        and (name != "tool_usage" or makes_images(value))
    }


def read_text_field(response: Mapping[str, Any], name: str) -> str | None:
    """A text; None where there is none, or a blank one."""
    value = response.get(name)
    return value if isinstance(value, str) and value else None


def read_created(response: Mapping[str, Any]) -> int | None:
    """When it was made; 0 stands where nobody knows."""
    value = response.get("created_at")
    return int(value) if isinstance(value, int | float) and 0 < value < 1e12 else None


def response_object(
    *, id_: str | None, model: str | None, created: int | None, service_tier: str | None,
    format_: str | None, extras: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """An answer that has just begun: with all fields that the format requires."""
    written: dict[str, Any] = {
        "id": id_ or made_id(RESPONSE, None, 0),
        "object": "response",
        "created_at": created or 0,
        "status": "in_progress",
        "model": model or "",
        "output": [],
        **_UNSAID,
        "metadata": {},
        "tools": [],
        "usage": None,
    }
    if service_tier is not None:
        written["service_tier"] = service_tier
    if format_ == NAME:
        written.update(extras)
    return written
