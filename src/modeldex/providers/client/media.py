"""`fetched_media`: the bytes behind the web addresses that a provider does not ask itself."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from typing import TYPE_CHECKING

from modeldex.core.errors import InvalidRequestError, NetworkError
from modeldex.http.request import Request, Timeouts
from modeldex.wire.media import (
    KINDS,
    Fetched,
    addressed,
    remote_media,
    told_scheme,
    web_address,
    with_media,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modeldex.providers.sender import Sender
    from modeldex.wire.content import Media
    from modeldex.wire.request import ChatRequest

MOST_BYTES = 20 * 1024 * 1024
"""The largest medium that is fetched: no provider takes larger ones within a request."""
MOST_MEDIA = 32
"""How many are fetched for one request at most."""
_TIMEOUTS = Timeouts(connect=10.0, read=20.0, total=60.0)
MOST_TOGETHER = 40 * 1024 * 1024
"""How many bytes the media of one request have together at most."""
_TOO_MUCH = f"is not fetched: the media of one request may have {MOST_TOGETHER:,} bytes together"
_AT_ONCE = 4
_TYPES = {
    "image": ("image/",), "audio": ("audio/",), "video": ("video/",),
    "document": ("application/pdf", "text/", "application/vnd.", "application/msword", "application/json"),
}  # fmt: skip
_UNTYPED = ("application/octet-stream", "binary/octet-stream", "")


class _Room:
    """How many bytes there are left for the media of one request."""

    def __init__(self) -> None:
        self.turns = asyncio.Semaphore(_AT_ONCE)
        self.left = MOST_TOGETHER


async def fetched_media(request: ChatRequest, fetches: frozenset[str], client: Sender) -> ChatRequest:
    """The request with the media that a format takes only as bytes fetched and put into it.

    `fetches`: the kinds that its provider fetches by itself. `client` reaches public hosts alone, since the
    addresses come from whoever wrote the request. InvalidRequestError names each that cannot be had, so that
    nobody pays for an answer about a picture that was not seen.
    """
    wanted = remote_media(request, fetches)
    if not wanted:
        return request
    if len(wanted) > MOST_MEDIA:
        raise InvalidRequestError(
            {"messages": f"hold {len(wanted)} media to fetch; {MOST_MEDIA} is the most"}
        )
    room = _Room()
    by_url = {part.url: part for part in wanted.values() if part.url is not None}
    outcomes = await asyncio.gather(*(_fetched(url, part, client, room) for url, part in by_url.items()))
    found = dict(zip(by_url, outcomes, strict=True))
    faults = {
        path: outcome for path, part in wanted.items() if isinstance(outcome := found[part.url or ""], str)
    }
    if faults:
        raise InvalidRequestError(faults)
    good = {url: outcome for url, outcome in found.items() if isinstance(outcome, Fetched)}
    return with_media(request, good, fetches)


async def check_media(request: ChatRequest, check: Callable[[str], Awaitable[None]]) -> None:
    """See to it that the addresses of media may be asked by a server in the user's own network.

    InvalidRequestError names those that `check` refuses, by a NetworkError. What is no address of the web
    is for that server to refuse.
    """
    faults = {}
    for path, part in addressed(request).items():
        url = web_address(part.url or "")
        try:
            if url is not None:
                await check(url)
        except NetworkError as error:
            faults[path] = f"is not handed on to a server of your own network: {error.url} {error.problem}"
    if faults:
        raise InvalidRequestError(faults)


async def _fetched(url: str, part: Media, client: Sender, room: _Room) -> Fetched | str:
    """What stands at a URL, or why it cannot be had."""
    kind, address = KINDS[type(part)], web_address(url)
    if address is None:
        return f"is not fetched, which its target asks for: it is no address of the web ({told_scheme(url)})"
    async with room.turns:
        most = min(MOST_BYTES, room.left)
        if most <= 0:
            return _TOO_MUCH
        try:
            answer = await client.send(Request(url=address, timeouts=_TIMEOUTS, most_bytes=most))
        except NetworkError as error:
            return f"is not fetched, which its target asks for: {error.url} {error.problem}"
        room.left -= len(answer.body)
        if room.left < 0:
            return _TOO_MUCH
    stated = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    media_type = (part.media_type or "") if stated in _UNTYPED else stated
    if not media_type.startswith(_TYPES[kind]):
        shown = stated[:60] if stated.isprintable() and stated else "no type"
        return f"is not fetched: at its address is {shown}, and no {kind}"
    return Fetched(b64encode(answer.body).decode(), media_type)
