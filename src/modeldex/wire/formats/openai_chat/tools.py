"""Tools and the choice among them; the deprecated `functions` and `function_call` are read as tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.fields import Fields
from modeldex.wire.formats.openai_chat.cache import CONTROL, read_cache, write_cache
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.tools import AUTO, NAMED, NONE, REQUIRED, ForeignTool, Tool, ToolChoice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.wire.losses import Losses

_CHOICES = {"auto": AUTO, "none": NONE, "required": REQUIRED, "any": REQUIRED}
"""Words of a choice; `any` is Mistral's."""


def read_tools(body: Fields) -> tuple[Tool | ForeignTool, ...]:
    """The tools of a request."""
    tools = [
        _read_tool(raw, f"{body.at('tools')}[{place}]", body.faults)
        for place, raw in enumerate(body.list("tools") or ())
    ]
    tools += [_read_function(one, None) for one in body.each("functions")]
    return tuple(tool for tool in tools if tool is not None)


def _read_tool(raw: Any, path: str, faults: dict[str, str]) -> Tool | ForeignTool | None:
    if type(raw) is dict and type(raw.get("function")) is dict and raw.get("type", "function") == "function":
        cache = read_cache(Fields(raw, path, faults)) if len(raw) > 2 else None
        return _read_function(Fields(raw["function"], f"{path}.function", faults), cache)
    one = Fields(raw, path, faults)
    kind = one.text("type")
    if kind == "custom":
        return _read_custom(one)
    if kind is None or kind == "function":
        if isinstance(raw, dict):
            one.needed("type" if kind is None else "function", None)
        return None
    return ForeignTool(format=NAME, kind=kind, raw=raw)


def _read_function(one: Fields, cache: str | None) -> Tool:
    return Tool(
        name=one.needed("name", one.text("name")) or "",
        description=one.text("description"),
        schema=one.object("parameters"),
        is_strict=one.flag("strict"),
        cache=cache,
        extras=one.left(),
    )


def _read_custom(one: Fields) -> Tool | None:
    held = one.within("custom")
    if held is None:
        one.needed("custom", None)
        return None
    grammar = held.object("format") or {}
    rule = grammar.get("grammar") if grammar.get("type") == "grammar" else None
    return Tool(
        name=held.needed("name", held.text("name")) or "",
        description=held.text("description"),
        is_custom=True,
        grammar={"type": "grammar", **rule} if isinstance(rule, dict) else None,
        cache=read_cache(one),
    )


def read_choice(body: Fields) -> ToolChoice | None:
    """What the model must do with the tools; None where nobody says."""
    value = body.any("tool_choice")
    older = body.any("function_call")
    if value is None:
        value = older
    if value is None:
        return None
    if isinstance(value, str):
        mode = _CHOICES.get(value)
        if mode is None:
            body.fault("tool_choice", f"must be one of {', '.join(_CHOICES)} or an object")
            return None
        return ToolChoice(mode=mode)
    if not isinstance(value, dict):
        body.fault("tool_choice", f"must be one of {', '.join(_CHOICES)} or an object")
        return None
    return _read_named(value)


def _read_named(value: dict[str, Any]) -> ToolChoice:
    if value.get("type") == "allowed_tools":
        allowed = value.get("allowed_tools")
        if isinstance(allowed, dict) and isinstance(allowed.get("tools"), list):
            names = [_name_of(one) for one in allowed["tools"]]
            mode = _CHOICES.get(str(allowed.get("mode")), AUTO)
            if all(names):
                return ToolChoice(mode=mode, names=tuple(name for name in names if name))
            return ToolChoice(mode=mode, raw=value)
        return ToolChoice(raw=value)
    name = _name_of(value)
    return ToolChoice(mode=NAMED, names=(name,)) if name else ToolChoice(raw=value)


def _name_of(value: Any) -> str | None:
    """The name in `{"type": "function", "function": {"name": ...}}`, or in `{"name": ...}` of old."""
    if not isinstance(value, dict):
        return None
    kind = value.get("type", "function")
    if not isinstance(kind, str) or kind not in {"function", "custom"}:
        return None
    held = value.get(kind, value if "type" not in value else None)
    name = held.get("name") if isinstance(held, dict) else None
    return name if isinstance(name, str) else None


def write_tools(
    tools: Iterable[Tool | ForeignTool], losses: Losses, cache_field: str | None, *, is_own: bool
) -> list[dict[str, Any]]:
    """The tools of a body."""
    written = []
    for place, tool in enumerate(tools):
        if type(tool) is Tool:
            one = _write_custom(tool) if tool.is_custom else _write_function(tool)
            if tool.extras and is_own:
                one["function"] = {**tool.extras, **one["function"]}
            elif tool.extras:
                losses.drop(f"tools[{place}].extras", OF_ANOTHER)
            if tool.cache is not None:
                if cache_field != CONTROL:  # OpenAI's own stands at parts of messages alone
                    losses.drop(f"tools[{place}].cache", "this dialect has no such mark at tools")
                else:
                    write_cache(one, tool.cache, cache_field)
            written.append(one)
        elif isinstance(tool, ForeignTool) and tool.format == NAME:
            written.append(dict(tool.raw))
        else:
            losses.drop(f"tools[{place}]", "only the provider of its own format runs it")
    return written


def _write_function(tool: Tool) -> dict[str, Any]:
    function: dict[str, Any] = {"name": tool.name}
    if tool.description is not None:
        function["description"] = tool.description
    if tool.schema is not None:
        function["parameters"] = tool.schema
    if tool.is_strict is not None:
        function["strict"] = tool.is_strict
    return {"type": "function", "function": function}


def _write_custom(tool: Tool) -> dict[str, Any]:
    custom: dict[str, Any] = {"name": tool.name}
    if tool.description is not None:
        custom["description"] = tool.description
    if tool.grammar is not None and tool.grammar.get("type") != "text":
        nested = tool.grammar.get("grammar")
        rule = nested if isinstance(nested, dict) else tool.grammar
        custom["format"] = {
            "type": "grammar",
            "grammar": {name: value for name, value in rule.items() if name != "type"},
        }
    return {"type": "custom", "custom": custom}


def write_choice(
    choice: ToolChoice, tools: Iterable[Tool | ForeignTool], losses: Losses, *, is_own: bool
) -> Any:
    """The choice as the format has it; None where it cannot be said. `is_own`: raw is of this format."""
    if choice.raw:
        if is_own:
            return dict(choice.raw)
        losses.drop("tool_choice", "only its own format knows it")
        return None
    if not choice.names:
        return REQUIRED if choice.mode == NAMED else choice.mode
    custom = {tool.name for tool in tools if isinstance(tool, Tool) and tool.is_custom}
    allowed = [_named(name, is_custom=name in custom) for name in choice.names]
    if choice.mode == NAMED:
        return allowed[0]
    if choice.mode == NONE:
        return NONE

    return {"type": "allowed_tools", "allowed_tools": {"mode": choice.mode, "tools": allowed}}


def _named(name: str, *, is_custom: bool) -> dict[str, Any]:
    kind = "custom" if is_custom else "function"
    return {"type": kind, kind: {"name": name}}
