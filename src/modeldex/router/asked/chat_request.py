"""What a chat asks of the model that shall answer it: measured from the request, its content left out."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidRequestError
from modeldex.providers.shapes.measuring import shape_of
from modeldex.providers.switching.capability_gaps import NEEDS
from modeldex.providers.switching.traffic import input_tokens, output_tokens
from modeldex.router.asked.field_kinds import MOST_NAMES
from modeldex.router.asked.json_shape import shape_fault
from modeldex.router.asked.preferences import BODIES, OWN, ROUTING, state_fields, state_foreign, state_own
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.providers.shapes.shape import RequestShape
    from modeldex.router.asked.preferences import Statements
    from modeldex.wire.request import ChatRequest

_TELLING = MappingProxyType({
    "inferenceConfig": "bedrock", "toolConfig": "bedrock", "options": "ollama", "system": "anthropic",
})  # fmt: skip
"""Field that one format alone has beside `messages` -> the format."""
_JOINED = ("capabilities", "parameters", "output_modalities")
"""What is measured is asked for beside what is stated."""
_UNNECESSARY = frozenset({"thinking", "prompt_cache", "temperature", "streaming"})
"""Capabilities without which a request still gets an answer. What states them is among the parameters."""
_CACHED = ("cache_read_tokens", "audio_cache_read_tokens", "image_cache_read_tokens")
_EMBEDDING, _EMBEDDING_WIRE = "embedding", "openai_chat"
_BYTES_PER_TOKEN = 4


def state_chat(chat: ChatRequest, said: Statements) -> None:
    """Take the fields of a request out of a chat: what it states of routing, and what is measured."""
    _state_routing({"model": chat.model or None, **chat.extras}, said)
    extras = _without_routing(chat.extras)
    _add(_measured(replace(chat, extras=extras) if extras != chat.extras else chat), said)


def state_shape(shape: RequestShape, said: Statements) -> None:
    """Take the fields of a request out of a recorded call."""
    _add(measured_shape(shape), said)


def measured_shape(shape: RequestShape) -> dict[str, Any]:
    """Fields of a `RouteRequest` that a recorded call gives: its size as the provider counted it.

    Where it did not, the size is estimated from the characters. The model that was asked is left out.
    """
    fields = _of_shape(shape)
    size = input_tokens(shape)
    if size:
        fields["input_tokens"] = size
    if not shape.max_output_tokens:  # a limit of none is one that nobody kept to
        fields.pop("max_output_tokens", None)
    if shape.usage is not None:
        cached = sum(getattr(shape.usage, unit) for unit in _CACHED)
        fields |= {"output_tokens": output_tokens(shape), "cached_input_tokens": cached}
    return fields


def state_body(body: Mapping[str, Any], said: Statements, wire: str | None) -> None:
    """The same of a body that is not read yet. `wire`: its format; None: told by its fields.

    InvalidRequestError where it is none of the format; UnknownNameError for a format that there is not.
    """
    fault = shape_fault(dict(body))
    if fault is not None:
        raise InvalidRequestError({"request": fault})
    _state_routing(body, said)
    rest = _without_routing(body)
    if said.values.get("operation") == _EMBEDDING:
        found = {"input_tokens": _embedded(rest, wire or _EMBEDDING_WIRE)}
    elif wire is None and _is_embedded(rest.get("input")):
        problem = "is a list of texts or tokens, of which vectors are made: state"
        raise InvalidRequestError({"input": f"{problem} `{OWN}.operation` as {_EMBEDDING}"})
    else:
        wire = wire or next(one for name, one in (*_TELLING.items(), *BODIES.items()) if name in body)
        found = _measured(format_named(wire).read_request(rest, model=""))
    _add(found, said)


def _without_routing(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in ROUTING}


def _state_routing(body: Mapping[str, Any], said: Statements) -> None:
    state_own(body, said)
    state_fields({name: body[name] for name in ("models", "fallbacks") if name in body}, said)
    state_foreign(body, said)


def _measured(chat: ChatRequest) -> dict[str, Any]:
    """Fields of a `RouteRequest` that a chat gives: its size in tokens is an estimate."""
    from modeldex.providers.client.counting import estimated  # noqa: PLC0415 - it brings the network along

    fields = _of_shape(shape_of(chat, model=chat.model, at=""))
    modalities = tuple(one for one in chat.modalities if one != "text")
    if modalities:
        fields["output_modalities"] = tuple(dict.fromkeys(modalities))
    return fields | {"input_tokens": estimated(chat).count}


def _add(found: Mapping[str, Any], said: Statements) -> None:
    """What is measured, where it is not stated, or beside it."""
    for field, value in found.items():
        stated = said.values.get(field)
        if stated is None:
            said.values[field] = value
        elif field in _JOINED:
            listed = (stated,) if isinstance(stated, str) else stated
            if isinstance(listed, list | tuple) and len(listed) <= MOST_NAMES:
                said.values[field] = (*listed, *(one for one in value if one not in listed))
    _hold_cached(said)


def _hold_cached(said: Statements) -> None:
    """A provider that counted what is cached knows more of the size than an estimate does."""
    cached, size = said.values.get("cached_input_tokens"), said.values.get("input_tokens")
    if "input_tokens" not in said.places and type(cached) is int and type(size) is int:
        said.values["input_tokens"] = max(size, cached)


def _of_shape(shape: RequestShape) -> dict[str, Any]:
    needed = tuple(name for name, needs in NEEDS.items() if name not in _UNNECESSARY and needs(shape))
    fields: dict[str, Any] = {"capabilities": needed} if needed else {}
    if shape.parameters:
        fields["parameters"] = shape.parameters
    if shape.max_output_tokens is not None:
        fields["max_output_tokens"] = shape.max_output_tokens
    return fields


def _is_embedded(value: object) -> bool:
    """Whether an input is one of embeddings alone: a chat's is a text, or a list of objects."""
    return isinstance(value, list) and any(isinstance(one, str | int | list) for one in value)


def _embedded(body: dict[str, Any], wire: str) -> int:
    """Tokens of what is turned into vectors: of texts, by the rule for chats, and of lists of tokens."""
    form = format_named(wire).embeddings
    if form is None:
        raise InvalidRequestError({f"{OWN}.operation": f"cannot be {_EMBEDDING} in {wire}, which has none"})
    return sum(
        -(-len(one.encode("utf-8", "surrogatepass")) // _BYTES_PER_TOKEN)
        if isinstance(one, str)
        else len(one)
        for one in form.read_request(body, model="").inputs
    )
