"""`Call`: one question to a model as it is about to go out, and how it is made of what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidRequestError
from modeldex.providers.client.defaults import defaults_for, with_added
from modeldex.providers.client.dialect import in_dialect
from modeldex.providers.client.media import check_media, fetched_media
from modeldex.providers.endpoint import LOCAL
from modeldex.providers.predictable import PROVIDER
from modeldex.wire.content import Text
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message
from modeldex.wire.soundness import see_sound
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.providers.client.caller import PublicSender
    from modeldex.providers.endpoint import Endpoint
    from modeldex.wire.format import WireFormat
    from modeldex.wire.losses import Loss

Asked = ChatRequest | Mapping[str, Any] | str
"""What a model can be asked: a request of the hub, one in the words of a format, or one message."""

USUAL = "openai_chat"
"""The format whose words a mapping is read in, unless another is named."""


_INSTRUCTS_APART = ("anthropic", "bedrock", "gemini")
"""Formats in which instructions are no message."""
_WANTS_LIMIT = "anthropic"
"""The format in which `max_tokens` must be stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What goes out, and what of the request does not."""

    model: ModelConfig
    endpoint: Endpoint
    wire: WireFormat
    request: ChatRequest
    """What is asked, defaults included."""
    body: dict[str, Any]
    dropped: tuple[Loss, ...] = ()
    approximated: tuple[Loss, ...] = ()

    @property
    def path(self) -> str:
        """The path below the endpoint's root."""
        return self.wire.path(self.endpoint.model, is_stream=self.request.is_stream)


def wire_wanted(asked: Asked, words: str) -> str | None:
    """The format in which a request says all that it does; None where none is better than the others."""
    if isinstance(asked, str):
        return None
    return asked.format if isinstance(asked, ChatRequest) else words


async def prepared(
    asked: Asked,
    words: str,
    model: ModelConfig,
    endpoint: Endpoint,
    media: PublicSender,
    *,
    is_stream: bool,
    is_strict: bool,
) -> Call:
    """The call that asks a model for what was asked; `words` is the format of a mapping.

    A mapping in the words that the endpoint speaks goes through as it is, but for the name of the model,
    for what says whether it is a stream, for defaults that it leaves open, and for fields that the
    provider's quirks concern.
    InvalidRequestError where it is no request, UntranslatableError in strict mode where something is lost.
    """
    wire = format_named(endpoint.wire)
    request = _read(asked, words, endpoint.model, is_stream=is_stream)
    added = defaults_for(request, model, endpoint.provider)
    request = replace(
        request,
        model=endpoint.model,
        is_stream=is_stream,
        includes_usage=True if is_stream and request.includes_usage is None else request.includes_usage,
        **added,
    )
    losses = Losses(is_strict=is_strict)
    if isinstance(asked, Mapping) and words == endpoint.wire:
        await _check_own(request, endpoint, media)
        body = _in_own_words(asked, added, endpoint, wire, is_stream=is_stream)
        body = in_dialect(body, request, wire, endpoint.quirks, losses)
    else:
        _see_said(request, wire)
        request = _limited(await fetched_media(request, wire.fetches, media), wire, model)
        await _check_own(request, endpoint, media)
        body = wire.write_request(request, losses, endpoint.quirks)
    losses.settle(wire.name)
    return Call(
        model=model, endpoint=endpoint, wire=wire, request=request, body=body,
        dropped=tuple(losses.dropped), approximated=tuple(losses.approximated),
    )  # fmt: skip


def _see_said(request: ChatRequest, wire: WireFormat) -> None:
    """InvalidRequestError where nothing is said that could be answered, before a format makes words up.

    Instructions alone are something to answer where the format has them as messages like others.
    """
    instructs = ("system", "developer") if wire.name in _INSTRUCTS_APART else ()
    said = (part for message in request.messages if message.role not in instructs for part in message.parts)
    if not any(not isinstance(part, Text) or part.text.strip() for part in said):
        raise InvalidRequestError({"messages": "say nothing that could be answered; write a text"})


def _limited(request: ChatRequest, wire: WireFormat, model: ModelConfig) -> ChatRequest:
    """The request with the model's own output limit, for a format that wants one where none is stated."""
    if wire.name != _WANTS_LIMIT or request.max_output_tokens is not None or model.max_output_tokens is None:
        return request
    return replace(request, max_output_tokens=model.max_output_tokens)


async def _check_own(request: ChatRequest, endpoint: Endpoint, media: PublicSender) -> None:
    """See to it that a server of the user's own is led nowhere by whoever wrote the request."""
    provider = endpoint.provider
    if provider.category == LOCAL and provider.id != PROVIDER:
        await check_media(request, media.check)


def read_asked(asked: Asked, words: str, model: str) -> ChatRequest:
    """What was asked, as a request of the hub."""
    return _read(asked, words, model, is_stream=False)


def _read(asked: Asked, words: str, model: str, *, is_stream: bool) -> ChatRequest:
    if isinstance(asked, ChatRequest):
        if asked.format is None:  # what a format has read is sound
            see_sound(asked)
        return asked
    if isinstance(asked, str):
        return ChatRequest(model=model, messages=(Message(role="user", parts=(Text(text=asked),)),))
    if not isinstance(asked, Mapping):
        told = f"must be a text, a mapping or a ChatRequest, not {type(asked).__name__}"
        if isinstance(asked, list | tuple):
            told += '; write {"messages": [...]}'
        raise InvalidRequestError({"request": told})
    format_ = format_named(words)
    named = {"model": model, **asked} if _is_named_in_body(format_, is_stream=is_stream) else asked
    return format_.read_request(named, model=model, is_stream=is_stream)


def _in_own_words(
    asked: Mapping[str, Any],
    added: Mapping[str, Any],
    endpoint: Endpoint,
    wire: WireFormat,
    *,
    is_stream: bool,
) -> dict[str, Any]:
    body = dict(asked)
    if _is_named_in_body(wire, is_stream=is_stream):
        body |= {"model": endpoint.model, "stream": is_stream}
        if not is_stream:
            body.pop("stream_options", None)  # which goes with a stream alone
    else:
        body.pop("model", None)
    flags = {"is_stream": True, "includes_usage": True} if is_stream else {}
    more = {**added, **flags}
    return with_added(body, more, wire, endpoint.quirks) if more else body


def _is_named_in_body(wire: WireFormat, *, is_stream: bool) -> bool:
    """Whether the body names the model, and says that it is a stream; else the path does."""
    return wire.path("a", is_stream=is_stream) == wire.path("b", is_stream=is_stream)
