"""Where two values of the hub differ, by path.

What a format may spell otherwise does not count, nor what `wire.losses` says is no loss.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from modeldex.wire.content import Thinking, ToolCall, ToolResult
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message, OutputFormat, Reasoning
from modeldex.wire.response import ChatResponse, Choice
from modeldex.wire.service import ORDINARY
from modeldex.wire.tools import ForeignTool, Tool, ToolChoice

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
        if isinstance(one, Thinking):
            return replace(one, id=None, is_summary=False)
        return one

    match value:
        case ChatRequest():
            return replace(
                value,
                messages=tuple(_merged(canonical_message(one, part) for one in value.messages)),
                tools=tuple(map(_tool, value.tools)),
                tool_choice=_choice(value),
                reasoning=_reasoning(value.reasoning),
                output=_output(value.output),
                service_tier=_tier(value.service_tier),
                **_usual_left_out(value),
            )
        case ChatResponse():
            return replace(
                value,
                id=None,
                model=None,
                service_tier=_tier(value.service_tier),
                choices=tuple(canonical_choice(one, part) for one in value.choices),
            )
    raise AssertionError(value)


_USUAL = (
    ("is_stored", False),
    ("allows_parallel_calls", True),
    ("n", 1),
    ("frequency_penalty", 0),
    ("presence_penalty", 0),
    ("logprobs", False),
)
"""What is stated, and is so where nothing is."""


def _tier(tier: str | None) -> str | None:
    return None if tier in ORDINARY else tier


def _choice(request: ChatRequest) -> ToolChoice | None:
    """The model chooses where nobody says; and nothing can be called where there are no tools."""
    choice = request.tool_choice
    if choice is None or choice == ToolChoice() or (choice.mode == "none" and not request.tools):
        return None
    return choice


def _output(output: OutputFormat | None) -> OutputFormat | None:
    """The name is a label; some formats always keep to a schema, and do not say so."""
    return output and replace(output, name=None, is_strict=output.is_strict and None)


def _usual_left_out(request: ChatRequest) -> dict[str, Any]:
    """Fields whose value says what holds anyway."""
    return {name: None for name, usual in _USUAL if getattr(request, name) == usual}


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

    Fields of `reasoning` say one thing together, and so do tools and the choice among them. Where a message
    moves, all after it do.
    """
    told = ["reasoning" if loss.field.startswith("reasoning.") else loss.field for loss in losses]
    told += ["tool_choice" for field in told if field == "tools"]
    told += ["messages" for field in told if re.fullmatch(r"messages\[\d+\](\.role)?", field)]
    return [
        path
        for path in differences(canonical(before), canonical(after))
        if not any(path.startswith(field) or field.startswith(path) for field in told)
    ]


def canonical_message(message: Message, part: Any) -> Message:
    """A message with its parts in one spelling."""
    role = "system" if message.role == "developer" else message.role
    return replace(message, role=role, id=None, parts=tuple(map(part, message.parts)))


def canonical_choice(choice: Choice, part: Any) -> Choice:
    """A choice with its parts in one spelling."""
    parts = [_words(one) if isinstance(one, Thinking) else part(one) for one in choice.parts]
    return replace(choice, parts=tuple(one for one in parts if one != Thinking()))


def _words(thinking: Thinking) -> Thinking:
    """Of thinking in an answer, what a caller reads."""
    return Thinking(text=thinking.text)


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
