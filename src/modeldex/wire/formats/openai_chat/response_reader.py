"""A whole answer as the hub has it."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.content import Refusal, ToolCall
from modeldex.wire.fields import Fields
from modeldex.wire.formats.openai_chat.calls import call_place
from modeldex.wire.formats.openai_chat.finish import read_finish
from modeldex.wire.formats.openai_chat.logprobs import read_logprobs
from modeldex.wire.formats.openai_chat.message_reader import assistant_parts
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.usage import usage_in
from modeldex.wire.response import ChatResponse, Choice

if TYPE_CHECKING:
    from collections.abc import Mapping

KNOWN = frozenset((
    "id", "object", "created", "model", "choices", "usage", "service_tier", "system_fingerprint",
    "obfuscation",
))  # fmt: skip
"""Fields of an answer or a chunk that the hub has, and the noise of OpenAI's streams; others are extras."""


def read_response(body: Mapping[str, Any]) -> ChatResponse:
    """The answer; WireDataError where it is none. What a choice holds amiss counts as absent.

    An error in the place of an answer or beside it, as OpenRouter sends it with status 200, is none: its
    words are those of the WireDataError, and `read_failure` makes a failure of the same body.
    """
    if not isinstance(body, dict):
        raise WireDataError("answer", "it is no object")
    choices = body.get("choices")
    if not isinstance(choices, list) or body.get("error"):
        raise WireDataError("choices", _reason(body.get("error")))
    return ChatResponse(
        id=text_of(body.get("id")),
        model=text_of(body.get("model")),
        choices=tuple(_read_choice(raw, place, body.get("id")) for place, raw in enumerate(choices)),
        usage=usage_in(body),
        created=created_of(body),
        service_tier=text_of(body.get("service_tier")),
        fingerprint=text_of(body.get("system_fingerprint")),
        format=NAME,
        extras=extras_of(body),
    )


def _read_choice(raw: Any, place: int, answer_id: Any) -> Choice:
    if isinstance(raw, dict) and raw.get("error"):  # OpenRouter
        raise WireDataError(f"choices[{place}]", _reason(raw["error"]))
    message = raw.get("message") if isinstance(raw, dict) else None
    if not isinstance(message, dict):
        raise WireDataError(f"choices[{place}].message", "there is none")
    index = raw.get("index")
    if type(index) is not int:
        index = place
    parts = assistant_parts(Fields(message, "", {}), call_place(answer_id, index))
    kinds = frozenset(map(type, parts))
    return Choice(
        parts=tuple(parts),
        finish=read_finish(raw, has_refused=Refusal in kinds, has_called=ToolCall in kinds),
        index=index,
        logprobs=read_logprobs(raw.get("logprobs")),
    )


def created_of(body: Mapping[str, Any]) -> int | None:
    """Its time, in whole seconds: some servers send a fraction, and 0 for not knowing."""
    created: Any = body.get("created")
    is_number = type(created) is int or (type(created) is float and isfinite(created))
    return int(created) or None if is_number else None


def extras_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Further fields of an answer, or of a chunk."""
    return {name: value for name, value in body.items() if name not in KNOWN and value is not None}


def _reason(error: Any) -> str:
    if isinstance(error, dict) and isinstance(error.get("message"), str):
        return f"an error stands in their place: {error['message']}"
    return f"an error stands in their place: {error}" if isinstance(error, str) else "there are none"


def text_of(value: Any) -> str | None:
    """A text; a blank one says nothing."""
    return value if isinstance(value, str) and value else None
