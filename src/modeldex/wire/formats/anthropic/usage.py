"""What a call used. `input_tokens` leaves out what was read from a cache or written to one.

https://platform.claude.com/docs/en/build-with-claude/prompt-caching#tracking-cache-performance
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.units import MOST_COUNTED
from modeldex.core.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

_NOTHING = Usage()
_NAMES = (
    "input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens",
)  # fmt: skip
_FOLDED = {
    "audio_input_tokens": "input_tokens", "image_input_tokens": "input_tokens",
    "video_input_tokens": "input_tokens", "audio_cache_read_tokens": "cache_read_tokens",
    "image_cache_read_tokens": "cache_read_tokens", "audio_cache_write_tokens": "cache_write_tokens",
    "audio_output_tokens": "output_tokens", "image_output_tokens": "output_tokens",
    "video_output_tokens": "output_tokens",
}  # fmt: skip
_KNOWN = frozenset({
    "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens",
    "reasoning_tokens", "web_searches", "requests",
})  # fmt: skip


def read_usage(payload: Mapping[str, Any], before: Usage | None = None) -> Usage | None:
    """The usage of a whole message, or of a frame joined with that of the frames before it."""
    message = payload.get("message")
    told = message.get("usage") if type(message) is dict else payload.get("usage")
    if type(told) is not dict or all(_count(told, name) is None for name in _NAMES):
        return before
    return _joined(told, before or _NOTHING)


def _joined(told: dict[str, Any], before: Usage) -> Usage:
    """What is told later stands; a zero, or nothing, leaves what was told before.

    A frame that counts the input otherwise counts it anew, with its caches: servers that copy this format
    guess the whole prompt at the beginning, and tell only at the end how much of it was cached. Thinking
    beyond all that was written, and caches beyond their sum, are cut to fit. Summing up a talk on the
    way (`compaction`) is billed, but not counted in the sums.
    """
    spent = dict.fromkeys(_NAMES, 0)
    summed = [one for one in _iterations(told) if one.get("type") == "compaction"]
    for one in summed:
        for name in _NAMES:
            spent[name] += _count(one, name) or 0
    five, hour = _cache_writes(told, before)
    for one in summed:
        more_five, more_hour = _cache_writes(one, _NOTHING)
        five, hour = five + more_five, hour + more_hour
    written = max(
        (_count(told, "output_tokens") or 0) + spent["output_tokens"],
        before.output_tokens + before.reasoning_tokens,
    )
    details, tools = told.get("output_tokens_details"), told.get("server_tool_use")
    thought = min(written, max(_count(details, "thinking_tokens") or 0, before.reasoning_tokens))
    read, cached = _read_tokens(told, before)
    return Usage(
        input_tokens=read + spent["input_tokens"],
        output_tokens=written - thought,
        cache_read_tokens=cached + spent["cache_read_input_tokens"],
        cache_write_tokens=five,
        cache_write_1h_tokens=hour,
        reasoning_tokens=thought,
        web_searches=max(_count(tools, "web_search_requests") or 0, before.web_searches),
    )


def _iterations(told: dict[str, Any]) -> list[dict[str, Any]]:
    turns = told.get("iterations")
    return [one for one in turns if type(one) is dict] if type(turns) is list else []


def _read_tokens(told: dict[str, Any], before: Usage) -> tuple[int, int]:
    """Tokens of the prompt that no cache had, and those that one had."""
    read, cached = _count(told, "input_tokens"), _count(told, "cache_read_input_tokens")
    if _is_anew(told, before):
        return read or 0, before.cache_read_tokens if cached is None else cached
    cached = max(cached or 0, before.cache_read_tokens)
    if not read and not before.cache_read_tokens and cached >= before.input_tokens > 0:
        return 0, cached  # the guess at the beginning counted the very tokens that turn out to be cached
    return before.input_tokens, cached


def _is_anew(told: dict[str, Any], before: Usage) -> bool:
    """Whether a frame counts the input otherwise than those before it."""
    read = _count(told, "input_tokens")
    return bool(read) and read != before.input_tokens


def _cache_writes(told: dict[str, Any], before: Usage) -> tuple[int, int]:
    """Tokens written for five minutes and for an hour; what nobody assigns was written for five minutes."""
    total, parts = _count(told, "cache_creation_input_tokens"), told.get("cache_creation")
    five, hour = _count(parts, "ephemeral_5m_input_tokens"), _count(parts, "ephemeral_1h_input_tokens")
    if not (total or five or hour) and (total is None or not _is_anew(told, before)):
        return before.cache_write_tokens, before.cache_write_1h_tokens
    if five is None and hour is None:
        hour = min(total or 0, before.cache_write_1h_tokens)
        return (total or 0) - hour, hour
    return max(five or 0, (total or 0) - (hour or 0)), hour or 0


def _count(told: Any, name: str) -> int | None:
    """A count; None where it is absent or none."""
    value = told.get(name) if type(told) is dict else None
    return value if type(value) is int and 0 <= value < MOST_COUNTED else None


def written_usage(usage: Usage | None, losses: Losses) -> dict[str, Any]:
    """The usage of a message, or of the frame that ends one.

    The format wants it: where nobody told it, zeros stand for it, and the loss is listed.
    """
    if usage is None:
        losses.approximate("usage", "nobody told it, and the format wants it: zeros stand for it")
        return {"input_tokens": 0, "output_tokens": 0}
    counts: dict[str, Any] = {**usage.counts()}
    if not counts.keys() <= _KNOWN:
        _fold(counts, losses)
    count = counts.get
    five, hour, thought = (
        count("cache_write_tokens", 0), count("cache_write_1h_tokens", 0), count("reasoning_tokens", 0),
    )  # fmt: skip
    written: dict[str, Any] = {
        "input_tokens": count("input_tokens", 0),
        "cache_creation_input_tokens": five + hour,
        "cache_read_input_tokens": count("cache_read_tokens", 0),
        "output_tokens": count("output_tokens", 0) + thought,
    }
    if five or hour:
        written["cache_creation"] = {"ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": hour}
    if thought:
        written["output_tokens_details"] = {"thinking_tokens": thought}
    if "web_searches" in counts:
        written["server_tool_use"] = {"web_search_requests": counts["web_searches"], "web_fetch_requests": 0}
    return written


def _fold(counts: dict[str, Any], losses: Losses) -> None:
    """Add classes that the format does not tell apart to those that it has."""
    for name in [name for name in counts if name not in _KNOWN]:
        into = _FOLDED.get(name)
        if into is None:
            losses.drop(f"usage.{name}", "the format does not count it")
        else:
            counts[into] = counts.get(into, 0) + counts[name]
            losses.approximate(f"usage.{name}", f"it is counted in {into}")
