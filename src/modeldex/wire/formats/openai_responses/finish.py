"""Why an answer ended: the fields `status` and `incomplete_details`, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Refusal, ToolCall
from modeldex.wire.formats.openai_responses.names import NAME
from modeldex.wire.response import Finish

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modeldex.wire.losses import Losses

_WHY = {
    "max_output_tokens": "length", "content_filter": "content_filter", "max_messages": "length",
    "steered": "pause",
}  # fmt: skip
_UNFINISHED = frozenset({"queued", "in_progress"})

COMPLETED, INCOMPLETE, FAILED = "completed", "incomplete", "failed"


def read_finish(response: Mapping[str, Any], kinds: Iterable[type]) -> Finish | None:
    """Why it ended, by its status and the kinds of its parts; None where it has not ended."""
    status = response.get("status")
    if type(status) is str and status in _UNFINISHED:
        return None
    if status == INCOMPLETE:
        return _incomplete(response.get("incomplete_details"))
    if status in (None, COMPLETED):
        present = frozenset(kinds)
        if ToolCall in present:
            return Finish(reason="tool_calls")
        return Finish(reason="refusal" if Refusal in present else "stop")
    native = None if status == FAILED else str(status)
    return Finish(reason="error", native=native, format=NAME if native else None)


def _incomplete(details: Any) -> Finish:
    why = details.get("reason") if isinstance(details, dict) else None
    if why is None:
        return Finish(reason="length")
    reason = _WHY.get(str(why), "pause")
    if why in ("max_output_tokens", "content_filter"):
        return Finish(reason=reason)
    return Finish(reason=reason, native=str(why), format=NAME)


def write_finish(
    finish: Finish | None, kinds: Iterable[type], losses: Losses, path: str
) -> tuple[str, dict[str, Any] | None]:
    """Status and details of an answer that ended so."""
    if finish is None:
        return COMPLETED, None
    native = finish.native if finish.format == NAME else None
    reason = finish.reason
    if reason == "error":
        return native or FAILED, None
    if native is not None:
        return INCOMPLETE, {"reason": native}
    if reason in ("length", "context_length"):
        if reason == "context_length":
            losses.approximate(path, "the format knows one limit: max_output_tokens")
        return INCOMPLETE, {"reason": "max_output_tokens"}
    if reason == "content_filter" or (reason == "refusal" and Refusal not in frozenset(kinds)):
        if reason == "refusal":
            losses.approximate(path, "the format has no word for a silent refusal: content_filter")
        return INCOMPLETE, {"reason": "content_filter"}
    if reason in ("stop_sequence", "pause"):
        losses.approximate(path, f"the format has no word for {reason}: completed")
    return COMPLETED, None
