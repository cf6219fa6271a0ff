"""Requests as they come in: https://platform.claude.com/docs/en/api/messages/create."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.fields import Fields, refuse
from modeldex.wire.formats.anthropic.message_reader import read_messages, read_system
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.formats.anthropic.output import read_output
from modeldex.wire.formats.anthropic.reasoning import read_reasoning
from modeldex.wire.formats.anthropic.tools import read_choice, read_tools
from modeldex.wire.request import ChatRequest

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_request(
    body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
) -> ChatRequest:
    """A request; InvalidRequestError names all bad fields."""
    faults: dict[str, str] = {}
    fields = Fields(body, "", faults)
    stated = fields.text("model")
    wished = fields.flag("stream")
    system = read_system(fields.any("system"), faults)
    turns = fields.needed("messages", fields.list("messages"))
    if turns is not None and not turns:
        fields.fault("messages", "must hold a message")
    messages = read_messages(turns, faults)
    choice, allows_several = read_choice(fields.within("tool_choice"))
    user, metadata = _metadata(fields.within("metadata"))
    output, reasoning, beside = _configured(fields)
    limit = fields.needed("max_tokens", fields.whole("max_tokens"))
    request = ChatRequest(
        model=(model if model is not None else fields.needed("model", stated)) or "",
        messages=(*system, *messages),
        tools=read_tools(fields.list("tools"), faults),
        tool_choice=choice,
        allows_parallel_calls=allows_several,
        output=output,
        max_output_tokens=limit,
        temperature=fields.number("temperature"),
        top_p=fields.number("top_p"),
        top_k=fields.whole("top_k"),
        stop=_stop(fields),
        reasoning=reasoning,
        user=user,
        metadata=metadata,
        service_tier=fields.text("service_tier"),
        is_stream=(is_stream if is_stream is not None else wished) is True,
        format=NAME,
        extras={**fields.left(), **beside} if beside else fields.left(),
    )
    if faults:
        refuse(faults)
    return request


def _configured(fields: Fields) -> tuple[Any, Any, dict[str, Any]]:
    """Form of the answer, reasoning, and what the hub has no word for of the objects that say it."""
    config, elder = fields.within("output_config"), fields.within("output_format")
    thinking = fields.within("thinking")
    beside: dict[str, Any] = {}
    if thinking is None and config is None and elder is None:
        return None, None, beside
    reasoning, rest = read_reasoning(thinking, config)
    if rest:
        beside["thinking"] = rest
    output = read_output(elder)
    if config is not None:
        output = read_output(config.within("format")) or output
        if config.left():
            beside["output_config"] = config.left()
    return output, reasoning, beside


def _metadata(metadata: Fields | None) -> tuple[str | None, Mapping[str, Any] | None]:
    """The user, and what else there is."""
    if metadata is None:
        return None, None
    return metadata.text("user_id"), metadata.left() or None


def _stop(fields: Fields) -> tuple[str, ...]:
    texts = fields.list("stop_sequences")
    if not texts:
        return ()
    for place, text in enumerate(texts):
        if type(text) is not str:
            fields.fault(f"stop_sequences[{place}]", "must be a text")
    return tuple(texts)
