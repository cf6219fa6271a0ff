"""The body of an answer of Ollama's <-> `ChatResponse`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.clock import read_moment, write_moment
from modeldex.wire.content import Image, Text, Thinking, ToolCall
from modeldex.wire.formats.ollama.finish import read_finish, write_finish
from modeldex.wire.formats.ollama.logprobs import read_logprobs, write_logprobs
from modeldex.wire.formats.ollama.message_reader import arguments_of
from modeldex.wire.formats.ollama.message_writer import MessageWriter
from modeldex.wire.formats.ollama.names import NAME, id_in_answer
from modeldex.wire.formats.ollama.usage import READ, WROTE, read_usage, write_usage
from modeldex.wire.further import drop_remarks
from modeldex.wire.media_type import seen_type
from modeldex.wire.response import ChatResponse, Choice
from modeldex.wire.service import ORDINARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.content import Part
    from modeldex.wire.events import Started
    from modeldex.wire.losses import Losses

_OWN = frozenset({"model", "message", "done", "done_reason", "logprobs"})
_COUNTS = frozenset({READ, WROTE})


def read_response(body: Mapping[str, Any]) -> ChatResponse:
    """A whole answer; WireDataError where it is none."""
    message = body.get("message") if isinstance(body, dict) else None
    if not isinstance(message, dict):
        raise WireDataError("message", "is missing")
    parts = read_parts(message)
    calls = read_calls(message, body.get("created_at"), 0)
    if calls is None:
        raise WireDataError("message.tool_calls", "must be a list of functions with names")
    usage = read_usage(body)
    known = _OWN if usage is None else _OWN | _COUNTS
    model = body.get("model")
    finish = read_finish(body.get("done_reason"), has_calls=bool(calls))
    return ChatResponse(
        id=None,
        model=model if isinstance(model, str) else None,
        choices=(
            Choice(
                parts=(*parts, *calls),
                finish=None if body.get("done") is False else finish,
                logprobs=read_logprobs(body.get("logprobs")),
            ),
        ),
        usage=usage,
        created=read_moment(body.get("created_at")),
        format=NAME,
        extras={name: value for name, value in body.items() if name not in known and value is not None},
    )


def read_parts(message: Mapping[str, Any]) -> list[Part]:
    """Thinking, words and pictures of a message."""
    parts: list[Part] = []
    thinking, content, images = message.get("thinking"), message.get("content"), message.get("images")
    if type(thinking) is str and thinking:
        parts.append(Thinking(text=thinking))
    if type(content) is str and content:
        parts.append(Text(text=content))
    if type(images) is list:
        parts += [Image(data=one, media_type=seen_type(one)) for one in images if type(one) is str]
    return parts


def read_calls(message: Mapping[str, Any], created_at: Any, before: int) -> list[ToolCall] | None:
    """The calls of a message, `before` being how many came before it; None where they are none."""
    calls = message.get("tool_calls")
    if calls is None:
        return []
    if type(calls) is not list:
        return None
    read: list[ToolCall] = []
    for place, call in enumerate(calls, before):
        function = call.get("function") if type(call) is dict else None
        if type(function) is not dict or type(function.get("name")) is not str:
            return None
        name = function["name"]
        arguments, id_ = arguments_of(function.get("arguments")), call.get("id")
        if type(id_) is not str or not id_:
            id_ = id_in_answer(created_at, place, name, arguments)
        read.append(ToolCall(id=id_, name=name, arguments=arguments))
    return read


def write_response(response: ChatResponse, losses: Losses) -> dict[str, Any]:
    """The body of a whole answer."""
    see_beside(response, losses)
    choice = response.choices[0] if response.choices else Choice(parts=())
    for other in response.choices[1:]:
        losses.drop(f"choices[{other.index}]", "Ollama gives one answer")
    message = {
        "role": "assistant",
        **MessageWriter(losses, is_answer=True).body(choice.parts, "choices[0]", ""),
    }
    _say_ids(message, choice.parts)
    body: dict[str, Any] = {} if response.model is None else {"model": response.model}
    moment = None if response.created is None else write_moment(response.created)
    if moment is not None:
        body["created_at"] = moment
    body["message"] = message
    is_done = choice.finish is not None or response.format != NAME
    body["done"] = is_done
    if is_done:
        body["done_reason"] = write_finish(choice.finish, 0, losses)
    if choice.logprobs is not None:
        body["logprobs"] = write_logprobs(choice.logprobs)
    if response.usage is not None:
        body |= write_usage(response.usage, losses)
    if response.format == NAME:
        return body | dict(response.extras)
    return body


def see_beside(answer: ChatResponse | Started, losses: Losses) -> None:
    """List what stands beside an answer, or its beginning, and not in Ollama's."""
    if answer.service_tier is not None and answer.service_tier not in ORDINARY:
        losses.drop("service_tier", "Ollama has no such field")
    if answer.format != NAME:
        drop_remarks(answer, losses)


def _say_ids(message: dict[str, Any], parts: tuple[Part, ...]) -> None:
    """An answer's calls keep their ids: the next answer's must be others."""
    ids = [part.id for part in parts if isinstance(part, ToolCall)]
    for id_, call in zip(ids, message.get("tool_calls", ()), strict=True):
        call["id"] = id_
