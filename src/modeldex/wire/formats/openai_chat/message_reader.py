"""The messages of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Refusal, Text, ToolCall, ToolResult
from modeldex.wire.fields import Fields
from modeldex.wire.formats.openai_chat.calls import read_calls
from modeldex.wire.formats.openai_chat.media_reader import read_image, read_spoken
from modeldex.wire.formats.openai_chat.parts_reader import cited, read_citations, read_content
from modeldex.wire.formats.openai_chat.thinking import read_thinking
from modeldex.wire.request import Message

if TYPE_CHECKING:
    from modeldex.wire.content import Part

_SPEAKERS = frozenset(("system", "developer", "user", "assistant"))
_ROLES = ("system", "developer", "user", "assistant", "tool", "function")


class MessagesReader:
    """Reads one talk.

    It remembers the calls: results do not say whether theirs was of a custom tool, and those of the
    deprecated functions name the function alone.
    """

    def __init__(self, faults: dict[str, str]) -> None:
        self._faults = faults
        self._custom: set[str] = set()
        self._functions: dict[str, str] = {}

    def read(self, value: Any) -> tuple[Message, ...]:
        """The messages of a body."""
        if type(value) is not list:
            self._faults["messages"] = "is missing" if value is None else "must be a list of messages"
            return ()
        return tuple(map(self._message, value, range(len(value))))

    def _message(self, raw: Any, place: int) -> Message:
        if type(raw) is dict and len(raw) == 2:
            role, content = raw.get("role"), raw.get("content")
            if type(content) is str and content and type(role) is str and role in _SPEAKERS:
                return Message(role=role, parts=(Text(text=content),))
        one = Fields(raw, f"messages[{place}]", self._faults)
        role = one.word("role", _ROLES)
        if role is None:
            if isinstance(raw, dict):
                one.needed("role", None)
            return Message(role="user", parts=())
        name = one.text("name")
        if role in {"tool", "function"}:
            parts, role = [self._result(one, role, name)], "tool"
            name = None
        elif role == "assistant":
            parts = self._answer(one, place)
        else:
            parts = read_content(one.any("content"), one.at("content"), self._faults)
        return Message(role=role, parts=tuple(parts), name=name, extras=one.left())

    def _answer(self, one: Fields, place: int) -> list[Part]:
        parts = assistant_parts(one, str(place))
        for part in parts:
            if type(part) is ToolCall:
                self._functions[part.name] = part.id
                if part.is_custom:
                    self._custom.add(part.id)
        return parts

    def _result(self, one: Fields, role: str, name: str | None) -> Part:
        if role == "function":
            call_id = self._functions.get(name or "", name or "")
        else:
            call_id = one.needed("tool_call_id", one.text("tool_call_id")) or ""
        content = read_content(one.any("content"), one.at("content"), self._faults)
        return ToolResult(call_id=call_id, parts=tuple(content), name=name, is_custom=call_id in self._custom)


def assistant_parts(one: Fields, place: str) -> list[Part]:
    """The parts of an answer, old or new: thinking, words, refusal, pictures, sound, calls."""
    thinking = read_thinking({
        "reasoning_content": one.any("reasoning_content"),
        "reasoning": one.any("reasoning"),
        "reasoning_details": one.any("reasoning_details"),
    })  # fmt: skip
    content = read_content(one.any("content"), one.at("content"), one.faults)
    parts: list[Part] = [*thinking, *cited(content, read_citations(one.any("annotations")))]
    refusal = one.text("refusal")
    if refusal:
        parts.append(Refusal(text=refusal))
    parts += [image for held in one.each("images") if (image := read_image(held)) is not None]
    spoken = one.object("audio")
    if spoken:
        parts.append(read_spoken(spoken))
    parts += read_calls(one, place)
    return parts
