"""Why an answer ended. https://ai.google.dev/api/generate-content#FinishReason"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import ToolCall
from modeldex.wire.formats.gemini.spelling import NAME
from modeldex.wire.response import Finish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.wire.losses import Losses

STOPPED = Finish(reason="stop")
_CALLED = Finish(reason="tool_calls")
_REASONS = {
    "STOP": "stop", "MAX_TOKENS": "length", "SAFETY": "content_filter", "RECITATION": "content_filter",
    "BLOCKLIST": "content_filter", "PROHIBITED_CONTENT": "content_filter", "SPII": "content_filter",
    "IMAGE_SAFETY": "content_filter", "IMAGE_PROHIBITED_CONTENT": "content_filter",
    "IMAGE_RECITATION": "content_filter", "MODEL_ARMOR": "content_filter", "ESCALATION": "content_filter",
    "PUP_LIMITED_DISABLED": "content_filter", "LANGUAGE": "content_filter", "CONTINUATION": "pause",
    "FINISH_REASON_UNSPECIFIED": "stop", "OTHER": "error", "MALFORMED_FUNCTION_CALL": "error",
    "UNEXPECTED_TOOL_CALL": "error", "TOO_MANY_TOOL_CALLS": "error", "MISSING_THOUGHT_SIGNATURE": "error",
    "MALFORMED_RESPONSE": "error", "IMAGE_OTHER": "error", "NO_IMAGE": "error",
}  # fmt: skip
"""Word of the API -> reason of the hub; a word that is not here is an error."""

_WORDS = {
    "stop": "STOP", "tool_calls": "STOP", "length": "MAX_TOKENS", "content_filter": "SAFETY",
    "error": "OTHER",
    "pause": "CONTINUATION", "stop_sequence": "STOP", "context_length": "MAX_TOKENS", "refusal": "STOP",
}  # fmt: skip
_BLURRED = frozenset({"stop_sequence", "context_length", "refusal"})


def read_finish(word: Any, kinds: Iterable[type]) -> Finish | None:
    """Why it ended; `kinds` are the classes of its parts, since who calls a tool waits for its result."""
    if type(word) is not str:
        return None
    if word == "STOP":
        return _CALLED if ToolCall in kinds else STOPPED
    reason = _REASONS.get(word, "error")
    if _WORDS[reason] == word:
        return Finish(reason=reason)
    return Finish(reason=reason, format=NAME, native=word)


def blocked(feedback: Any) -> Finish | None:
    """The end of an answer that a filter forbade before there was one; None where nothing was forbidden."""
    word = feedback.get("blockReason", feedback.get("block_reason")) if type(feedback) is dict else None
    return Finish(reason="content_filter", format=NAME, native=word) if type(word) is str else None


def write_finish(finish: Finish | None, path: str, losses: Losses) -> str | None:
    """The API's word."""
    if finish is None:
        return None
    if finish.format == NAME and finish.native is not None:
        return finish.native
    if finish.reason in _BLURRED:
        losses.approximate(f"{path}.finish", f"{finish.reason} is told as {_WORDS[finish.reason]}")
    return _WORDS.get(finish.reason, "OTHER")
