"""A whole request. https://ai.google.dev/api/generate-content"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.fields import Fields, refuse
from modeldex.wire.formats.gemini.generation import read_generation, write_generation
from modeldex.wire.formats.gemini.messages import read_contents, read_instruction, write_messages
from modeldex.wire.formats.gemini.parts_writer import Scribe
from modeldex.wire.formats.gemini.spelling import NAME, camel
from modeldex.wire.formats.gemini.thinking import takes_budget_only
from modeldex.wire.formats.gemini.tools import (
    read_choice,
    read_tools,
    write_choice,
    write_tools,
)
from modeldex.wire.further import drop_wishes
from modeldex.wire.request import ChatRequest
from modeldex.wire.service import ORDINARY
from modeldex.wire.tools import AUTO, NONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses
    from modeldex.wire.request import Message

_TIERS = frozenset({"flex", "standard", "priority"})
_NOWHERE = "has no place in this format"
_UNSAID = ("min_p", "logit_bias", "verbosity", "user", "cache_key")
"""Fields of a request that this format has no word for."""
_OWN_ONLY = (
    ("metadata", "labels", "labels are known to Vertex only, which takes small letters"),
    ("is_stored", "store", "only the Gemini API keeps logs, as the project says"),
)
"""Fields that are written back, and not made of another format's."""
_MERGED = ("generationConfig", "toolConfig")


def read_request(
    body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
) -> ChatRequest:
    """A request; the path says its model, and whether it is a stream."""
    faults: dict[str, str] = {}
    fields = Fields(camel(body) if type(body) is dict else body, "", faults)
    named = fields.text("model")
    model = model if model is not None else named
    if model is None:
        fields.fault("model", "is missing: the path says it")
    messages = _read_messages(fields, faults)
    known, extras = _read_config(fields, faults)
    left = fields.left()
    if left:
        fields = Fields(left, "", faults)
        known["service_tier"] = fields.text("serviceTier")
        known["is_stored"] = fields.flag("store")
        known["metadata"] = fields.object("labels")
        extras.update(fields.left())
    if faults:
        refuse(faults)
    return ChatRequest(
        model=(model or "").removeprefix("models/"), messages=messages, is_stream=bool(is_stream),
        format=NAME, extras=extras, **known,
    )  # fmt: skip


def _read_config(fields: Fields, faults: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that the config and the tools say, and what of them only this format knows."""
    extras: dict[str, Any] = {}
    known: dict[str, Any] = {}
    config = fields.object("generationConfig")
    if config:
        known, left = read_generation(config, faults)
        if left:
            extras["generationConfig"] = left
    tools = fields.list("tools")
    if tools:
        known["tools"] = read_tools(tools, faults)
    tool_config = fields.within("toolConfig")
    if tool_config is not None:
        known["tool_choice"], left = _read_tool_config(tool_config, faults)
        if left:
            extras["toolConfig"] = left
    return known, extras


def _read_messages(fields: Fields, faults: dict[str, str]) -> tuple[Message, ...]:
    instruction = fields.any("systemInstruction")
    contents = fields.list("contents")
    messages: list[Message] = []
    if instruction is not None:
        system = read_instruction(instruction, "systemInstruction", faults)
        if system is not None:
            messages.append(system)
    if contents:
        messages += read_contents(contents, "contents", faults)
    elif "contents" not in faults:
        fields.fault("contents", "is missing" if contents is None else "must hold at least one content")
    return tuple(messages)


def _read_tool_config(fields: Fields, faults: dict[str, str]) -> tuple[Any, dict[str, Any]]:
    spelled = Fields(dict(camel(fields.left())), "toolConfig", faults)
    choice = read_choice(spelled.object("functionCallingConfig"), faults)
    return choice, dict(spelled.left())


def write_request(request: ChatRequest, losses: Losses) -> dict[str, Any]:
    """The body of a request."""
    is_own = request.format == NAME
    is_old = takes_budget_only(request.model)
    scribe = Scribe(losses=losses, is_own=is_own, takes_detail=is_own or not is_old)
    needs_signatures = not is_own and not is_old and "gemini" in request.model
    instruction, contents = write_messages(request.messages, scribe, needs_signatures=needs_signatures)
    body: dict[str, Any] = {"contents": contents}
    if instruction:
        body["systemInstruction"] = {"parts": instruction}
    if request.tools:
        tools = write_tools(request, losses)
        if tools:
            body["tools"] = tools
    choice = request.tool_choice
    if choice is not None and request.tools and "tools" not in body:
        if choice.raw or choice.mode not in (AUTO, NONE):
            losses.drop("tool_choice", "no tool is left that could be called")
    elif choice is not None:
        config = write_choice(choice, losses, is_own=is_own)
        body["toolConfig"] = {"functionCallingConfig": config}
    config = write_generation(request, losses, is_own=is_own)
    if config:
        body["generationConfig"] = config
    _write_rest(request, body, losses, is_own=is_own)
    return body


def _write_rest(request: ChatRequest, body: dict[str, Any], losses: Losses, *, is_own: bool) -> None:
    for name in _UNSAID:
        if getattr(request, name) is not None:
            losses.drop(name, _NOWHERE)
    if request.allows_parallel_calls is False:
        losses.drop("allows_parallel_calls", "parallel calls cannot be forbidden")
    if request.service_tier is not None:
        if is_own or request.service_tier in _TIERS:
            body["serviceTier"] = request.service_tier
        elif request.service_tier not in ORDINARY:
            losses.drop("service_tier", f"must be one of {', '.join(sorted(_TIERS))}")
    for name, own, reason in _OWN_ONLY:
        value = getattr(request, name)
        if value is not None and is_own:
            body[own] = value
        elif value:
            losses.drop(name, reason)
    if request.extras:
        _write_extras(request, body, losses, is_own=is_own)


def _write_extras(request: ChatRequest, body: dict[str, Any], losses: Losses, *, is_own: bool) -> None:
    if not is_own:
        drop_wishes(request, losses)
        return
    for name, value in request.extras.items():
        if name in _MERGED:
            body[name] = _merged(body.get(name, {}), value)
        else:
            body[name] = value


def _merged(written: dict[str, Any], further: Mapping[str, Any]) -> dict[str, Any]:
    """What is written, and what only this format knows; of `thinkingConfig` both have a share."""
    merged = {**written, **further}
    if "thinkingConfig" in written and "thinkingConfig" in further:
        merged["thinkingConfig"] = {**written["thinkingConfig"], **further["thinkingConfig"]}
    return merged
