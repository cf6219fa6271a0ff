"""Tools, and what must be done with them, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.fields import Fields
from modeldex.wire.formats.openai_responses.names import NAME
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.tools import AUTO, NAMED, NONE, REQUIRED, ForeignTool, Tool, ToolChoice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

_WORDS = (AUTO, NONE, REQUIRED)
_KINDS = ("function", "custom")


def read_tools(fields: Fields) -> tuple[Tool | ForeignTool, ...]:
    """The tools of a request."""
    value = fields.list("tools") or ()
    return tuple([_tool(one, f"tools[{place}]", fields.faults) for place, one in enumerate(value)])


def _tool(value: Any, path: str, faults: dict[str, str]) -> Tool | ForeignTool:
    fields = Fields(value, path, faults)
    kind = fields.text("type")
    if kind not in _KINDS:
        fields.needed("type", kind)
        return ForeignTool(format=NAME, kind=kind or "", raw=value if isinstance(value, dict) else {})
    name = fields.needed("name", fields.text("name")) or ""
    description = fields.text("description")
    if kind == "custom":
        grammar = fields.object("format")
        return Tool(name=name, description=description, is_custom=True, grammar=grammar, extras=fields.left())
    schema, is_strict = fields.object("parameters"), fields.flag("strict")
    extras = fields.left()
    return Tool(
        name=name, description=description, schema=schema, is_strict=is_strict or None,
        extras={**extras, "strict": None} if is_strict is None else extras,
    )  # fmt: skip


def write_tools(request: ChatRequest, losses: Losses) -> list[dict[str, Any]]:
    """The tools of a request.

    Functions are strict here where nothing is said, other than in OpenAI's older format and in all
    others (https://developers.openai.com/api/docs/guides/migrate-to-responses). So what the others leave
    unsaid is `false` here, both ways; what is unsaid here goes back as it came, among the extras.
    """
    is_own = request.format == NAME
    written = []
    for place, tool in enumerate(request.tools):
        if isinstance(tool, ForeignTool):
            if tool.format == NAME:
                written.append(dict(tool.raw))
            else:
                losses.drop(f"tools[{place}]", f"only {tool.format} runs {tool.kind}")
            continue
        one = _custom(tool) if tool.is_custom else _function(tool)
        if tool.cache is not None:
            losses.approximate(f"tools[{place}].cache", "the provider chooses by itself what it keeps")
        if tool.extras:
            if is_own:
                one |= tool.extras
            else:
                losses.drop(f"tools[{place}].extras", OF_ANOTHER)
        written.append(one)
    return written


def _function(tool: Tool) -> dict[str, Any]:
    written: dict[str, Any] = {"type": "function", "name": tool.name}
    if tool.description is not None:
        written["description"] = tool.description
    written["parameters"] = tool.schema
    written["strict"] = bool(tool.is_strict)
    return written


def _custom(tool: Tool) -> dict[str, Any]:
    written: dict[str, Any] = {"type": "custom", "name": tool.name}
    if tool.description is not None:
        written["description"] = tool.description
    if tool.grammar is not None:
        nested = tool.grammar.get("grammar")  # as OpenAI's older format has it
        flat = {"type": "grammar", **nested} if isinstance(nested, dict) else tool.grammar
        written["format"] = flat
    return written


def read_choice(fields: Fields) -> ToolChoice | None:
    """What must be done with the tools."""
    value = fields.any("tool_choice")
    if value is None:
        return None
    if isinstance(value, str):
        if value not in _WORDS:
            fields.fault("tool_choice", f"must be one of {', '.join(_WORDS)} or an object")
            return None
        return ToolChoice(mode=value)
    inner = Fields(value, "tool_choice", fields.faults)
    kind = inner.needed("type", inner.text("type"))
    if kind in _KINDS:
        return ToolChoice(mode=NAMED, names=(inner.needed("name", inner.text("name")) or "",))
    if kind == "allowed_tools":
        return _allowed(inner, value)
    return ToolChoice(mode=REQUIRED, raw=value if isinstance(value, dict) else {})


def _allowed(fields: Fields, value: Mapping[str, Any]) -> ToolChoice:
    mode = fields.word("mode", (AUTO, REQUIRED)) or AUTO
    tools = fields.list("tools") or []
    names = [
        one.get("name") if isinstance(one, dict) and one.get("type") in _KINDS else None for one in tools
    ]
    if all(isinstance(name, str) and name for name in names):
        return ToolChoice(mode=mode, names=tuple(map(str, names)))
    return ToolChoice(mode=mode, raw=value)


def write_choice(request: ChatRequest, losses: Losses) -> str | Mapping[str, Any] | None:
    """What must be done with the tools; None where it cannot be said."""
    choice = request.tool_choice
    if choice is None:
        return None
    if choice.raw:
        if request.format == NAME:
            return choice.raw
        losses.drop("tool_choice", f"only {request.format} knows such a choice")
        return None
    names = [_named(name, request.tools) for name in choice.names]
    if choice.mode == NAMED and len(names) == 1:
        return names[0]
    if not names:
        return REQUIRED if choice.mode == NAMED else choice.mode
    mode = AUTO if choice.mode == AUTO else REQUIRED
    return {"type": "allowed_tools", "mode": mode, "tools": names}


def _named(name: str, tools: Sequence[Tool | ForeignTool]) -> dict[str, str]:
    is_custom = any(isinstance(tool, Tool) and tool.name == name and tool.is_custom for tool in tools)
    return {"type": "custom" if is_custom else "function", "name": name}
