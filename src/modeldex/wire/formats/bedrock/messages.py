"""The talk: `system` and `messages`, where results of tools stand in what the user says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import ToolResult
from modeldex.wire.formats.bedrock.block_reader import read_blocks
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.request import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.wire.content import Part
    from modeldex.wire.formats.bedrock.block_writer import BlockWriter
    from modeldex.wire.losses import Losses

_ROLES = ("user", "assistant", "system")
_AS_BEDROCK = {
    "system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "user",
}  # fmt: skip


def read_messages(system: Any, messages: Any, faults: dict[str, str]) -> tuple[Message, ...]:
    """The talk in the hub's words: what one speaker says in a row is one message."""
    talk: list[tuple[str, list[Part]]] = []
    if system is not None:
        _say(talk, "system", read_blocks(system, "system", faults))
    if messages is not None and type(messages) is not list:
        faults.setdefault("messages", "must be a list")
        messages = None
    for place, message in enumerate(messages or ()):
        role = message.get("role") if type(message) is dict else None
        if role not in _ROLES or len(message) != 2:
            _find_fault(message, f"messages[{place}]", faults)
            if role not in _ROLES:
                continue
        parts = read_blocks(message.get("content"), f"messages[{place}].content", faults)
        if role != "user":
            _say(talk, role, parts)
            continue
        for part in parts:
            _say(talk, "tool" if type(part) is ToolResult else "user", [part])
    return tuple([Message(role=role, parts=tuple(parts)) for role, parts in talk])


def write_messages(
    messages: Sequence[Message], writer: BlockWriter, losses: Losses
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """`system` and `messages`: instructions that begin the talk stand in the first, others in their place."""
    system: list[dict[str, Any]] = []
    talk: list[dict[str, Any]] = []
    for place, message in enumerate(messages):
        path = f"messages[{place}]"
        if message.name is not None:
            losses.drop(f"{path}.name", "Bedrock has no names of speakers")
        if message.extras:
            losses.drop(f"{path}.extras", OF_ANOTHER)
        role = _AS_BEDROCK[message.role]
        blocks = writer.blocks(message.parts, path)
        if place and message.role != "tool" and messages[place - 1].role == message.role:
            losses.approximate(path, "Bedrock wants speakers to take turns; it is joined to the one before")
        if role == "system" and not talk:
            system += blocks
        elif talk and talk[-1]["role"] == role:
            talk[-1]["content"] += blocks
        elif blocks:
            talk.append({"role": role, "content": blocks})
    return system, talk


def _say(talk: list[tuple[str, list[Part]]], role: str, parts: list[Part]) -> None:
    if talk and talk[-1][0] == role:
        talk[-1][1].extend(parts)
    elif parts:
        talk.append((role, parts))


def _find_fault(message: Any, path: str, faults: dict[str, str]) -> None:
    if type(message) is not dict:
        faults.setdefault(path, "must be an object")
        return
    if message.get("role") not in _ROLES:
        faults.setdefault(f"{path}.role", f"must be one of {', '.join(_ROLES)}")
    for name in message:
        if name not in {"role", "content"}:
            faults.setdefault(f"{path}.{name}", "is no field of a message")
