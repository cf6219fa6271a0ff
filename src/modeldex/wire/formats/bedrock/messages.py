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

_STAND_IN = "Go on."
"""What the user says where there is nothing of the user's."""
_BESIDE = "Read the document."
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
        if role != "user" or ToolResult not in map(type, parts):
            _say(talk, role, parts)
            continue
        for part in parts:
            _say(talk, "tool" if type(part) is ToolResult else "user", [part])
    return tuple([Message(role=role, parts=tuple(parts)) for role, parts in talk])


def write_messages(
    messages: Sequence[Message], writer: BlockWriter, losses: Losses, *, is_own: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """`system` and `messages`: instructions that begin the talk stand in the first.

    `is_own`: the talk was read from this format, and is left as its caller wrote it: instructions within
    it stay in their place. Otherwise what the provider would refuse is mended, and listed.
    """
    system: list[dict[str, Any]] = []
    talk: list[dict[str, Any]] = []
    for place, message in enumerate(messages):
        path = f"messages[{place}]"
        if message.name is not None:
            losses.drop(f"{path}.name", "Bedrock has no names of speakers")
        if message.extras:
            losses.drop(f"{path}.extras", OF_ANOTHER)
        role = _AS_BEDROCK[message.role]
        if role == "system" and talk and not is_own:
            role = _moved(messages, place, talk, losses)
        blocks = writer.blocks(message.parts, path)
        if place and message.role != "tool" and messages[place - 1].role == message.role:
            losses.approximate(path, "Bedrock wants speakers to take turns; it is joined to the one before")
        if not blocks and message.parts and not is_own:
            losses.drop(path, "nothing of it is left")
        if role == "system" and (not talk or not is_own):
            system += blocks
        elif talk and talk[-1]["role"] == role:
            talk[-1]["content"] += blocks
        elif blocks:
            talk.append({"role": role, "content": blocks})
    if messages and not is_own:
        _mend(talk, losses)
    return system, talk


def _moved(messages: Sequence[Message], place: int, talk: list[dict[str, Any]], losses: Losses) -> str:
    """Where instructions within a talk go: before it, or, as the last word after the model's own, in it."""
    path = f"messages[{place}]"
    is_last = all(_AS_BEDROCK[later.role] == "system" for later in messages[place:])
    if is_last and talk[-1]["role"] == "assistant":
        losses.approximate(path, "instructions at the end are told as the user's words")
        return "user"
    losses.approximate("messages", f"the instructions of {path} are put before the talk")
    return "system"


def _mend(talk: list[dict[str, Any]], losses: Losses) -> None:
    """What the provider would refuse of the talk as a whole."""
    if not talk or talk[0]["role"] != "user":
        losses.approximate("messages", f"the user speaks first: {_STAND_IN!r} stands for it")
        talk.insert(0, {"role": "user", "content": [{"text": _STAND_IN}]})
    for turn in talk:
        content = turn["content"]
        if any("document" in block for block in content) and not any("text" in block for block in content):
            losses.approximate("messages", f"a document wants words beside it: {_BESIDE!r} stands for them")
            content.append({"text": _BESIDE})


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
