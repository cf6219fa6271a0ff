"""`cache_control`: up to where the prompt is kept, and for how long.

https://platform.claude.com/docs/en/build-with-claude/prompt-caching
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import LONG_CACHE, SHORT_CACHE

if TYPE_CHECKING:
    from modeldex.wire.fields import Fields


def read_cache(fields: Fields) -> str | None:
    """How long the prompt is kept up to this object; a mark without a word means five minutes."""
    mark = fields.within("cache_control")
    if mark is None:
        return None
    mark.needed("type", mark.word("type", ("ephemeral",)))
    return mark.word("ttl", (SHORT_CACHE, LONG_CACHE)) or SHORT_CACHE


def written_cache(cache: str) -> dict[str, Any]:
    """The mark; that of five minutes goes without the word."""
    return {"type": "ephemeral", "ttl": cache} if cache == LONG_CACHE else {"type": "ephemeral"}
