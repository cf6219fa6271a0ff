"""Requests as they are written."""

from typing import Any

from modeldex.wire.content import Part
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.quirks import NO_QUIRKS, Quirks
from modeldex.wire.request import ChatRequest, Message


def said(
    *messages: tuple[str, Part], quirks: Quirks = NO_QUIRKS, **fields: Any
) -> tuple[dict[str, Any], list[str], list[str]]:
    """The body, the paths of what was dropped, and of what is only approximated."""
    talk = tuple(Message(role=role, parts=(part,)) for role, part in messages)
    losses = Losses()
    body = FORMAT.write_request(ChatRequest(model="m", messages=talk, **fields), losses, quirks)
    del body["model"]
    return body, [loss.field for loss in losses.dropped], [loss.field for loss in losses.approximated]


OPENAI = Quirks(output_limit="max_completion_tokens", system_role="", cache_marks="prompt_cache_breakpoint")


def written(body: dict[str, Any], quirks: Quirks = OPENAI) -> dict[str, Any]:
    losses = Losses()
    again = FORMAT.write_request(FORMAT.read_request(body), losses, quirks)
    assert not losses, list(losses)
    return again


def asked(*messages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"model": "m", "messages": list(messages) or [{"role": "user", "content": "Hi"}], **fields}


def talk(*messages: dict[str, Any]) -> tuple[Message, ...]:
    return FORMAT.read_request(asked(*messages)).messages
