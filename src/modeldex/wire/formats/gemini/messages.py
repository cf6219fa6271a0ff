"""Contents of the format, and the messages of the hub.

Results of tools stand among the user's parts here, and in messages of their own in the hub: they are
taken apart when they are read, and put together with the user's words beside them when they are
written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Text, ToolCall, ToolResult
from modeldex.wire.formats.gemini.calls import Calls
from modeldex.wire.formats.gemini.parts_reader import UNSIGNED, read_part
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.request import Message

if TYPE_CHECKING:
    from modeldex.wire.content import Part
    from modeldex.wire.formats.gemini.parts_writer import Scribe
    from modeldex.wire.losses import Losses

_ROLES = {None: "user", "user": "user", "model": "assistant", "function": "tool", "tool": "tool"}
_INSTRUCTIONS = frozenset({"system", "developer"})


def read_instruction(value: Any, path: str, faults: dict[str, str]) -> Message | None:
    """The system's message; its role says nothing."""
    parts = _parts(value, path, Calls(), faults)
    return Message(role="system", parts=tuple(parts)) if parts else None


def read_contents(contents: list[Any], path: str, faults: dict[str, str]) -> list[Message]:
    """The messages of the talk."""
    calls = Calls()
    messages: list[Message] = []
    for place, content in enumerate(contents):
        where = f"{path}[{place}]"
        parts = _parts(content, where, calls, faults)
        role = content.get("role") if type(content) is dict else None
        if role is not None and (type(role) is not str or role not in _ROLES):
            faults[f"{where}.role"] = "must be user or model"
        elif role == "model":
            messages.append(Message(role="assistant", parts=tuple(parts)))
        else:
            _take_user(parts, messages)
    return messages


def _parts(content: Any, path: str, calls: Calls, faults: dict[str, str]) -> list[Part]:
    if type(content) is not dict:
        faults[path] = "must be an object"
        return []
    parts = content.get("parts")
    if type(parts) is not list:
        if parts is not None:
            faults[f"{path}.parts"] = "must be a list"
        return []
    read: list[Part] = []
    for place, value in enumerate(parts):
        if type(value) is dict and len(value) == 1 and type(value.get("text")) is str:
            read.append(Text(text=value["text"]))
            continue
        part = read_part(value, f"{path}.parts[{place}]", calls, faults)
        if part is not None:
            read.append(part)
    return read


def _take_user(parts: list[Part], messages: list[Message]) -> None:
    """Add what the user's side says, split where results and words meet; results go to results before."""
    if len(parts) == 1 and type(parts[0]) is not ToolResult:
        messages.append(Message(role="user", parts=tuple(parts)))
        return
    run: list[Part] = []
    role = ""
    begun = len(messages)
    for part in parts:
        of_part = "tool" if type(part) is ToolResult else "user"
        if of_part != role and run:
            _add(role, run, messages, begun)
            run = []
        role = of_part
        run.append(part)
    _add(role or "user", run, messages, begun)


def _add(role: str, run: list[Part], messages: list[Message], begun: int) -> None:
    if role == "tool" and messages and messages[-1].role == "tool" and len(messages) <= begun:
        messages[-1] = Message(role="tool", parts=(*messages[-1].parts, *run))
    else:
        messages.append(Message(role=role, parts=tuple(run)))


def write_messages(
    messages: tuple[Message, ...], scribe: Scribe, *, needs_signatures: bool = False
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The parts of the instruction, and the contents.

    `needs_signatures`: whether the model refuses calls without one, as Gemini 3 does.
    """
    instruction: list[dict[str, Any]] = []
    contents: list[dict[str, Any]] = []
    before = ""
    for place, message in enumerate(messages):
        path = f"messages[{place}]"
        _note_lost(message, path, scribe.losses)
        if message.role in _INSTRUCTIONS:
            if contents:
                scribe.losses.approximate("messages", f"the instructions of {path} are put before the talk")
            elif instruction:
                scribe.losses.approximate("messages", f"{path} is joined to the instructions before it")
            instruction += _instruction(message, path, scribe)
            continue
        parts = _written(message, path, scribe)
        if not parts and not (scribe.is_own and not message.parts):
            if not message.parts:
                scribe.losses.drop(path, "says nothing")
            continue
        if message.role == "assistant":
            if needs_signatures:
                _sign(parts, message, path, scribe)
            contents.append({"role": "model", "parts": parts})
        elif "tool" in (message.role, before) and contents and contents[-1]["role"] == "user":
            contents[-1]["parts"] += parts
        else:
            contents.append({"role": "user", "parts": parts})
        before = message.role
    scribe.order_results()
    return instruction, contents


def _note_lost(message: Message, path: str, losses: Losses) -> None:
    if message.name is not None:
        losses.drop(f"{path}.name", "speakers have no names in this format")
    if message.extras:
        losses.drop(f"{path}.extras", OF_ANOTHER)


def _instruction(message: Message, path: str, scribe: Scribe) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = []
    for place, part in enumerate(message.parts):
        where = f"{path}.parts[{place}]"
        if type(part) is not Text and not scribe.is_own:
            scribe.losses.drop(where, "instructions are text only")
            continue
        one = scribe.part(part, where)
        if one is not None:
            written.append(one)
    return written


def _written(message: Message, path: str, scribe: Scribe) -> list[dict[str, Any]]:
    written = [scribe.part(part, f"{path}.parts[{place}]") for place, part in enumerate(message.parts)]
    return [part for part in written if part is not None]


def _sign(parts: list[dict[str, Any]], message: Message, path: str, scribe: Scribe) -> None:
    """Let the first call of a turn that Gemini did not make pass as signed."""
    for part in parts:
        if "functionCall" in part:
            if "thoughtSignature" not in part:
                part["thoughtSignature"] = UNSIGNED
                place = next(place for place, one in enumerate(message.parts) if type(one) is ToolCall)
                scribe.losses.approximate(
                    f"{path}.parts[{place}].signature",
                    "the call has none of Gemini's: its check is passed over",
                )
            return
