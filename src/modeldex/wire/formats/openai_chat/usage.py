"""Usage as servers of this format tell it, taken apart into disjoint classes, and put together again.

OpenAI's totals include their parts. Not all do as it does, and the grand total says who does not: xAI
counts reasoning beside `completion_tokens` (https://docs.x.ai/docs/key-information/consumption-and-rate-limits),
Gemini leaves it out of all but the total, and so does Mistral with sound, which it bills by the second
(https://docs.mistral.ai/capabilities/audio/). Parts that exceed their total are cut to what is left of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.units import MOST_COUNTED
from modeldex.core.usage import Usage
from modeldex.wire.totals import note_untold, total_output_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

_NOTHING: dict[str, Any] = {}
_HEARD = "prompt_audio_seconds"
_TOLD = frozenset({
    "input_tokens", "cache_read_tokens", "cache_write_tokens", "audio_input_tokens", "image_input_tokens",
    "video_input_tokens", "output_tokens", "reasoning_tokens", "audio_output_tokens", "image_output_tokens",
    "citation_tokens", "web_searches", "audio_input_seconds",
})  # fmt: skip
"""Classes that stand apart in the details of a total, or beside the totals."""


def usage_in(payload: Mapping[str, Any]) -> Usage | None:
    """The usage of an answer or a chunk, wherever it stands; None where none does."""
    told = payload.get("usage")
    if isinstance(told, dict):
        return read_usage(told)
    groq = payload.get("x_groq")
    if isinstance(groq, dict) and isinstance(groq.get("usage"), dict):
        return read_usage(groq["usage"])
    choices = payload.get("choices")
    if isinstance(choices, list):  # Moonshot's streams
        for choice in choices:
            if isinstance(choice, dict) and isinstance(choice.get("usage"), dict):
                return read_usage(choice["usage"])
    return None


def read_usage(told: Mapping[str, Any]) -> Usage | None:
    """The disjoint classes; None where no total is told."""
    prompt, completion = _count(told.get("prompt_tokens")), _count(told.get("completion_tokens"))
    if prompt is None and completion is None:
        return None
    read, written = _object(told.get("prompt_tokens_details")), _object(told.get("completion_tokens_details"))
    inputs = {
        "cache_read_tokens": _first(read.get("cached_tokens"), told.get("prompt_cache_hit_tokens"),
                                    told.get("cached_tokens"), told.get("cache_read_input_tokens")),
        "cache_write_tokens": _first(read.get("cache_write_tokens"), read.get("cache_creation_tokens"),
                                     told.get("cache_creation_input_tokens")),
        "audio_input_tokens": _first(read.get("audio_tokens")),
        "image_input_tokens": _first(read.get("image_tokens")),
        "video_input_tokens": _first(read.get("video_tokens")),
    }  # fmt: skip
    outputs = {
        "reasoning_tokens": _first(written.get("reasoning_tokens"), told.get("reasoning_tokens")),
        "audio_output_tokens": _first(written.get("audio_tokens")),
        "image_output_tokens": _first(written.get("image_tokens")),
    }
    prompt, completion = _totals(told, prompt or 0, completion or 0, inputs, outputs)
    rest_in, rest_out = _parted(prompt, inputs), _parted(completion, outputs)
    return Usage(
        input_tokens=rest_in, output_tokens=rest_out, **inputs, **outputs,
        audio_input_seconds=_first(told.get(_HEARD)),
        citation_tokens=_first(told.get("citation_tokens")),
        web_searches=_first(
            told.get("num_search_queries"), _object(told.get("server_tool_use")).get("web_search_requests")
        ),
    )  # fmt: skip


def _totals(
    told: Mapping[str, Any], prompt: int, completion: int, inputs: dict[str, int], outputs: dict[str, int]
) -> tuple[int, int]:
    """Totals that include their parts; what the grand total has beyond them says which part stood beside."""
    total = _count(told.get("total_tokens"))
    beside = 0 if total is None else total - prompt - completion
    reasoning, cached = (
        outputs["reasoning_tokens"],
        inputs["cache_read_tokens"] + inputs["cache_write_tokens"],
    )
    # Perplexity's searching models tell far more reasoning than completion, and leave it out of the total.
    if reasoning and (beside == reasoning or reasoning > completion or "num_search_queries" in told):
        return prompt, completion + reasoning
    if beside > 0 and cached and beside == cached:
        return prompt + cached, completion
    if beside > 0 and not reasoning and _count(told.get(_HEARD)) is None:
        outputs["reasoning_tokens"] = beside
        return prompt, completion + beside
    return prompt, completion


def _parted(total: int, parts: dict[str, int]) -> int:
    """What is left of a total beside its parts; parts that exceed it are cut, the last ones first."""
    left = total
    for name, count in parts.items():
        parts[name] = taken = min(count, left)
        left -= taken
    return left


def _count(value: Any) -> int | None:
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 <= value < MOST_COUNTED else None


def _first(*values: Any) -> int:
    """The first count that is told; a provider that tells none of them had none."""
    return next((count for value in values if (count := _count(value))), 0)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else _NOTHING


def write_usage(usage: Usage, losses: Losses) -> dict[str, Any]:
    """Totals that include their parts, as OpenAI tells them."""
    prompt = usage.total_input_tokens
    completion = total_output_tokens(usage)
    note_untold(usage, _TOLD, losses)
    read = {"cached_tokens": (
        usage.cache_read_tokens + usage.audio_cache_read_tokens + usage.image_cache_read_tokens
    )}  # fmt: skip
    kept = usage.cache_write_tokens + usage.cache_write_1h_tokens + usage.audio_cache_write_tokens
    _add(read, cache_write_tokens=kept, audio_tokens=usage.audio_input_tokens)
    _add(read, image_tokens=usage.image_input_tokens, video_tokens=usage.video_input_tokens)
    written = {"reasoning_tokens": usage.reasoning_tokens}
    _add(written, audio_tokens=usage.audio_output_tokens, image_tokens=usage.image_output_tokens)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": read,
        "completion_tokens_details": written,
        **_beside(usage),
    }


def _beside(usage: Usage) -> dict[str, Any]:
    """What dialects tell beside the totals: citations, OpenRouter's searches, Mistral's sound."""
    told: dict[str, Any] = {}
    _add(told, citation_tokens=usage.citation_tokens)
    if usage.web_searches:
        told["server_tool_use"] = {"web_search_requests": usage.web_searches}
    seconds = usage.audio_input_seconds
    if seconds:
        told[_HEARD] = int(seconds) if seconds == int(seconds) else float(seconds)
    return told


def _add(held: dict[str, int], **counts: int) -> None:
    held.update((name, count) for name, count in counts.items() if count)
