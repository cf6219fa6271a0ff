"""Turns of a talk as messages of the hub.

Turns of one speaker that follow each other are one, as the provider takes them. Results of tools, which
stand in turns of the user here, are messages of the role `tool`.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Part, Text, ToolResult
from modeldex.wire.fields import Fields
from modeldex.wire.formats.anthropic.block_reader import read_content
from modeldex.wire.request import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ROLES = ("user", "assistant", "system")
_NO_EXTRAS: dict[str, Any] = {}


def read_system(system: Any, faults: dict[str, str]) -> list[Message]:
    """The instructions that stand before the talk, as one message; none where there are none."""
    if system is None or system == []:
        return []
    return [Message(role="system", parts=read_content(system, "system", faults))]


def read_messages(turns: list[Any] | None, faults: dict[str, str]) -> list[Message]:
    """All turns."""
    messages: list[Message] = []
    open_role = ""
    for place, turn in enumerate(turns or ()):
        role, parts, extras = _turn(turn, place, faults)
        mixed = role == "user" and ToolResult in map(type, parts)
        for name, run in _runs(parts) if mixed else ((role, parts),):
            if name == open_role and not extras:
                messages[-1] = Message(role=name, parts=messages[-1].parts + run)
            else:
                messages.append(Message(role=name, parts=run, extras=extras))
                open_role = "" if extras or name == "system" else name
    return messages


def _turn(turn: Any, place: int, faults: dict[str, str]) -> tuple[str, tuple[Part, ...], Mapping[str, Any]]:
    """Speaker, parts, and further fields, which only instructions within the talk have."""
    if type(turn) is dict and len(turn) == 2 and turn.get("role") in _ROLES and "content" in turn:
        content = turn["content"]
        if type(content) is str:
            return turn["role"], (Text(text=content),), _NO_EXTRAS
        return turn["role"], read_content(content, f"messages[{place}].content", faults), _NO_EXTRAS
    fields = Fields(turn, f"messages[{place}]", faults)
    role = fields.needed("role", fields.word("role", _ROLES)) or "user"
    content, extras = fields.any("content"), fields.left()
    if content is None and role == "system" and extras:
        return role, (), extras
    return role, read_content(content, fields.at("content"), faults), extras


def _runs(parts: tuple[Part, ...]) -> Iterable[tuple[str, tuple[Part, ...]]]:
    """What the user says and results of tools, each by themselves, with their role of the hub."""
    return [
        ("tool" if is_result else "user", tuple(run))
        for is_result, run in groupby(parts, key=lambda part: type(part) is ToolResult)
    ]
