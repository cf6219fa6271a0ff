"""Calls of tools in a message: functions, and custom tools that take plain text."""

from __future__ import annotations

from string import ascii_letters, digits
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import ToolCall
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.json_text import write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.fields import Fields
    from modeldex.wire.losses import Losses

_LETTERS = frozenset(f"{ascii_letters}{digits}_-")
"""Of which all formats let an id be made."""
_MOST_OF_ID = 32
"""Characters of the answer's id that stand in that of a call: OpenAI takes ids of at most 64."""


def read_calls(one: Fields, place: str) -> list[ToolCall]:
    """The calls of a message. `place` names the message, for ids that are missing."""
    calls = []
    for number, held in enumerate(one.each("tool_calls")):
        is_custom = held.text("type") == "custom"
        inner = held.within("custom" if is_custom else "function")
        if inner is None:
            held.needed("custom" if is_custom else "function", None)
            continue
        signature = thought_signature(held.any("extra_content"))
        calls.append(ToolCall(
            id=held.text("id") or made_id(place, number),
            name=inner.needed("name", inner.text("name")) or "",
            arguments=arguments_text(inner.any("input" if is_custom else "arguments")),
            is_custom=is_custom,
            signature=signature,
            signed_by=None if signature is None else NAME,
        ))  # fmt: skip
    older = one.within("function_call")
    if older is not None:
        name = older.needed("name", older.text("name")) or ""
        arguments = arguments_text(older.any("arguments"))
        calls.append(ToolCall(id=made_id(place, len(calls)), name=name, arguments=arguments))
    return calls


def call_place(answer_id: Any, choice: int) -> str:
    """What ids are made of in an answer: they are its own, or talks of several answers would repeat them."""
    if not isinstance(answer_id, str):
        return str(choice)
    known = "".join(letter for letter in answer_id if letter in _LETTERS)[-_MOST_OF_ID:]
    return f"{known}_{choice}" if known else str(choice)


def made_id(place: str, number: int) -> str:
    """An id for a call that has none, made of its place."""
    return f"call_{place}_{number}"


def arguments_text(value: Any) -> str:
    """Arguments as JSON text; some servers send them as the object itself."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    try:
        return write_json(value).decode()
    except ValueError:  # a number that JSON cannot hold: broken arguments, as a model may write them
        return str(value)


def thought_signature(held: Any) -> str | None:
    """What Gemini, asked in this format, wants to have back with a call.

    https://ai.google.dev/gemini-api/docs/thought-signatures
    """
    google = held.get("google") if isinstance(held, dict) else None
    signature = google.get("thought_signature") if isinstance(google, dict) else None
    return signature if isinstance(signature, str) else None


def write_call(call: ToolCall, path: str, losses: Losses) -> dict[str, Any]:
    """One call as a message has it."""
    if call.is_custom:
        written = call_head(call, {"name": call.name, "input": call.arguments})
    else:
        written = call_head(call, {"name": call.name, "arguments": call.arguments})
    if call.signature is not None and call.signed_by != NAME:
        losses.drop(f"{path}.signature", "only the format that made it reads it")
    return written


def call_head(call: ToolCall, inner: Mapping[str, Any]) -> dict[str, Any]:
    """Id, kind and content of a call, with the signature if this format made it."""
    kind = "custom" if call.is_custom else "function"
    written: dict[str, Any] = {"id": call.id, "type": kind, kind: inner}
    if call.signature is not None and call.signed_by == NAME:
        written["extra_content"] = {"google": {"thought_signature": call.signature}}
    return written
