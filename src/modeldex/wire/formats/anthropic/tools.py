"""Tools, and what is to be done with them.

https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import ToolCall
from modeldex.wire.fields import Fields
from modeldex.wire.formats.anthropic.cache import read_cache, written_cache
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.tools import AUTO, NAMED, NONE, REQUIRED, ForeignTool, Tool, ToolChoice

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

_MODES = MappingProxyType({"auto": AUTO, "any": REQUIRED, "tool": NAMED, "none": NONE})
_WORDS = MappingProxyType({mode: word for word, mode in _MODES.items()})
_NOTHING = MappingProxyType({"type": "object", "properties": {}})
"""Schema of a tool that takes nothing."""
_ANY_TEXT = MappingProxyType({
    "type": "object", "properties": {"input": {"type": "string"}}, "required": ["input"],
})  # fmt: skip
"""Schema in the place of a tool that takes plain text."""


def read_tools(tools: Any, faults: dict[str, str]) -> tuple[Tool | ForeignTool, ...]:
    """The tools; those that the provider defines or runs, which have a type of their own, are foreign."""
    read: list[Tool | ForeignTool] = []
    for place, raw in enumerate(tools or ()):
        fields = Fields(raw, f"tools[{place}]", faults)
        if type(raw) is not dict:
            continue
        kind = fields.text("type")
        if kind is None or kind == "custom":
            read.append(_tool(fields))
        else:
            read.append(ForeignTool(format=NAME, kind=kind, raw=raw))
    return tuple(read)


def read_choice(choice: Fields | None) -> tuple[ToolChoice | None, bool | None]:
    """The choice, and whether several calls at once are allowed.

    A choice that only forbids several leaves the rest to the provider, as it does without one.
    """
    if choice is None:
        return None, None
    word = choice.needed("type", choice.word("type", tuple(_MODES)))
    is_single = choice.flag("disable_parallel_tool_use")
    allows_several = None if is_single is None else not is_single
    if word == "tool":
        return ToolChoice(
            mode=NAMED, names=(choice.needed("name", choice.text("name")) or "",)
        ), allows_several
    if word is None or (word == "auto" and is_single is not None):
        return None, allows_several
    return ToolChoice(mode=_MODES[word]), allows_several


def written_tools(request: ChatRequest, losses: Losses) -> list[Any]:
    """The tools that can be said, and of them those that the choice allows."""
    choice = request.tool_choice
    allowed = choice.names if choice is not None and choice.mode != NAMED else ()
    if allowed:
        losses.approximate("tool_choice.names", "the tools that are not allowed are not sent")
    written: list[Any] = []
    for place, tool in enumerate(request.tools):
        path = f"tools[{place}]"
        if isinstance(tool, ForeignTool):
            if tool.format == NAME:
                written.append(tool.raw)
            else:
                losses.drop(path, f"{tool.kind} is known to {tool.format} alone")
        elif not allowed or tool.name in allowed:
            written.append(_written_tool(tool, path, losses, is_own=request.format == NAME))
    return written


def tools_of_talk(request: ChatRequest) -> list[Any]:
    """Stand-ins for the tools of earlier calls: the format refuses calls of tools that nobody defines."""
    names = [
        part.name for message in request.messages for part in message.parts if isinstance(part, ToolCall)
    ]
    return [{"name": name, "input_schema": {"type": "object"}} for name in dict.fromkeys(names)]


def written_choice(request: ChatRequest) -> dict[str, Any] | None:
    """The choice; None: as the provider does without one."""
    choice, allows_several = request.tool_choice, request.allows_parallel_calls
    if choice is None and (allows_several is None or (allows_several and request.format != NAME)):
        return None
    mode = AUTO if choice is None else choice.mode
    written: dict[str, Any] = {"type": _WORDS[mode]}
    if choice is not None and mode == NAMED:
        written["name"] = choice.names[0]
    if allows_several is not None and mode != NONE:
        written["disable_parallel_tool_use"] = not allows_several
    return written


def _tool(fields: Fields) -> Tool:
    name = fields.needed("name", fields.text("name")) or ""
    description = fields.text("description")
    schema = fields.needed("input_schema", fields.object("input_schema"))
    is_strict, cache = fields.flag("strict"), read_cache(fields)
    return Tool(
        name=name, description=description, schema=schema, is_strict=is_strict, cache=cache,
        extras=fields.left(),
    )  # fmt: skip


def _written_tool(tool: Tool, path: str, losses: Losses, *, is_own: bool) -> dict[str, Any]:
    written: dict[str, Any] = {"name": tool.name}
    if tool.description is not None:
        written["description"] = tool.description
    if tool.is_custom:
        losses.approximate(path, "the format has no plain-text tools; its text is the one argument, `input`")
        written["input_schema"] = dict(_ANY_TEXT)
    elif tool.schema is None:
        written["input_schema"] = dict(_NOTHING)
    else:
        written["input_schema"] = tool.schema if "type" in tool.schema else {"type": "object", **tool.schema}
    if tool.is_strict is not None:
        written["strict"] = tool.is_strict
    if tool.cache is not None:
        written["cache_control"] = written_cache(tool.cache)
    if tool.grammar is not None:
        losses.drop(f"{path}.grammar", "the format has no grammars")
    if tool.extras:
        if is_own:
            written.update(tool.extras)
        else:
            losses.drop(f"{path}.extras", OF_ANOTHER)
    return written
