"""Tools, and what the model must do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.fields import Fields
from modeldex.wire.formats.gemini.schema import json_schema
from modeldex.wire.formats.gemini.spelling import NAME, camel
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.tools import AUTO, NAMED, NONE, REQUIRED, ForeignTool, Tool, ToolChoice

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

_DECLARATIONS = "functionDeclarations"
_MODES = {"AUTO": AUTO, "ANY": REQUIRED, "NONE": NONE, "VALIDATED": AUTO, "MODE_UNSPECIFIED": AUTO}
_TEXT_INPUT = {"type": "object", "properties": {"input": {"type": "string"}}, "required": ["input"]}


def read_tools(tools: list[Any], faults: dict[str, str]) -> tuple[Tool | ForeignTool, ...]:
    """The tools; those that are no functions are the provider's own."""
    read: list[Tool | ForeignTool] = []
    for place, value in enumerate(tools):
        path = f"tools[{place}]"
        if type(value) is not dict:
            faults[path] = "must be an object"
            continue
        for name, one in camel(value).items():
            if name == _DECLARATIONS and type(one) is list:
                read += [
                    _declaration(tool, f"{path}.{name}[{number}]", faults) for number, tool in enumerate(one)
                ]
            elif one is not None:
                read.append(ForeignTool(format=NAME, kind=name, raw={name: one}))
    return tuple(read)


def _declaration(value: Any, path: str, faults: dict[str, str]) -> Tool:
    fields = Fields(camel(value) if type(value) is dict else value, path, faults)
    name = fields.needed("name", fields.text("name")) or ""
    own = fields.object("parameters")
    schema = fields.object("parametersJsonSchema")
    if schema is None and own is not None:
        schema = json_schema(own)
    return Tool(name=name, description=fields.text("description"), schema=schema, extras=fields.left())


def read_choice(config: dict[str, Any] | None, faults: dict[str, str]) -> ToolChoice | None:
    """What must be done with the tools; None where nobody says."""
    if config is None:
        return None
    config = dict(camel(config))
    fields = Fields(config, "toolConfig.functionCallingConfig", faults)
    mode = (fields.text("mode") or "AUTO").upper()
    if mode not in _MODES:
        fields.fault("mode", f"must be one of {', '.join(_MODES)}")
        return None
    if "mode" in config:
        config["mode"] = mode
    names = tuple(fields.list("allowedFunctionNames") or ())
    if not all(type(name) is str for name in names):
        fields.fault("allowedFunctionNames", "must be a list of texts")
        return None
    word = NAMED if mode == "ANY" and len(names) == 1 else _MODES[mode]
    plain = ToolChoice(mode=word, names=names)
    if _config(plain) == config:
        return plain
    return ToolChoice(mode=word, names=names, raw=config)


def write_tools(request: ChatRequest, losses: Losses) -> list[dict[str, Any]]:
    """The tools; all functions stand in one object, since the API takes no second."""
    written: list[dict[str, Any]] = []
    declarations: list[dict[str, Any]] = []
    for place, tool in enumerate(request.tools):
        path = f"tools[{place}]"
        if type(tool) is ForeignTool:
            if tool.format == NAME:
                written.append(dict(tool.raw))
            else:
                losses.drop(path, f"{tool.kind} is run by a provider of the format {tool.format} alone")
        elif type(tool) is Tool:
            if not declarations:
                written.append({_DECLARATIONS: declarations})
            declarations.append(_written(tool, path, losses, is_own=request.format == NAME))
    return written


def _written(tool: Tool, path: str, losses: Losses, *, is_own: bool) -> dict[str, Any]:
    declaration: dict[str, Any] = {"name": tool.name}
    if tool.description is not None:
        declaration["description"] = tool.description
    if tool.is_custom:
        losses.approximate(path, "takes its text as the argument `input` of a function")
        if tool.grammar is not None:
            losses.drop(f"{path}.grammar", "arguments are held to no grammar")
        declaration["parametersJsonSchema"] = _TEXT_INPUT
    elif tool.schema is not None:
        declaration["parametersJsonSchema"] = tool.schema
    if tool.is_strict:
        losses.drop(f"{path}.is_strict", "a single function cannot be held to its schema")
    if tool.cache is not None:
        losses.drop(f"{path}.cache", "what is cached is put there beforehand, not marked in the prompt")
    if tool.extras:
        if is_own:
            declaration |= tool.extras
        else:
            losses.drop(f"{path}.extras", OF_ANOTHER)
    return declaration


def write_choice(choice: ToolChoice, losses: Losses, *, is_own: bool) -> dict[str, Any]:
    """`functionCallingConfig`."""
    if choice.raw:
        if is_own:
            return dict(choice.raw)
        losses.drop("tool_choice.raw", "is known to the format of the request alone")
    return _config(choice)


def _config(choice: ToolChoice) -> dict[str, Any]:
    if choice.mode in {REQUIRED, NAMED}:
        config: dict[str, Any] = {"mode": "ANY"}
    elif choice.mode == NONE:
        return {"mode": "NONE"}
    else:
        config = {"mode": "VALIDATED" if choice.names else "AUTO"}
    if choice.names:
        config["allowedFunctionNames"] = list(choice.names)
    return config
