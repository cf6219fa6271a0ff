"""The body of a Converse request -> `ChatRequest`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidRequestError
from modeldex.wire.fields import Fields, refuse
from modeldex.wire.formats.bedrock.messages import read_messages
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.formats.bedrock.reasoning import read_reasoning, read_top_k
from modeldex.wire.formats.bedrock.tools import read_tools
from modeldex.wire.json_text import read_json
from modeldex.wire.request import EFFORTS, ChatRequest, OutputFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.tools import ForeignTool, Tool, ToolChoice


def read_request(
    body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
) -> ChatRequest:
    """A request; the model and whether it is a stream stand in its path."""
    faults: dict[str, str] = {}
    fields = Fields(body, "", faults)
    named = fields.text("modelId")
    name = fields.needed("modelId", named if model is None else model) or ""
    extras: dict[str, Any] = {}
    messages = read_messages(fields.any("system"), fields.any("messages"), faults)
    tools, choice = _tools(fields, extras)
    values = _inference(fields, extras)
    output, effort = _output(fields, extras)
    more = dict(fields.object("additionalModelRequestFields") or {})
    values["top_k"] = read_top_k(name, more) if more else None
    reasoning = read_reasoning(name, effort, more)
    if more:
        extras["additionalModelRequestFields"] = more
    tier = fields.within("serviceTier")
    metadata = fields.object("requestMetadata")
    for key, value in (metadata or {}).items():
        if type(value) is not str:
            faults.setdefault(f"requestMetadata.{key}", "must be a text")
    service_tier = None if tier is None else tier.text("type")
    extras |= fields.left()
    refuse(faults)
    return ChatRequest(
        model=name, messages=messages, tools=tools, tool_choice=choice, output=output, reasoning=reasoning,
        service_tier=service_tier, metadata=metadata, is_stream=bool(is_stream), format=NAME, extras=extras,
        **values,
    )  # fmt: skip


def _tools(
    fields: Fields, extras: dict[str, Any]
) -> tuple[tuple[Tool | ForeignTool, ...], ToolChoice | None]:
    config = fields.within("toolConfig")
    if config is None:
        return (), None
    tools, choice = read_tools(config)
    _keep(extras, "toolConfig", config)
    return tools, choice


def _inference(fields: Fields, extras: dict[str, Any]) -> dict[str, Any]:
    config = fields.within("inferenceConfig")
    if config is None:
        return {}
    stop = config.list("stopSequences") or []
    if not all(type(word) is str for word in stop):
        config.fault("stopSequences", "must be a list of texts")
        stop = []
    values = {
        "max_output_tokens": config.whole("maxTokens"),
        "temperature": config.number("temperature"),
        "top_p": config.number("topP"),
        "stop": tuple(stop),
    }
    _keep(extras, "inferenceConfig", config)
    return values


def _output(fields: Fields, extras: dict[str, Any]) -> tuple[OutputFormat | None, str | None]:
    config = fields.within("outputConfig")
    if config is None:
        return None, None
    effort = config.text("effort")
    told = config.within("textFormat")
    output = None
    if told is not None:
        told.word("type", ("json_schema",))
        structure = told.within("structure")
        inner = None if structure is None else structure.within("jsonSchema")
        if inner is None:
            told.fault("structure", "must hold a jsonSchema")
        else:
            output = OutputFormat(
                kind="json_schema", schema=_schema(inner), name=inner.text("name"),
                description=inner.text("description"), is_strict=True,
            )  # fmt: skip
    _keep(extras, "outputConfig", config)
    if effort is not None and effort not in EFFORTS:  # a word that is new
        extras["outputConfig"] = {**extras.get("outputConfig", {}), "effort": effort}
        effort = None
    return output, effort


def _schema(inner: Fields) -> dict[str, Any] | None:
    """Bedrock has the schema as a text."""
    text = inner.needed("schema", inner.text("schema"))
    if text is None:
        return None
    try:
        schema = read_json(text)
    except InvalidRequestError:
        schema = None
    if isinstance(schema, dict):
        return schema
    inner.fault("schema", "must be a JSON Schema as text")
    return None


def _keep(extras: dict[str, Any], name: str, config: Fields) -> None:
    """Keep what nobody took of an object."""
    left = config.left()
    if left:
        extras[name] = dict(left)
