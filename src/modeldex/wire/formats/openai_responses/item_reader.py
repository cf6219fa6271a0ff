"""Items, of which both the input and the output are made: from the format's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Foreign, Thinking, ToolCall, ToolResult
from modeldex.wire.fields import Fields
from modeldex.wire.formats.openai_responses.content_reader import parts_of, read_content
from modeldex.wire.formats.openai_responses.names import NAME, given_id
from modeldex.wire.formats.openai_responses.seal import read_seal
from modeldex.wire.request import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.wire.content import Part
    from modeldex.wire.formats.openai_responses.seal import Seal

_SPEAKERS = ("user", "assistant", "system", "developer")
_PLAIN = frozenset({"type", "role", "content"})
_NO_FIELDS = Fields({}, "", {})


def read_items(items: list[Any], path: str, faults: dict[str, str]) -> list[Message]:
    """The messages of an input. What one turn of the model is made of is one message again.

    A second message item begins the next one, since nothing else would keep the two apart.
    """
    messages: list[Message] = []
    turn: list[Part] | None = None
    has_words = False
    for place, item in enumerate(items):
        where = f"{path}[{place}]"
        message = _plain(item, where, faults)
        fields, kind = _NO_FIELDS, "message"
        if message is None:
            fields = Fields(item, where, faults)
            kind = fields.text("type") or _untyped(item)
        if kind == "message":
            message = message or _message(fields)
            if message.role == "assistant":
                if turn is None or (has_words and message.parts):
                    turn = _close(turn, messages)
                    has_words = False
                turn.extend(message.parts)
                has_words = has_words or bool(message.parts)
                continue
        elif kind in _RESULTS and "call_id" in item and not is_special(item):
            message = _result(fields, is_custom=kind == "custom_tool_call_output")
        else:
            fields.needed("type", kind or None)
            if turn is None:
                turn, has_words = [], False
            turn.extend(read_output(item, kind, fields))
            continue
        if turn is not None:
            messages.append(Message(role="assistant", parts=tuple(turn)))
            turn = None
        messages.append(message)
    if turn is not None:
        messages.append(Message(role="assistant", parts=tuple(turn)))
    return messages


def _untyped(item: Any) -> str:
    """What an item is that does not say so: a message has a role, and an id alone refers to an item."""
    if type(item) is not dict:
        return ""
    if "role" in item:
        return "message"
    is_bare = all(value is None for name, value in item.items() if name != "id")
    return "item_reference" if is_bare and isinstance(item.get("id"), str) else ""


def read_output(item: Any, kind: str, fields: Fields) -> tuple[Part, ...]:
    """The parts of an item that a model makes, `fields` without its type."""
    reader = _READERS.get(kind)
    if reader is None or (reader is not read_reasoning and is_special(item)):
        return (Foreign(format=NAME, kind=kind, raw=item if isinstance(item, dict) else {}),)
    return reader(fields)


def read_reasoning(fields: Fields) -> tuple[Part, ...]:
    """Thinking: each part of the summary and of the content is one; the seal stands in the last."""
    id_, encrypted = fields.text("id"), fields.text("encrypted_content")
    seal = read_seal(encrypted) if encrypted else None
    texts = [
        (text, is_summary)
        for name, is_summary in (("summary", True), ("content", False))
        for one in fields.each(name)
        if (text := one.text("text")) is not None
    ]
    return thinking(id_, seal, texts or [("", False)])


def thinking(id_: str | None, seal: Seal | None, texts: list[tuple[str, bool]]) -> tuple[Part, ...]:
    """The parts of an item with these texts, and whether each is a summary."""
    given, signed_by, last = given_id(id_), maker(id_, seal), len(texts) - 1
    return tuple(
        Thinking(
            text=text, id=given, signed_by=signed_by, is_summary=is_summary,
            signature=seal.signature if seal and place == last else None,
            sealed=seal.sealed if seal and place == last else None,
        )
        for place, (text, is_summary) in enumerate(texts)
    )  # fmt: skip


def maker(id_: str | None, seal: Seal | None) -> str | None:
    """Whose thinking it is: this format's, if nothing else is said; nobody's if the id was made here."""
    if seal is not None:
        return seal.signed_by
    return NAME if given_id(id_) or not id_ else None


def read_call(fields: Fields, *, is_custom: bool = False) -> ToolCall:
    """A call of a tool."""
    return ToolCall(
        id=fields.needed("call_id", fields.text("call_id")) or "",
        name=fields.needed("name", fields.text("name")) or "",
        arguments=fields.text("input" if is_custom else "arguments") or "",
        is_custom=is_custom,
        item_id=given_id(fields.text("id")),
    )


def _close(turn: list[Part] | None, messages: list[Message]) -> list[Part]:
    if turn is not None:
        messages.append(Message(role="assistant", parts=tuple(turn)))
    return []


def _plain(item: Any, path: str, faults: dict[str, str]) -> Message | None:
    """A message of nothing but role and content, as nearly all are; None where it is more, or wrong."""
    if type(item) is not dict or not item.keys() <= _PLAIN or item.get("type", "message") != "message":
        return None
    role = item.get("role")
    if role not in _SPEAKERS:
        return None
    return Message(role=role, parts=parts_of(item.get("content"), f"{path}.content", faults))


def _message(fields: Fields) -> Message:
    role, id_ = fields.word("role", _SPEAKERS), fields.text("id")
    if role == "assistant":
        parts = read_content(fields, "content", given_id(id_), fields.text("phase"))
        return Message(role=role, parts=parts)
    fields.needed("role", role)
    return Message(role=role or "user", parts=read_content(fields, "content"), id=given_id(id_))


def _answer(fields: Fields) -> tuple[Part, ...]:
    return read_content(fields, "content", given_id(fields.text("id")), fields.text("phase"))


def _result(fields: Fields, *, is_custom: bool) -> Message:
    parts = read_content(fields, "output")
    result = ToolResult(
        call_id=fields.needed("call_id", fields.text("call_id")) or "",
        name=fields.text("name"),
        parts=() if len(parts) == 1 and getattr(parts[0], "text", None) == "" else parts,
        is_custom=is_custom,
    )
    return Message(role="tool", parts=(result,), id=given_id(fields.text("id")))


def is_special(item: Mapping[str, Any]) -> bool:
    """Whether a call stands in a namespace, or was made by a program: no other format has either."""
    caller = item.get("caller")
    is_program = type(caller) is dict and caller.get("type") != "direct"
    return item.get("namespace") is not None or is_program


_RESULTS = frozenset({"function_call_output", "custom_tool_call_output"})
_READERS: dict[str, Callable[[Fields], tuple[Part, ...]]] = {
    "message": _answer,
    "reasoning": read_reasoning,
    "function_call": lambda fields: (read_call(fields),),
    "custom_tool_call": lambda fields: (read_call(fields, is_custom=True),),
}
