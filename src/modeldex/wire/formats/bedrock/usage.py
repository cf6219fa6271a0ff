"""`TokenUsage` <-> `Usage`.

`inputTokens` are those that were neither read from a cache nor written to one:
https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.usage import Usage
from modeldex.wire.totals import note_untold, total_output_tokens

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses

_INPUT = ("input_tokens", "audio_input_tokens", "image_input_tokens", "video_input_tokens")
_READ = ("cache_read_tokens", "audio_cache_read_tokens", "image_cache_read_tokens")
_WRITTEN = ("cache_write_tokens", "audio_cache_write_tokens")
_TOLD = (_INPUT[0], "output_tokens", _READ[0], _WRITTEN[0], "cache_write_1h_tokens")
_MOST = 2**53


def read_usage(told: Any) -> Usage | None:
    """The usage that a `usage` tells; None where it counts nothing.

    Where the details of the cache exceed their total, as no sane answer has it, the details count.
    """
    if not isinstance(told, dict):
        return None
    read, wrote = _count(told, "inputTokens"), _count(told, "outputTokens")
    if read is None and wrote is None:
        return None
    hour, minutes = _by_ttl(told.get("cacheDetails"))
    written = _count(told, "cacheWriteInputTokens") or 0
    return Usage(
        input_tokens=read or 0,
        output_tokens=wrote or 0,
        cache_read_tokens=_count(told, "cacheReadInputTokens") or 0,
        cache_write_tokens=max(written - hour, minutes),
        cache_write_1h_tokens=hour,
    )


def write_usage(usage: Usage, losses: Losses) -> dict[str, Any]:
    """A `usage`; what Bedrock does not tell apart is added up."""
    note_untold(usage, _TOLD, losses)
    read, wrote = _sum(usage, _INPUT), total_output_tokens(usage)
    cached, minutes = _sum(usage, _READ), _sum(usage, _WRITTEN)
    hour = usage.cache_write_1h_tokens
    told: dict[str, Any] = {
        "inputTokens": read,
        "outputTokens": wrote,
        "totalTokens": read + wrote + cached + minutes + hour,
    }
    if cached:
        told["cacheReadInputTokens"] = cached
    if minutes or hour:
        told["cacheWriteInputTokens"] = minutes + hour
        details = (("1h", hour), ("5m", minutes))
        told["cacheDetails"] = [{"ttl": ttl, "inputTokens": count} for ttl, count in details if count]
    return told


def _by_ttl(details: Any) -> tuple[int, int]:
    """What was written for an hour, and for five minutes."""
    hour = minutes = 0
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, dict):
            count = _count(detail, "inputTokens") or 0
            if detail.get("ttl") == "1h":
                hour += count
            else:
                minutes += count
    return hour, minutes


def _count(told: dict[str, Any], name: str) -> int | None:
    count = told.get(name)
    return count if type(count) is int and 0 <= count < _MOST else None


def _sum(usage: Usage, names: tuple[str, ...]) -> int:
    return sum(int(getattr(usage, name)) for name in names)
