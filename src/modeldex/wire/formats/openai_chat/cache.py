"""Marks up to which a prompt is kept.

`cache_control` is Anthropic's, passed on by middlemen, `prompt_cache_breakpoint` OpenAI's own:
https://platform.openai.com/docs/guides/prompt-caching.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import LONG_CACHE, SHORT_CACHE

if TYPE_CHECKING:
    from modeldex.wire.fields import Fields

CONTROL, BREAKPOINT = "cache_control", "prompt_cache_breakpoint"


def read_cache(one: Fields) -> str | None:
    """The mark of a part or a tool; None where it has none."""
    mark = one.object(CONTROL)
    if mark is not None:
        return LONG_CACHE if mark.get("ttl") == LONG_CACHE else SHORT_CACHE
    mark = one.object(BREAKPOINT)
    if mark is not None:
        return LONG_CACHE if mark.get("ttl") == "12h" else SHORT_CACHE
    return None


def write_cache(written: dict[str, Any], cache: str, field: str) -> None:
    """Mark a part or a tool in the spelling that is wanted. A mark lives at least as long as was asked."""
    if field == BREAKPOINT:
        written[BREAKPOINT] = {"mode": "explicit"}
        if cache == LONG_CACHE:
            written[BREAKPOINT]["ttl"] = "12h"
    elif cache == LONG_CACHE:
        written[CONTROL] = {"type": "ephemeral", "ttl": LONG_CACHE}
    else:
        written[CONTROL] = {"type": "ephemeral"}
