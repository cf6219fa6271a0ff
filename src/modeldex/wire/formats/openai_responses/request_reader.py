"""A request, from the format's words: https://platform.openai.com/docs/api-reference/responses/create."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Text
from modeldex.wire.fields import Fields, refuse
from modeldex.wire.formats.openai_responses.item_reader import read_items
from modeldex.wire.formats.openai_responses.names import NAME
from modeldex.wire.formats.openai_responses.output_form import read_reasoning, read_text
from modeldex.wire.formats.openai_responses.tools import read_choice, read_tools
from modeldex.wire.request import ChatRequest, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LOGPROBS = "message.output_text.logprobs"
"""What stands in `include` where likelihoods are asked for."""
_CONTINUED = ("previous_response_id", "conversation", "prompt")
"""Fields one of which may stand in the place of `input`."""

_PLAIN: dict[str, tuple[str, Callable[[Fields, str], Any]]] = {
    "parallel_tool_calls": ("allows_parallel_calls", Fields.flag),
    "max_output_tokens": ("max_output_tokens", Fields.whole),
    "temperature": ("temperature", Fields.number),
    "top_p": ("top_p", Fields.number),
    "top_logprobs": ("top_logprobs", Fields.whole),
    "metadata": ("metadata", Fields.object),
    "service_tier": ("service_tier", Fields.text),
    "prompt_cache_key": ("cache_key", Fields.text),
    "store": ("is_stored", Fields.flag),
}  # fmt: skip
"""Field of the body -> field of the hub, and how it is taken."""


def read_request(
    body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
) -> ChatRequest:
    """A request; InvalidRequestError names all bad fields by their path."""
    faults: dict[str, str] = {}
    fields = Fields(body, "", faults)
    refuse(faults)
    values: dict[str, Any] = {}
    extras: dict[str, Any] = {}
    for name in body:
        plain = _PLAIN.get(name)
        if plain is not None:
            values[plain[0]] = plain[1](fields, name)
    asked, streams = fields.text("model"), fields.flag("stream")
    values["model"] = model if model is not None else fields.needed("model", asked) or ""
    values["is_stream"] = bool(streams) if is_stream is None else is_stream
    values["messages"] = tuple(_messages(fields, body))
    if "tools" in body:
        values["tools"] = read_tools(fields)
    if "tool_choice" in body:
        values["tool_choice"] = read_choice(fields)
    if "text" in body:
        read_text(fields, values, extras)
    if "reasoning" in body:
        values["reasoning"] = read_reasoning(fields, extras)
    if "include" in body:
        _include(fields, values, extras)
    if "user" in body or "safety_identifier" in body:
        _user(fields, values, extras)
    extras.update(fields.left())
    refuse(faults)
    return ChatRequest(format=NAME, extras=extras, **values)


def _messages(fields: Fields, body: Mapping[str, Any]) -> list[Message]:
    """The talk; `instructions` are a system message at its beginning."""
    messages: list[Message] = []
    instructions = fields.text("instructions")
    if instructions is not None:
        messages.append(Message(role="system", parts=(Text(text=instructions),)))
    given = fields.any("input")
    if type(given) is str:
        messages.append(Message(role="user", parts=(Text(text=given),)))
    elif type(given) is list:
        messages += read_items(given, "input", fields.faults)
    elif given is not None:
        fields.fault("input", "must be a text or a list")
    elif not any(body.get(name) is not None for name in _CONTINUED):
        fields.fault("input", "is missing")
    return messages


def _include(fields: Fields, values: dict[str, Any], extras: dict[str, Any]) -> None:
    asked = fields.list("include")
    if asked is None:
        return
    if LOGPROBS in asked:
        values["logprobs"] = True
        asked = [one for one in asked if one != LOGPROBS]
    if asked:
        extras["include"] = asked


def _user(fields: Fields, values: dict[str, Any], extras: dict[str, Any]) -> None:
    """Whom the caller asks for: `safety_identifier` has taken the place of `user`."""
    user, identifier = fields.text("user"), fields.text("safety_identifier")
    values["user"] = user if identifier is None else identifier
    if user is not None and identifier is not None:
        extras["user"] = user
