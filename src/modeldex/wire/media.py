"""Media that a request only points to, and the request with their bytes in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from modeldex.wire.content import Audio, Document, Image, Media, ToolResult, Video

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.wire.content import Part
    from modeldex.wire.request import ChatRequest

KINDS: Mapping[type, str] = {Image: "image", Document: "document", Audio: "audio", Video: "video"}
"""Part -> what `WireFormat.fetches` calls it."""
_BEGIN = re.compile(r"[^:]+://[^/?#]*")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at a URL."""

    data: str
    """In base64."""
    media_type: str


def remote_media(request: ChatRequest, fetches: frozenset[str]) -> dict[str, Media]:
    """Path -> medium, of those that are given by an address and of a kind that a format does not fetch.

    A path is one such as `messages[2].parts[0]`; `fetches` are the kinds that it does.
    """
    return {path: part for path, part in addressed(request).items() if KINDS[type(part)] not in fetches}


def addressed(request: ChatRequest) -> dict[str, Media]:
    """Path -> medium, of those that are given by an address."""
    return {
        f"messages[{place}].{path}": part
        for place, message in enumerate(request.messages)
        for path, part in _media(message.parts)
        if part.url is not None
    }


def web_address(url: str) -> str | None:
    """An address as the web has it, in small letters up to its path; None where it is one of another kind."""
    if _scheme(url) not in {"https", "http"}:
        return None
    found = _BEGIN.match(url)
    return url if found is None else found[0].lower() + url[found.end() :]


def told_scheme(url: str) -> str:
    """How an address begins, as people are told: `gs:`; blank where it does not begin so."""
    scheme = _scheme(url)
    return f"{scheme[:20]}:" if scheme else ""


def _scheme(url: str) -> str:
    found = _SCHEME.match(url)
    return found[1].lower() if found else ""


def with_media(request: ChatRequest, fetched: Mapping[str, Fetched], fetches: frozenset[str]) -> ChatRequest:
    """The request with the bytes of its media, by URL, in the place of the addresses."""
    if not fetched:
        return request
    messages = [
        replace(message, parts=tuple(_filled(part, fetched, fetches) for part in message.parts))
        for message in request.messages
    ]
    return replace(request, messages=tuple(messages))


def _media(parts: tuple[Part, ...]) -> Iterator[tuple[str, Media]]:
    for place, part in enumerate(parts):
        if isinstance(part, Media):
            yield f"parts[{place}]", part
        elif isinstance(part, ToolResult):
            for path, inner in _media(part.parts):
                yield f"parts[{place}].{path}", inner


def _filled(part: Part, fetched: Mapping[str, Fetched], fetches: frozenset[str]) -> Part:
    if isinstance(part, ToolResult):
        return replace(part, parts=tuple(_filled(inner, fetched, fetches) for inner in part.parts))
    if not isinstance(part, Media) or part.url is None or KINDS[type(part)] in fetches:
        return part
    found = fetched.get(part.url)
    if found is None:
        return part
    return replace(part, url=None, data=found.data, media_type=found.media_type)
