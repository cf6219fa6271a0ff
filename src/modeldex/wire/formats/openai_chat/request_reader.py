"""A body of `/chat/completions` as the hub's request; https://platform.openai.com/docs/api-reference/chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from modeldex.wire.fields import Fields, refuse
from modeldex.wire.formats.openai_chat.message_reader import MessagesReader
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.output import read_output
from modeldex.wire.formats.openai_chat.reasoning import read_reasoning
from modeldex.wire.formats.openai_chat.tools import read_choice, read_tools
from modeldex.wire.request import ChatRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN: dict[str, tuple[str, Callable[[Fields, str], Any]]] = {
    "temperature": ("temperature", Fields.number),
    "top_p": ("top_p", Fields.number),
    "top_k": ("top_k", Fields.whole),
    "min_p": ("min_p", Fields.number),
    "frequency_penalty": ("frequency_penalty", Fields.number),
    "presence_penalty": ("presence_penalty", Fields.number),
    "seed": ("seed", Fields.whole),
    "n": ("n", Fields.whole),
    "logprobs": ("logprobs", Fields.flag),
    "top_logprobs": ("top_logprobs", Fields.whole),
    "logit_bias": ("logit_bias", Fields.object),
    "parallel_tool_calls": ("allows_parallel_calls", Fields.flag),
    "verbosity": ("verbosity", Fields.text),
    "audio": ("audio", Fields.object),
    "metadata": ("metadata", Fields.object),
    "service_tier": ("service_tier", Fields.text),
    "prompt_cache_key": ("cache_key", Fields.text),
    "store": ("is_stored", Fields.flag),
}
"""Field of a body -> the hub's name and how it is read, where nothing more is to be done."""


def read_request(
    body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
) -> ChatRequest:
    """The hub's request; InvalidRequestError names all bad fields."""
    faults: dict[str, str] = {}
    one = Fields(body, "", faults)
    said: dict[str, Any] = {"model": model or ""}
    extras: dict[str, Any] = {}
    present: dict[_Read, None] = {}
    for name, value in body.items() if not faults else ():
        plain = _PLAIN.get(name)
        if plain is not None:
            said[plain[0]] = plain[1](one, name)
        elif (read := _GROUPS.get(name)) is not None:
            present[read] = None
        elif value is not None:
            extras[name] = value
    for read in present:
        read(one, said, extras)
    if model is None:
        said["model"] = one.needed("model", one.text("model"))
    if is_stream is not None:
        said["is_stream"] = is_stream
    messages = MessagesReader(faults).read(one.any("messages"))
    if faults:
        refuse(faults)
    return ChatRequest(messages=messages, format=NAME, extras=extras, **said)


def _read_nothing(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:
    """What is read beside the groups."""


def _read_tools(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:  # noqa: ARG001
    said["tools"] = read_tools(one)


def _read_choice(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:  # noqa: ARG001
    said["tool_choice"] = read_choice(one)


def _read_output(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:
    said["output"] = read_output(one, extras)


def _read_reasoning(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:
    said["reasoning"] = read_reasoning(one, extras)


def _read_limit(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:  # noqa: ARG001
    limit, older = one.whole("max_completion_tokens"), one.whole("max_tokens")
    said["max_output_tokens"] = older if limit is None else limit


def _read_stop(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:  # noqa: ARG001
    said["stop"] = _texts(one, "stop")


def _read_modalities(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:  # noqa: ARG001
    said["modalities"] = _texts(one, "modalities")


def _texts(one: Fields, name: str) -> tuple[str, ...]:
    value = one.any(name)
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        return tuple(value)
    one.fault(name, "must be a text or a list of texts")
    return ()


def _read_caller(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:
    """`safety_identifier` is the newer name of `user`; where both stand, each is kept."""
    user, newer = one.text("user"), one.text("safety_identifier")
    said["user"] = newer if user is None else user
    if user is not None and newer is not None:
        extras["safety_identifier"] = newer


def _read_stream(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:  # noqa: ARG001
    said["is_stream"] = bool(one.flag("stream"))


def _read_stream_options(one: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:
    options = one.within("stream_options")
    if options is not None:
        said["includes_usage"] = options.flag("include_usage")
        left = options.left()
        if left:
            extras["stream_options"] = left


_Read = Callable[[Fields, dict[str, Any], dict[str, Any]], None]
_GROUPS: dict[str, _Read] = {
    "model": _read_nothing, "messages": _read_nothing,
    "tools": _read_tools, "functions": _read_tools,
    "tool_choice": _read_choice, "function_call": _read_choice,
    "response_format": _read_output,
    "max_tokens": _read_limit, "max_completion_tokens": _read_limit,
    "stop": _read_stop, "modalities": _read_modalities,
    "user": _read_caller, "safety_identifier": _read_caller,
    "stream": _read_stream, "stream_options": _read_stream_options,
    **dict.fromkeys(
        ("reasoning_effort", "reasoning", "thinking", "enable_thinking", "thinking_budget"), _read_reasoning
    ),
}  # fmt: skip
"""Field of a body -> what reads it, together with the others of its group."""
