"""`toolConfig`: the tools, and what the model must do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import ToolCall, ToolResult
from modeldex.wire.fields import Fields
from modeldex.wire.formats.bedrock.block_reader import read_mark
from modeldex.wire.formats.bedrock.block_writer import cache_point
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.tools import AUTO, NAMED, NONE, REQUIRED, ForeignTool, Tool, ToolChoice

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

_NO_ARGUMENTS = {"type": "object", "properties": {}}
_MODES = {"auto": AUTO, "any": REQUIRED}


def read_tools(config: Fields) -> tuple[tuple[Tool | ForeignTool, ...], ToolChoice | None]:
    """Tools and choice of a `toolConfig`."""
    tools: list[Tool | ForeignTool] = []
    given = config.list("tools") or []
    if not given:
        config.fault("tools", "must hold at least one tool")
    for place, value in enumerate(given):
        mark = read_mark(given[place + 1]) if place + 1 < len(given) else None
        if read_mark(value) is not None and tools and isinstance(tools[-1], Tool):
            continue  # it is a mark on the tool before it
        tools.append(_tool(value, mark, f"{config.path}.tools[{place}]", config.faults))
    return tuple(tools), _choice(config)


def write_tools(request: ChatRequest, losses: Losses) -> dict[str, Any]:
    """The `toolConfig` of a request; empty where it needs none."""
    tools = _written(request, losses)
    called = _called(request)
    choice = request.tool_choice
    if choice is not None and choice.mode == NONE:
        if not called:
            if tools:
                losses.approximate("tool_choice", "Bedrock cannot forbid tools; they are not sent")
                losses.drop("tools", "they may not be called")
            return {}
        losses.approximate("tool_choice", "Bedrock cannot forbid tools, and wants those that were called")
        choice = None
    if not tools and called and request.format != NAME:
        losses.approximate("tools", "Bedrock wants the tools that were called; they stand there by name only")
        tools = [{"toolSpec": {"name": name, "inputSchema": {"json": _NO_ARGUMENTS}}} for name in called]
    config: dict[str, Any] = {"tools": tools} if tools else {}
    if choice is not None and not tools:
        losses.drop("tool_choice", "there are no tools")
    elif choice is not None:
        _choose(choice, config, losses)
    return config


def _tool(value: Any, mark: str | None, path: str, faults: dict[str, str]) -> Tool | ForeignTool:
    ((kind, spec),) = value.items() if type(value) is dict and len(value) == 1 else (("", None),)
    if type(spec) is not dict:
        faults.setdefault(path, "must be an object with one field, which says its kind")
        return Tool(name="")
    if kind != "toolSpec":
        return ForeignTool(format=NAME, kind=kind, raw=spec)
    fields = Fields(spec, f"{path}.toolSpec", faults)
    schema = fields.needed("inputSchema", fields.object("inputSchema")) or {}
    tool = Tool(
        name=fields.needed("name", fields.text("name")) or "",
        description=fields.text("description"),
        schema=schema.get("json"),
        is_strict=fields.flag("strict"),
        cache=mark,
    )
    if fields.left() or len(schema) != 1 or type(tool.schema) is not dict:
        return ForeignTool(format=NAME, kind="toolSpec", raw=spec)
    return tool


def _choice(config: Fields) -> ToolChoice | None:
    value = config.object("toolChoice")
    if value is None:
        return None
    if len(value) == 1:
        ((kind, body),) = value.items()
        if kind in _MODES:
            return ToolChoice(mode=_MODES[kind])
        if kind == "tool" and type(body) is dict and type(body.get("name")) is str:
            return ToolChoice(mode=NAMED, names=(body["name"],))
    config.fault("toolChoice", "must be one of auto, any, tool; tool with a name")
    return None


def _written(request: ChatRequest, losses: Losses) -> list[dict[str, Any]]:
    choice = request.tool_choice
    allowed = choice.names if choice is not None and choice.mode in {AUTO, REQUIRED} else ()
    written: list[dict[str, Any]] = []
    for place, tool in enumerate(request.tools):
        path = f"tools[{place}]"
        if isinstance(tool, ForeignTool):
            if tool.format == NAME:
                written.append({tool.kind: tool.raw})
            else:
                losses.drop(path, f"only {tool.format} runs {tool.kind}")
        elif tool.is_custom:
            losses.drop(path, "Bedrock's tools take JSON, not plain text")
        elif allowed and tool.name not in allowed:
            losses.approximate(path, "Bedrock cannot forbid single tools; it is not sent")
        else:
            written.append({"toolSpec": _spec(tool)})
            if tool.extras:
                losses.drop(f"{path}.extras", OF_ANOTHER)
            if tool.cache is not None:
                written.append(cache_point(tool.cache))
    return written


def _spec(tool: Tool) -> dict[str, Any]:
    spec: dict[str, Any] = {"name": tool.name}
    if tool.description:
        spec["description"] = tool.description
    spec["inputSchema"] = {"json": _NO_ARGUMENTS if tool.schema is None else tool.schema}
    if tool.is_strict is not None:
        spec["strict"] = tool.is_strict
    return spec


def _choose(choice: ToolChoice, config: dict[str, Any], losses: Losses) -> None:
    if choice.mode == NAMED and len(choice.names) == 1:
        config["toolChoice"] = {"tool": {"name": choice.names[0]}}
    elif choice.mode in {REQUIRED, NAMED}:
        config["toolChoice"] = {"any": {}}
    elif choice.raw:
        losses.drop("tool_choice", "only its own format knows it")
    else:
        config["toolChoice"] = {"auto": {}}


def _called(request: ChatRequest) -> list[str]:
    """Names of the tools that were called so far."""
    called: dict[str, None] = {}
    for message in request.messages:
        if message.role in {"assistant", "tool"}:
            for part in message.parts:
                if isinstance(part, ToolCall | ToolResult) and part.name:
                    called[part.name] = None
    return list(called)
