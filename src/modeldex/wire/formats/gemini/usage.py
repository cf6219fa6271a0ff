"""Usage: from the totals of `usageMetadata` to disjoint classes, and back.

`promptTokenCount` includes what was cached; `toolUsePromptTokenCount` and `thoughtsTokenCount` stand
beside prompt and candidates, and `totalTokenCount` is the sum of all four
(https://ai.google.dev/api/generate-content#UsageMetadata, and the same at Vertex). Some servers count
thoughts among the candidates: their total says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.units import MOST_COUNTED
from modeldex.core.usage import Usage
from modeldex.wire.formats.gemini.spelling import camel
from modeldex.wire.totals import note_untold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

_MARKS = ("promptTokenCount", "candidatesTokenCount", "totalTokenCount")
_TOLD = frozenset({
    "input_tokens", "output_tokens", "cache_read_tokens", "reasoning_tokens", "audio_input_tokens",
    "audio_output_tokens", "audio_cache_read_tokens", "image_input_tokens", "image_output_tokens",
    "image_cache_read_tokens", "video_input_tokens", "video_output_tokens",
})  # fmt: skip
_MEDIA = ("AUDIO", "IMAGE", "VIDEO")


def read_usage(payload: Mapping[str, Any], before: Usage | None = None) -> Usage | None:
    """What a frame or an answer tells; each frame tells all by then, so that the last one stands."""
    told = payload.get("usageMetadata", payload.get("usage_metadata"))
    if type(told) is not dict:
        return before
    told = camel(told)
    if not any(type(told.get(mark)) is int for mark in _MARKS):
        return before  # Vertex names the kind of traffic in each frame, and counts in the last
    return usage_of(told)


def usage_of(told: Mapping[str, Any]) -> Usage:
    """The classes of `usageMetadata`. A part is never more than what it is a part of: then it is cut."""
    prompt, cached = _count(told, "promptTokenCount"), _count(told, "cachedContentTokenCount")
    tool_use, thoughts = _count(told, "toolUsePromptTokenCount"), _count(told, "thoughtsTokenCount")
    candidates = _candidates(told, prompt + tool_use, thoughts)
    cached = min(cached, prompt) if prompt else cached
    of_prompt = _by_medium(told.get("promptTokensDetails"), prompt)
    of_cache = _by_medium(told.get("cacheTokensDetails"), cached)
    of_answer = _by_medium(told.get("candidatesTokensDetails"), candidates)
    if not (of_prompt or of_cache or of_answer):  # words alone, as most streams have in every frame
        return Usage(
            input_tokens=prompt - cached + tool_use if prompt else tool_use, output_tokens=candidates,
            cache_read_tokens=cached, reasoning_tokens=thoughts,
        )  # fmt: skip
    fresh = _fresh(of_prompt, of_cache, prompt - cached)
    media_cached = of_cache.get("AUDIO", 0) + of_cache.get("IMAGE", 0)
    counts = {
        "input_tokens": max(0, prompt - cached - sum(fresh.values())) + tool_use,
        "output_tokens": max(0, candidates - sum(of_answer.values())),
        "cache_read_tokens": cached - media_cached,
        "reasoning_tokens": thoughts,
        "audio_input_tokens": fresh.get("AUDIO", 0),
        "audio_output_tokens": of_answer.get("AUDIO", 0),
        "audio_cache_read_tokens": of_cache.get("AUDIO", 0),
        "image_input_tokens": fresh.get("IMAGE", 0),
        "image_output_tokens": of_answer.get("IMAGE", 0),
        "image_cache_read_tokens": of_cache.get("IMAGE", 0),
        "video_input_tokens": fresh.get("VIDEO", 0),
        "video_output_tokens": of_answer.get("VIDEO", 0),
    }
    return Usage(**{name: count for name, count in counts.items() if count})


def write_usage(usage: Usage) -> dict[str, Any]:
    """`usageMetadata`; what has no class of its own here is counted with its side."""
    cached = {
        "AUDIO": usage.audio_cache_read_tokens, "IMAGE": usage.image_cache_read_tokens,
        "TEXT": usage.cache_read_tokens,
    }  # fmt: skip
    prompt = {
        "AUDIO": usage.audio_input_tokens + usage.audio_cache_read_tokens + usage.audio_cache_write_tokens,
        "IMAGE": usage.image_input_tokens + usage.image_cache_read_tokens,
        "VIDEO": usage.video_input_tokens,
    }
    answer = {
        "AUDIO": usage.audio_output_tokens, "IMAGE": usage.image_output_tokens,
        "VIDEO": usage.video_output_tokens,
    }  # fmt: skip
    read, written = usage.total_input_tokens, usage.output_tokens + sum(answer.values())
    told: dict[str, Any] = {"promptTokenCount": read, "candidatesTokenCount": written}
    if any(cached.values()):
        told["cachedContentTokenCount"] = sum(cached.values())
    if usage.reasoning_tokens:
        told["thoughtsTokenCount"] = usage.reasoning_tokens
    told["totalTokenCount"] = read + written + usage.reasoning_tokens
    _put_details(told, "promptTokensDetails", prompt, read)
    if cached["AUDIO"] or cached["IMAGE"]:
        _put_details(told, "cacheTokensDetails", cached, sum(cached.values()))
    _put_details(told, "candidatesTokensDetails", answer, written)
    return told


def note_unsaid(usage: Usage, losses: Losses) -> None:
    """Note the classes that `usageMetadata` does not tell apart, or not at all."""
    note_untold(usage, _TOLD, losses)


def _count(told: Mapping[str, Any], name: str) -> int:
    value = told.get(name)
    return value if type(value) is int and 0 < value < MOST_COUNTED else 0


def _candidates(told: Mapping[str, Any], read: int, thoughts: int) -> int:
    """Tokens of the answer without the thoughts."""
    counted = _count(told, "candidatesTokenCount")
    total = _count(told, "totalTokenCount")
    if type(told.get("candidatesTokenCount")) is not int:
        return max(0, total - read - thoughts)
    is_inside = 0 < thoughts <= counted and total == read + counted
    return counted - thoughts if is_inside else counted


def _fresh(of_prompt: dict[str, int], of_cache: dict[str, int], most: int) -> dict[str, int]:
    """Medium -> its tokens that were not cached, together never more than `most`."""
    fresh: dict[str, int] = {}
    for medium, count in of_prompt.items():
        fresh[medium] = max(0, min(count - of_cache.get(medium, 0), most))
        most -= fresh[medium]
    return fresh


def _by_medium(details: Any, most: int) -> dict[str, int]:
    """Medium -> its tokens, together never more than `most`; text and documents are what is left."""
    found: dict[str, int] = {}
    for detail in details if type(details) is list else ():
        spelled = camel(detail) if type(detail) is dict else {}
        medium = spelled.get("modality")
        if medium in _MEDIA:
            count = min(found.get(medium, 0) + _count(spelled, "tokenCount"), most - sum(found.values()))
            found[medium] = max(found.get(medium, 0), count)
    return found


def _put_details(told: dict[str, Any], name: str, by_medium: dict[str, int], total: int) -> None:
    media = {medium: count for medium, count in by_medium.items() if count and medium != "TEXT"}
    if not media:
        return
    words = total - sum(media.values())
    told[name] = [{"modality": "TEXT", "tokenCount": words}] if words > 0 else []
    told[name] += [{"modality": medium, "tokenCount": count} for medium, count in media.items()]
