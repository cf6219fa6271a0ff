"""Why an answer ended: `finish_reason`, and `native_finish_reason` of OpenRouter's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.response import Finish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

_OWN = {
    "stop": "stop", "length": "length", "tool_calls": "tool_calls", "function_call": "tool_calls",
    "content_filter": "content_filter", "error": "error",
}  # fmt: skip
"""Words of the format -> reasons; `error` is OpenRouter's."""
_DIALECTS = {
    **_OWN,
    "eos": "stop", "end_turn": "stop", "stop_sequence": "stop_sequence", "max_tokens": "length",
    "model_length": "context_length", "model_context_window_exceeded": "context_length",
    "tool_use": "tool_calls", "tool_call": "tool_calls", "refusal": "refusal", "sensitive": "content_filter",
    "pause_turn": "pause", "insufficient_system_resource": "error", "network_error": "error",
    "abort": "error",
}  # fmt: skip
"""Words of dialects beside them: Mistral, DeepSeek, Z.ai, vLLM, and those that pass Anthropic's on."""
_AS_FORMAT = {
    "stop": "stop", "stop_sequence": "stop", "length": "length", "context_length": "length",
    "tool_calls": "tool_calls", "content_filter": "content_filter", "refusal": "stop", "pause": "stop",
    "error": "error",
}  # fmt: skip
_REFUSED = Finish(reason="refusal")
_CALLED = Finish(reason="tool_calls", format=NAME, native="stop")
_SAME = {word: Finish(reason=reason) for word, reason in _OWN.items() if word == reason}


def read_finish(
    choice: Mapping[str, Any], *, has_refused: bool = False, has_called: bool = False
) -> Finish | None:
    """Why a choice ended; None where it has not. A word that nobody knows is a stop, and is kept.

    `has_refused`: the model declined in the field for it; the format calls that a stop. `has_called`: it
    called tools; where a tool was named, or at servers such as vLLM, that is called a stop as well
    (https://platform.openai.com/docs/api-reference/chat/object), though results are waited for.
    """
    word = choice.get("finish_reason")
    if not isinstance(word, str) or not word:
        return None
    native = choice.get("native_finish_reason")
    if not isinstance(native, str) or not native or native == word:
        plain = _SAME.get(word)
        stop = choice.get("stop_reason")  # vLLM: the text that ended it, or the id of a token
        if word == "stop" and isinstance(stop, str) and stop:
            return Finish(reason="stop_sequence", stop_sequence=stop)
        if word == "stop" and has_called:
            return _CALLED
        if plain is not None:
            return _REFUSED if has_refused and word == "stop" else plain
        native = word
    reason = _DIALECTS.get(word, "stop")
    if reason == "stop":
        reason = _DIALECTS.get(native, "stop")
    if reason == "stop" and has_called:
        reason = "tool_calls"
    return Finish(reason=reason, format=NAME, native=native)


def write_finish(
    finish: Finish | None, path: str, losses: Losses, *, has_refused: bool = False
) -> dict[str, Any]:
    """`finish_reason`, and what goes beside it. `has_refused`: the words of a refusal stand in the answer."""
    if finish is None:
        return {"finish_reason": None}
    word = _AS_FORMAT.get(finish.reason, "stop")
    if finish.format == NAME and finish.native is not None:
        if finish.native in _OWN:
            return {"finish_reason": finish.native}
        return {"finish_reason": word, "native_finish_reason": finish.native}
    if finish.stop_sequence is not None:
        return {"finish_reason": word, "stop_reason": finish.stop_sequence}
    if finish.reason == "refusal":
        if has_refused:
            return {"finish_reason": "stop"}
        word = "content_filter"
    if finish.reason != word:
        losses.approximate(f"{path}.finish", f"{finish.reason} is told as {word}")
    return {"finish_reason": word}
