"""Media that a request only points to, and the request with their bytes in their place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from modeldex.wire.content import Audio, Document, Image, Media, ToolResult, Video

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.wire.content import Part
    from modeldex.wire.request import ChatRequest

KINDS: Mapping[type, str] = {Image: "image", Document: "document", Audio: "audio", Video: "video"}
"""Part -> what `WireFormat.fetches` calls it."""
_SCHEMES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at a URL."""

    data: str
    """In base64."""
    media_type: str


def remote_media(request: ChatRequest, fetches: frozenset[str]) -> dict[str, Media]:
    """Path -> medium, of those that are given by a web address and of a kind that a format does not fetch.

    A path is one such as `messages[2].parts[0]`; `fetches` are the kinds that it does.
    """
    return {
        f"messages[{place}].{path}": part
        for place, message in enumerate(request.messages)
        for path, part in _media(message.parts)
        if KINDS[type(part)] not in fetches and part.url is not None and part.url.startswith(_SCHEMES)
    }


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
