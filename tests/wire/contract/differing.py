"""Where two values of the hub differ, by path; what a format may spell otherwise does not count."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from modeldex.wire.content import ToolCall, ToolResult
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message, Reasoning
from modeldex.wire.response import ChatResponse, Choice
from modeldex.wire.tools import ForeignTool, Tool

_BESIDE = {"format", "native", "extras", "created", "message_id", "item_id", "fingerprint", "raw"}
"""What belongs to one format alone."""


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Paths at which two values differ."""
    if is_dataclass(before) and type(before) is type(after):
        for field in fields(before):
            if field.name not in _BESIDE:
                yield from differences(
                    getattr(before, field.name),
                    getattr(after, field.name),
                    f"{path}.{field.name}".lstrip("."),
                )
    elif isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{path}[{place}]")
    elif before != after:
        yield path


def canonical(value: Any) -> Any:
    """A request or an answer with ids by order of appearance and arguments in one spelling."""
    ids: dict[str, str] = {}

    def named(call_id: str) -> str:
        return ids.setdefault(call_id, f"call_{len(ids)}")

    def part(one: Any) -> Any:
        if isinstance(one, ToolCall):
            arguments = one.arguments if one.is_custom else json.dumps(json.loads(one.arguments or "{}"))
            return replace(one, id=named(one.id), arguments=arguments)
        if isinstance(one, ToolResult):
            return replace(one, call_id=named(one.call_id), name=None)
        return one

    match value:
        case ChatRequest():
            return replace(
                value,
                messages=tuple(_merged(canonical_message(one, part) for one in value.messages)),
                tools=tuple(map(_tool, value.tools)),
                reasoning=_reasoning(value.reasoning),
            )
        case ChatResponse():
            return replace(value, choices=tuple(canonical_choice(one, part) for one in value.choices))
    raise AssertionError(value)


def _tool(tool: Tool | ForeignTool) -> Tool | ForeignTool:
    """Where one format says false, another says nothing."""
    return replace(tool, is_strict=tool.is_strict or None) if isinstance(tool, Tool) else tool


def _reasoning(reasoning: Reasoning | None) -> Reasoning | None:
    """Not to think is said in two ways; who says how much says that it is to be."""
    if reasoning is None:
        return None
    if reasoning.effort == "none":
        return replace(reasoning, effort=None, is_on=False)
    if reasoning.effort is not None or reasoning.budget_tokens is not None:
        return replace(reasoning, is_on=None)
    return reasoning


def unlisted(before: Any, after: Any, losses: Losses) -> list[str]:
    """What is different although no loss says so.

    Fields of `reasoning` say one thing together. Where a message moves, all after it do.
    """
    told = ["reasoning" if loss.field.startswith("reasoning.") else loss.field for loss in losses]
    told += ["messages" for field in told if re.fullmatch(r"messages\[\d+\](\.role)?", field)]
    return [
        path
        for path in differences(canonical(before), canonical(after))
        if not any(path.startswith(field) or field.startswith(path) for field in told)
    ]


def canonical_message(message: Message, part: Any) -> Message:
    """A message with its parts in one spelling."""
    return replace(message, id=None, parts=tuple(map(part, message.parts)))


def canonical_choice(choice: Choice, part: Any) -> Choice:
    """A choice with its parts in one spelling."""
    return replace(choice, parts=tuple(map(part, choice.parts)))


def _merged(messages: Iterator[Message]) -> Iterator[Message]:
    """Results of tools that stand in several messages one after the other, in one."""
    held: Message | None = None
    for message in messages:
        if held is not None and held.role == message.role == "tool":
            held = replace(held, parts=held.parts + message.parts)
            continue
        if held is not None:
            yield held
        held = message
    if held is not None:
        yield held
