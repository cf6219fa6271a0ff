"""What is noted of a request: sizes and names; and a request of the same shape, with nothing in it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.providers.shapes.shape import RequestShape, is_parameter
from modeldex.wire.content import Audio, Document, Image, Refusal, Text, Thinking, ToolCall, ToolResult, Video
from modeldex.wire.request import ChatRequest, Message, OutputFormat, Reasoning
from modeldex.wire.tools import Tool, ToolChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from modeldex.wire.content import Part

_SCHEMA = {"type": "object", "properties": {}}


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a request may state, and how one states it that means nothing."""

    is_stated: Callable[[ChatRequest], bool]
    stand_in: Mapping[str, Any]
    """Fields of a `ChatRequest` that state it."""


def _field(name: str, value: Any) -> Parameter:
    return Parameter(lambda request: getattr(request, name) not in (None, ()), {name: value})


def _output(kind: str, **more: Any) -> Parameter:
    def is_stated(request: ChatRequest) -> bool:
        return request.output is not None and request.output.kind == kind

    return Parameter(is_stated, {"output": OutputFormat(kind=kind, **more)})


def _choice(mode: str, *names: str) -> Parameter:
    def is_stated(request: ChatRequest) -> bool:
        return request.tool_choice is not None and request.tool_choice.mode == mode

    return Parameter(is_stated, {"tool_choice": ToolChoice(mode=mode, names=names)})


def _reasoning(name: str, value: Any) -> Parameter:
    def is_stated(request: ChatRequest) -> bool:
        return request.reasoning is not None and getattr(request.reasoning, name) is not None

    return Parameter(is_stated, {"reasoning": Reasoning(**{name: value})})


PARAMETERS: Mapping[str, Parameter] = MappingProxyType({
    "temperature": _field("temperature", 1.0),
    "top_p": _field("top_p", 1.0),
    "top_k": _field("top_k", 40),
    "min_p": _field("min_p", 0.0),
    "frequency_penalty": _field("frequency_penalty", 0.0),
    "presence_penalty": _field("presence_penalty", 0.0),
    "stop": _field("stop", ("x",)),
    "seed": _field("seed", 1),
    "n": Parameter(lambda request: request.n not in (None, 1), {"n": 2}),
    "logprobs": _field("logprobs", True),
    "top_logprobs": _field("top_logprobs", 1),
    "logit_bias": _field("logit_bias", {"1": 0}),
    "allows_parallel_calls": _field("allows_parallel_calls", False),
    "tool_choice.none": _choice("none"),
    "tool_choice.required": _choice("required"),
    "tool_choice.named": _choice("named", "tool_0"),
    "output.json": _output("json"),
    "output.json_schema": _output("json_schema", name="x", schema=_SCHEMA),
    "reasoning.effort": _reasoning("effort", "medium"),
    "reasoning.budget_tokens": _reasoning("budget_tokens", 1024),
    "reasoning.is_on": _reasoning("is_on", True),
    "verbosity": _field("verbosity", "medium"),
    "user": _field("user", "x"),
    "metadata": _field("metadata", {"x": "x"}),
    "service_tier": _field("service_tier", "auto"),
    "cache_key": _field("cache_key", "x"),
    "is_stored": _field("is_stored", False),
})  # fmt: skip
"""Name in a shape -> what of a request it stands for."""

CACHE_MARK, STRICT_TOOL = "cache", "tools.strict"
"""Parameters that stand in parts and tools: marks of a prompt cache, arguments that keep to a schema."""

_COUNTED = MappingProxyType({
    Image: "images", Document: "documents", Audio: "audios", Video: "videos", ToolCall: "tool_calls",
    ToolResult: "tool_results",
})  # fmt: skip


