"""The hub's request as a body of `/chat/completions`, in the dialect that quirks state."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.openai_chat.cache import CONTROL
from modeldex.wire.formats.openai_chat.message_writer import MessagesWriter
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.output import schema_in_words, write_output
from modeldex.wire.formats.openai_chat.reasoning import write_reasoning
from modeldex.wire.formats.openai_chat.tools import write_choice, write_tools
from modeldex.wire.further import drop_wishes, joined
from modeldex.wire.request import ChatRequest
from modeldex.wire.service import ORDINARY
from modeldex.wire.tools import AUTO, NONE

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses
    from modeldex.wire.quirks import Quirks

_PLAIN = (
    ("temperature", "temperature"),
    ("top_p", "top_p"),
    ("top_k", "top_k"),
    ("min_p", "min_p"),
    ("frequency_penalty", "frequency_penalty"),
    ("presence_penalty", "presence_penalty"),
    ("seed", "seed"),
    ("n", "n"),
    ("logprobs", "logprobs"),
    ("top_logprobs", "top_logprobs"),
    ("logit_bias", "logit_bias"),
    ("allows_parallel_calls", "parallel_tool_calls"),
    ("verbosity", "verbosity"),
    ("audio", "audio"),
    ("user", "user"),
    ("metadata", "metadata"),
    ("cache_key", "prompt_cache_key"),
    ("is_stored", "store"),
)
"""The hub's field and the body's, where a value goes as it is."""
_NAMES = tuple(theirs for _, theirs in _PLAIN)
_values = attrgetter(*(ours for ours, _ in _PLAIN))
_TIERS = frozenset(("auto", "default", "flex", "scale", "priority", "fast"))
_MOST_STOPS = 4
"""https://platform.openai.com/docs/api-reference/chat/create"""
_UNSET = ChatRequest(model="", messages=())


def write_request(request: ChatRequest, losses: Losses, quirks: Quirks) -> dict[str, Any]:
    """The body; what it cannot say goes into the losses."""
    if quirks.lacks:
        request = _without(request, losses, quirks.lacks)
    is_own = request.format == NAME
    cache_field = quirks.cache_marks or (CONTROL if is_own else None)
    messages = MessagesWriter(request, losses, quirks, cache_field).write(request.messages)
    body: dict[str, Any] = {"model": request.model, "messages": messages}
    values = zip(_NAMES, _values(request), strict=True)
    body.update([named for named in values if named[1] is not None])
    if request.max_output_tokens is not None:
        body[quirks.output_limit] = request.max_output_tokens
    _write_tools(request, losses, cache_field, body)
    if request.stop:
        body["stop"] = list(request.stop)
        if len(request.stop) > _MOST_STOPS and not is_own:
            body["stop"] = body["stop"][:_MOST_STOPS]
            losses.approximate("stop", f"the format takes {_MOST_STOPS} texts; the rest is left out")
    if request.modalities:
        body["modalities"] = list(request.modalities)
    if request.reasoning is not None:
        write_reasoning(request.reasoning, quirks.reasoning_field, body, losses)
    _write_output(request, losses, quirks, body)
    _write_tier(request, losses, body)
    _write_streaming(request, losses, quirks, body)
    _write_extras(request, losses, body)
    return body


def _without(request: ChatRequest, losses: Losses, lacks: tuple[str, ...]) -> ChatRequest:
    """The request without what the dialect lacks."""
    lacking = [name for name in lacks if getattr(request, name) != getattr(_UNSET, name)]
    for name in lacking:
        losses.drop(name, "this provider has no such field")
    return replace(request, **{name: getattr(_UNSET, name) for name in lacking}) if lacking else request


def _write_tools(request: ChatRequest, losses: Losses, cache_field: str | None, body: dict[str, Any]) -> None:
    """Tools and the choice among them: where no tool is left there is none, and no word about calls."""
    is_own, choice = request.format == NAME, request.tool_choice
    if request.tools:
        tools = write_tools(request.tools, losses, cache_field, is_own=is_own)
        if not tools:
            body.pop("parallel_tool_calls", None)
            if choice is not None and (choice.raw or choice.mode not in (AUTO, NONE)):
                losses.drop("tool_choice", "no tool is left that could be called")
            return
        body["tools"] = tools
    if choice is not None:
        written = write_choice(choice, request.tools, losses, is_own=is_own)
        if written is not None:
            body["tool_choice"] = written


def _write_output(request: ChatRequest, losses: Losses, quirks: Quirks, body: dict[str, Any]) -> None:
    output = request.output
    if output is None:
        return
    written = write_output(output, quirks.json_schema, losses)
    if written is not None:
        body["response_format"] = written
        if output.kind == "json_schema" and quirks.json_schema == "json_object":
            body["messages"].insert(0, schema_in_words(output))


def _write_tier(request: ChatRequest, losses: Losses, body: dict[str, Any]) -> None:
    tier = request.service_tier
    if tier is None:
        return
    if request.format in (None, NAME) or tier in _TIERS:
        body["service_tier"] = tier
    elif tier not in ORDINARY:
        losses.drop("service_tier", f"{tier} is a word of {request.format} alone")


def _write_streaming(request: ChatRequest, losses: Losses, quirks: Quirks, body: dict[str, Any]) -> None:
    if not request.is_stream:  # the format refuses the options of a stream then
        return
    body["stream"] = True
    if request.includes_usage is None or quirks.stream_usage == "always":
        return
    if quirks.stream_usage == "asked":
        body["stream_options"] = {"include_usage": request.includes_usage}
    elif request.includes_usage:
        losses.drop("includes_usage", "this provider's streams tell no usage")


def _write_extras(request: ChatRequest, losses: Losses, body: dict[str, Any]) -> None:
    if not request.extras:
        return
    if request.format != NAME:
        drop_wishes(request, losses)
        return
    for name, value in request.extras.items():
        if name == "stream_options" and not request.is_stream:
            continue
        said = body.setdefault(name, value)
        if said is not value and isinstance(said, dict) and isinstance(value, dict):
            body[name] = joined(value, said)
