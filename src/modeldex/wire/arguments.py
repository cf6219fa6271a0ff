"""Arguments of a call as an object, for formats that take nothing else; the hub has them as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.json_text import json_value

if TYPE_CHECKING:
    from modeldex.wire.content import ToolCall
    from modeldex.wire.losses import Losses

INPUT = "input"
"""Field that holds a text which is no object."""


def arguments_object(call: ToolCall, path: str, losses: Losses) -> dict[str, Any]:
    """The arguments; a text that is no JSON object stands in the field `input` of one, which is listed.

    Such a text is that of a custom tool, or one that was broken off.
    """
    text = call.arguments
    if call.is_custom:
        losses.approximate(f"{path}.arguments", "tools take no plain text here; it stands in `input`")
        return {INPUT: text}
    if text in {"", "{}"}:
        return {}
    value = json_value(text)
    if type(value) is dict:
        return value
    if not text.strip():
        return {}
    losses.approximate(f"{path}.arguments", "they are no JSON object; the text stands in `input`")
    return {INPUT: text}
