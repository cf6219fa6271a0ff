"""`stopReason` <-> `Finish`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.response import Finish

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses

_READ = MappingProxyType({
    "end_turn": "stop", "stop_sequence": "stop_sequence", "max_tokens": "length", "tool_use": "tool_calls",
    "content_filtered": "content_filter", "guardrail_intervened": "content_filter",
    "model_context_window_exceeded": "context_length", "malformed_model_output": "error",
    "malformed_tool_use": "error", "refusal": "refusal", "pause_turn": "pause",
})  # fmt: skip
_WRITTEN = MappingProxyType({
    "stop": "end_turn", "stop_sequence": "stop_sequence", "length": "max_tokens", "tool_calls": "tool_use",
    "content_filter": "content_filtered", "context_length": "model_context_window_exceeded",
    "error": "malformed_model_output",
})  # fmt: skip
_NEAREST = MappingProxyType({"refusal": "content_filtered", "pause": "end_turn"})


def read_finish(word: Any, more: Any, *, has_calls: bool = False) -> Finish:
    """Why an answer ended; the text that ended it stands in the fields that the caller asked for.

    Whoever calls a tool waits for its result, also where the word is that the turn is over.
    """
    name = word if isinstance(word, str) else "end_turn"
    reason = "tool_calls" if has_calls and name == "end_turn" else _READ.get(name, "stop")
    stop = more.get("stop_sequence") if isinstance(more, dict) else None
    native = None if _WRITTEN.get(reason) == name else name
    return Finish(
        reason=reason,
        stop_sequence=stop if isinstance(stop, str) else None,
        format=None if native is None else NAME,
        native=native,
    )


def write_finish(finish: Finish | None, choice: int, losses: Losses) -> str:
    """Bedrock's word; it wants one, also where nobody says why an answer ended."""
    if finish is None:
        return "end_turn"
    if finish.format == NAME and finish.native is not None:
        return finish.native
    word = _WRITTEN.get(finish.reason)
    if word is None:
        word = _NEAREST[finish.reason]
        losses.approximate(f"choices[{choice}].finish", f"Bedrock has no {finish.reason!r}; it is {word!r}")
    return word