def shape_of(request: ChatRequest, *, model: str, at: str, **answered: Any) -> RequestShape:
    """The shape of a request to a model; `answered` are further fields, of what came back."""
    counts: dict[str, Any] = {}
    characters = 0
    for part in _parts(request):
        counted = _COUNTED.get(type(part))
        if counted is not None:
            counts[counted] = counts.get(counted, 0) + 1
        characters += len(_words(part))
    return RequestShape(
        model=model,
        at=at,
        messages=len(request.messages),
        characters=characters,
        tools=len(request.tools),
        parameters=tuple(_parameters(request)),
        max_output_tokens=request.max_output_tokens,
        is_stream=request.is_stream,
        **counts,
        **answered,
    )


def skeleton(shape: RequestShape) -> ChatRequest:
    """A request that states what a shape says, with nothing in it: what a format loses of it is lost of both.

    A parameter that is not known, as of a newer version, is an extra field of its name.
    """
    stated: dict[str, Any] = {}
    extras: dict[str, Any] = {}
    cache = "5m" if CACHE_MARK in shape.parameters else None
    for name in shape.parameters:
        if name in PARAMETERS:
            stated |= _joined(stated, PARAMETERS[name].stand_in)
        elif name not in (CACHE_MARK, STRICT_TOOL):
            extras[name] = None
    is_strict = True if STRICT_TOOL in shape.parameters else None
    return ChatRequest(
        model=shape.model,
        messages=(
            Message(role="user", parts=(Text(text="x", cache=cache), *_media(shape))),
            *_tool_turn(shape),
        ),
        tools=tuple(
            Tool(name=f"tool_{place}", schema=_SCHEMA, is_strict=is_strict) for place in range(shape.tools)
        ),
        max_output_tokens=shape.max_output_tokens,
        is_stream=shape.is_stream,
        format="shape" if extras else None,
        extras=extras,
        **stated,
    )


def _media(shape: RequestShape) -> Iterator[Part]:
    """One medium of each kind: a format takes all of a kind or none."""
    if shape.images:
        yield Image(data="", media_type="image/png")
    if shape.documents:
        yield Document(data="", media_type="application/pdf", title="x")
    if shape.audios:
        yield Audio(data="", media_type="audio/wav")
    if shape.videos:
        yield Video(data="", media_type="video/mp4")


def _tool_turn(shape: RequestShape) -> Iterator[Message]:
    """A call and its result, where the talk holds some."""
    if shape.tool_calls or shape.tool_results:
        yield Message(role="assistant", parts=(ToolCall(id="call_0", name="tool_0"),))
        yield Message(
            role="tool", parts=(ToolResult(call_id="call_0", name="tool_0", parts=(Text(text="x"),)),)
        )


def _joined(stated: Mapping[str, Any], further: Mapping[str, Any]) -> dict[str, Any]:
    """Fields that are stated once more; of reasoning, what both say."""
    name, value = next(iter(further.items()))
    before = stated.get(name)
    if isinstance(value, Reasoning) and isinstance(before, Reasoning):
        value = Reasoning(
            effort=before.effort or value.effort,
            budget_tokens=before.budget_tokens or value.budget_tokens,
            is_on=before.is_on or value.is_on,
        )
    return {name: value}


def _parameters(request: ChatRequest) -> Iterator[str]:
    yield from (name for name, one in PARAMETERS.items() if one.is_stated(request))
    if any(isinstance(tool, Tool) and tool.is_strict for tool in request.tools):
        yield STRICT_TOOL
    if any(getattr(part, "cache", None) for part in _parts(request)):
        yield CACHE_MARK
    yield from (name for name in sorted(request.extras) if is_parameter(name) and name not in PARAMETERS)


def _parts(request: ChatRequest) -> Iterator[Part]:
    for message in request.messages:
        for part in message.parts:
            yield part
            if isinstance(part, ToolResult):
                yield from part.parts


def _words(part: Part) -> str:
    match part:
        case Text() | Refusal() | Thinking():
            return part.text
        case ToolCall():
            return part.arguments
        case Document():
            return part.text or ""
        case _:
            return ""
