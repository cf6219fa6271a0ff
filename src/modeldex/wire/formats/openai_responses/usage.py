"""Usage: the format's totals into disjoint classes, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.units import MOST_COUNTED
from modeldex.core.usage import Usage
from modeldex.wire.totals import note_untold, total_output_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

MARKS = (b'"input_tokens"',)
"""Stands in every frame and body that tells usage."""

_NO_IMAGES = {
    "input_tokens": 0, "input_tokens_details": {"image_tokens": 0, "text_tokens": 0}, "output_tokens": 0,
    "total_tokens": 0,
}  # fmt: skip
"""What the format requires beside the number of searches."""
_SAID = frozenset({
    "input_tokens", "output_tokens", "reasoning_tokens", "cache_read_tokens", "cache_write_tokens",
    "cache_write_1h_tokens", "web_searches",
})  # fmt: skip
"""Classes of which the format has a number of their own, or which are the rest of a total."""


def usage_within(payload: Mapping[str, Any]) -> Usage | None:
    """The usage of a whole answer, or of a frame that holds one."""
    inner = payload.get("response")
    return read_usage(inner if isinstance(inner, dict) else payload)


def read_usage(response: Mapping[str, Any]) -> Usage | None:
    """The usage of an answer; None where it tells none.

    Where parts exceed their total, the parts stand, and the rest is nothing: a part is counted, a total
    is a sum that somebody made.
    """
    told = response.get("usage")
    if not isinstance(told, dict) or (told.get("input_tokens") is None and told.get("output_tokens") is None):
        return None
    read, written = told.get("input_tokens_details"), told.get("output_tokens_details")
    cached, short, long = _cached(read if isinstance(read, dict) else {})
    thought = _count(written.get("reasoning_tokens")) if isinstance(written, dict) else 0
    return Usage(
        input_tokens=max(0, _count(told.get("input_tokens")) - cached - short - long),
        output_tokens=max(0, _count(told.get("output_tokens")) - thought),
        cache_read_tokens=cached,
        cache_write_tokens=short,
        cache_write_1h_tokens=long,
        reasoning_tokens=thought,
        web_searches=_searches(response, told),
    )


def _cached(details: Mapping[str, Any]) -> tuple[int, int, int]:
    """Tokens read from the cache, written to it for a short time, and for a long one."""
    written = _count(details.get("cache_write_tokens"))
    lifetimes = details.get("cache_write_tokens_details")
    long = _count(lifetimes.get("ttl_12h_tokens")) if isinstance(lifetimes, dict) else 0
    return _count(details.get("cached_tokens")), max(0, written - long), long


def _searches(response: Mapping[str, Any], told: Mapping[str, Any]) -> int:
    """Searches in the web: as OpenAI tells them, as xAI does, or else as many as the answer holds.

    Opening a page that was found is no search (https://platform.openai.com/docs/guides/tools-web-search).
    """
    tools = response.get("tool_usage")
    search = tools.get("web_search") if isinstance(tools, dict) else None
    if isinstance(search, dict):
        return _count(search.get("num_requests"))
    details = told.get("server_side_tool_usage_details")
    if isinstance(details, dict) and "web_search_calls" in details:
        return _count(details["web_search_calls"])
    output = response.get("output")
    return sum(map(_is_search, output)) if isinstance(output, list) else 0


def _is_search(item: Any) -> bool:
    if not isinstance(item, dict) or item.get("type") != "web_search_call":
        return False
    action = item.get("action")
    kind = action.get("type", "search") if isinstance(action, dict) else "search"
    return item.get("status", "completed") == "completed" and kind == "search"


def _count(value: Any) -> int:
    """A count; what cannot be one is none. `12.0` is one."""
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 <= value < MOST_COUNTED else 0


def makes_images(tools: Any) -> bool:
    """Whether `tool_usage` tells of images: what it tells of searches, the hub has itself.

    Images of a tool are not counted: another model makes them, at prices of its own, which those of this
    model's tokens say nothing about. They stay among the further fields.
    """
    images = tools.get("image_gen") if isinstance(tools, dict) else None
    return isinstance(images, dict) and any(_count(value) for value in images.values())


def put_usage(response: dict[str, Any], usage: Usage, losses: Losses) -> None:
    """Write usage into an answer: of the model, and of the provider's web search."""
    response["usage"] = write_usage(usage, losses)
    is_told = usage.web_searches or any(map(_is_search, response.get("output") or ()))
    if is_told and "tool_usage" not in response:
        response["tool_usage"] = {
            "image_gen": dict(_NO_IMAGES), "web_search": {"num_requests": usage.web_searches},
        }  # fmt: skip


def write_usage(usage: Usage, losses: Losses) -> dict[str, Any]:
    """The field `usage`, with all that the format requires of it."""
    note_untold(usage, _SAID, losses)
    written = usage.cache_write_tokens + usage.cache_write_1h_tokens
    details: dict[str, Any] = {"cached_tokens": usage.cache_read_tokens, "cache_write_tokens": written}
    if usage.cache_write_1h_tokens:
        details["cache_write_tokens_details"] = {
            "ttl_30m_tokens": usage.cache_write_tokens, "ttl_12h_tokens": usage.cache_write_1h_tokens,
        }  # fmt: skip
    read, answered = usage.total_input_tokens, total_output_tokens(usage)
    return {
        "input_tokens": read,
        "input_tokens_details": details,
        "output_tokens": answered,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
        "total_tokens": read + answered,
    }
