"""Why an answer ended: `stop_reason`, and what is told beside it.

https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.response import Finish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

_REASONS = MappingProxyType({
    "end_turn": "stop", "max_tokens": "length", "stop_sequence": "stop_sequence", "tool_use": "tool_calls",
    "pause_turn": "pause", "refusal": "refusal", "model_context_window_exceeded": "context_length",
})  # fmt: skip
_WORDS = MappingProxyType(
    {reason: word for word, reason in _REASONS.items()} | {"content_filter": "refusal", "error": "max_tokens"}
)
"""The format has no word for a filter, nor for an answer that failed: that one is told as broken off."""
DETAILS = ("stop_details", "container", "context_management", "input_transformations")
"""What is told at the end of an answer beside the reason."""


def read_finish(
    told: Mapping[str, Any], details: Mapping[str, Any], *, has_calls: bool = False
) -> Finish | None:
    """The finish of a message, or of the `delta` that ends one; None where it is not told.

    A word that is new is kept, and read as a plain stop; `compaction` asks to be called again. Whoever
    calls a tool waits for its result, also where a server says that the turn is over.
    """
    word = told.get("stop_reason")
    if type(word) is not str:
        return None
    sequence = told.get("stop_sequence")
    reason = _REASONS.get(word)
    if has_calls and word == "end_turn":
        return Finish(reason="tool_calls", format=NAME, native=word, details=details)
    return Finish(
        reason=reason or ("pause" if word == "compaction" else "stop"),
        stop_sequence=sequence if type(sequence) is str else None,
        format=None if reason else NAME,
        native=None if reason else word,
        details=details,
    )


def read_details(told: Mapping[str, Any]) -> dict[str, Any]:
    """What stands beside the reason."""
    return {name: told[name] for name in DETAILS if told.get(name) is not None}


def written_finish(finish: Finish | None, losses: Losses) -> dict[str, Any]:
    """`stop_reason` and `stop_sequence`."""
    if finish is None:
        return {"stop_reason": None, "stop_sequence": None}
    if finish.native is not None and finish.format == NAME:
        word = finish.native
    else:
        word = _WORDS[finish.reason]
        if finish.reason not in _REASONS.values():
            losses.approximate("choices[0].finish", f"the format has no {finish.reason}; it says {word}")
    return {"stop_reason": word, "stop_sequence": finish.stop_sequence}
