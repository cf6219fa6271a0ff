"""The body of a chat with Ollama -> `ChatRequest`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.fields import Fields, refuse
from modeldex.wire.formats.ollama.message_reader import MessageReader
from modeldex.wire.formats.ollama.names import NAME
from modeldex.wire.request import EFFORTS, ChatRequest, OutputFormat, Reasoning
from modeldex.wire.tools import ForeignTool, Tool

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_request(
    body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
) -> ChatRequest:
    """A request. Ollama streams where nothing is said."""
    faults: dict[str, str] = {}
    fields = Fields(body, "", faults)
    named = fields.text("model")
    reader = MessageReader(faults)
    given = fields.list("messages") or ()
    messages = [reader.read(message, f"messages[{place}]") for place, message in enumerate(given)]
    extras: dict[str, Any] = {}
    values = _options(fields, extras)
    streams = fields.flag("stream")
    tools = tuple([_tool(tool) for tool in fields.each("tools")])
    name = fields.needed("model", named if model is None else model) or ""
    request = ChatRequest(
        model=name,
        messages=tuple([message for message in messages if message is not None]),
        tools=tools,
        output=_output(fields),
        reasoning=_reasoning(fields),
        logprobs=fields.flag("logprobs"),
        top_logprobs=fields.whole("top_logprobs"),
        is_stream=is_stream if is_stream is not None else streams is not False,
        format=NAME,
        extras=extras,
        **values,
    )
    extras |= fields.left()
    refuse(faults)
    return request


def _options(fields: Fields, extras: dict[str, Any]) -> dict[str, Any]:
    """The options that the hub has; `num_predict` below zero means no limit, in two ways."""
    options = fields.within("options")
    if options is None:
        return {}
    most, stop = options.whole("num_predict"), options.any("stop")
    values: dict[str, Any] = {
        "temperature": options.number("temperature"),
        "top_p": options.number("top_p"),
        "top_k": options.whole("top_k"),
        "min_p": options.number("min_p"),
        "seed": options.whole("seed"),
        "frequency_penalty": options.number("frequency_penalty"),
        "presence_penalty": options.number("presence_penalty"),
    }
    words = [stop] if type(stop) is str else stop or []
    if type(words) is list and all(type(word) is str for word in words):
        values["stop"] = tuple(words)
    else:
        options.fault("stop", "must be a text or a list of texts")
    left = dict(options.left())
    if most is not None and most < 0:
        left["num_predict"] = most
    else:
        values["max_output_tokens"] = most
    if left:
        extras["options"] = left
    return values


def _output(fields: Fields) -> OutputFormat | None:
    value = fields.any("format")
    if value is None or value == "":
        return None
    if value == "json":
        return OutputFormat(kind="json")
    if type(value) is dict:
        return OutputFormat(kind="json_schema", schema=value, is_strict=True)
    fields.fault("format", 'must be "json" or a JSON Schema')
    return None


def _reasoning(fields: Fields) -> Reasoning | None:
    value = fields.any("think")
    if value is None:
        return None
    if type(value) is bool:
        return Reasoning(is_on=value)
    if value in EFFORTS:
        return Reasoning(effort=value)
    fields.fault("think", f"must be true, false or one of {', '.join(EFFORTS)}")
    return None


def _tool(fields: Fields) -> Tool | ForeignTool:
    kind = fields.text("type") or "function"
    if kind != "function":
        return ForeignTool(format=NAME, kind=kind, raw=dict(fields.left()))
    function = fields.within("function")
    if function is None:
        fields.fault("function", "is missing")
        return Tool(name="")
    return Tool(
        name=function.needed("name", function.text("name")) or "",
        description=function.text("description"),
        schema=function.object("parameters"),
        extras=function.left(),
    )
