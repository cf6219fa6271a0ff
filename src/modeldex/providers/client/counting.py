"""`TokenCount`: how many tokens a request has, counted or estimated."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from modeldex.core.errors import ProviderError
from modeldex.providers.client.call import read_asked
from modeldex.wire.content import (
    Audio,
    Document,
    Foreign,
    Image,
    Refusal,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
    Video,
)
from modeldex.wire.losses import Losses
from modeldex.wire.table import format_named
from modeldex.wire.tools import Tool

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.model_config import ModelConfig
    from modeldex.providers.client.call import Asked
    from modeldex.providers.client.desk import Desk
    from modeldex.wire.content import Part
    from modeldex.wire.request import ChatRequest

_NOT_OFFERED = (404, 405, 501)
"""With which somebody who speaks a format in part says that he does not count."""
PER_TOKEN_BYTES = 4
"""Bytes of UTF-8 that count as a token. English has four and a half to a token of today's makers, code
and other languages in Latin letters three to four; of Chinese a letter of three bytes is about one."""
PER_MESSAGE = 4
"""Tokens around each message: who speaks, and where it ends."""
PER_IMAGE, PER_SMALL_IMAGE = 1_000, 85
"""Tokens of a picture, and of one that is looked at in little detail. Makers count 85 to 1,600."""
PER_PAGE, PAGE_BYTES = 1_500, 50_000
"""Tokens of a page of a PDF, and the bytes that count as one page."""
AUDIO_TOKEN_BYTES, VIDEO_TOKEN_BYTES = 1_000, 1_000
"""Bytes of sound and of moving pictures that count as a token."""


@dataclass(frozen=True, slots=True)
class TokenCount:
    """How many tokens a request has."""

    count: int
    is_estimate: bool
    """Whether it is worked out here, by a rule that no model follows exactly, and not by the provider."""


async def counted(desk: Desk, model: ModelConfig | str, asked: Asked, words: str) -> TokenCount:
    """The tokens of a request: as the provider counts them where it offers that, else estimated."""
    config, provider = desk.found(model)
    request = read_asked(asked, words, config.api_name)
    endpoint = await desk.endpoint_with("counting", config, provider)
    form = None if endpoint is None else format_named(endpoint.wire).counting
    if endpoint is None or form is None:
        return estimated(request)
    body = form.write(replace(request, model=endpoint.model), Losses())
    url = endpoint.root + form.path(endpoint.model)
    try:
        signed = await desk.caller.signed(endpoint, url, desk.timeouts.whole(), body, is_repeatable=True)
        answer = signed.object_in(await desk.caller.send(signed))
    except ProviderError as error:
        if error.status in _NOT_OFFERED:
            return estimated(request)
        raise
    signed.let_in()
    return TokenCount(form.read(answer), is_estimate=False)


def estimated(request: ChatRequest) -> TokenCount:
    """The tokens of a request by the rules of this module; those of media by their size.

    For English and code it is mostly within a fifth of the truth; a medium given by an address or an id
    counts as one page, or one second.
    """
    total = sum(PER_MESSAGE + _of_parts(message.parts) for message in request.messages)
    for tool in request.tools:
        if isinstance(tool, Tool):
            told = [tool.name, tool.description or "", "" if tool.schema is None else json.dumps(tool.schema)]
        else:
            told = [json.dumps(tool.raw)]
        total += PER_MESSAGE + _of_text("".join(told))
    if request.output is not None and request.output.schema is not None:
        total += _of_text(json.dumps(request.output.schema))
    return TokenCount(total, is_estimate=True)


def _of_parts(parts: Iterable[Part]) -> int:
    return sum(map(_of_part, parts))


def _of_part(part: Part) -> int:  # noqa: PLR0911 - one for each kind
    match part:
        case Text() | Refusal() | Thinking():
            return _of_text(part.text)
        case ToolCall():
            return _of_text(part.name + part.arguments)
        case ToolResult():
            return _of_parts(part.parts)
        case Image():
            return PER_SMALL_IMAGE if part.detail == "low" else PER_IMAGE
        case Document():
            return _of_text(part.text) if part.text is not None else _of_pages(part.data)
        case Audio() | Video():
            each = AUDIO_TOKEN_BYTES if isinstance(part, Audio) else VIDEO_TOKEN_BYTES
            return max(32, -(-_bytes(part.data) // each))
        case Foreign():
            return _of_text(json.dumps(part.raw))


def _of_text(text: str) -> int:
    return -(-len(text.encode("utf-8", "surrogatepass")) // PER_TOKEN_BYTES)


def _of_pages(data: str | None) -> int:
    return PER_PAGE * max(1, -(-_bytes(data) // PAGE_BYTES))


def _bytes(data: str | None) -> int:
    """How many bytes a text in base64 stands for."""
    return 0 if data is None else len(data) * 3 // 4
