"""Sources that are asked for real, at a server on this machine that stands in for their upstream."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.http.server import AnswerServer, Reply, Seen

from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.client import HttpClient
from modeldex.http.guard import EgressGuard
from modeldex.pipeline.directory import read_directory
from modeldex.providers.credentials import Credentials
from modeldex.sources.asking import Asker
from modeldex.sources.fetching import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.sources.base import Source

DATA = Path(__file__).parents[2] / "data"
KEY = "no-real-key-0123456789"


def gathered(source: Source, server: AnswerServer, environ: Mapping[str, str] | None = None) -> Any:
    """What a source gathers from a server, with what its provider's user has in the environment."""

    async def gather() -> Any:
        provider = read_directory(DATA).providers.get(source.own_listing_of or "")
        async with HttpClient(AiohttpTransport(EgressGuard([server.origin]))) as client:
            credentials = Credentials(environ or {}, keyring=False)
            return await Asker(source, provider, credentials, client, origin=server.origin).gather()

    return asyncio.run(gather())


def in_pages(
    answer: Mapping[str, Any], under: str, size: int, mark: Callable[[int | None], Mapping[str, Any]], by: str
) -> Callable[[Seen], Reply]:
    """Answers with so many rows at a time. The parameter `by` says from which row on, and `mark` adds
    to a page what leads to the next one, which begins at a row or is none.
    """

    def page(seen: Seen) -> Reply:
        begin = int(seen.query.get(by, "0"))
        end = begin + size
        rows = answer[under]
        return Reply(json={**answer, under: rows[begin:end], **mark(end if end < len(rows) else None)})

    return page


class Shelf:
    """An `Ask` out of a dict: URL -> answer, or answer and headers. What is not there is a KeyError."""

    def __init__(self, pages: Mapping[str, Any], roles: Mapping[str, list[str]] | None = None) -> None:
        self.pages = pages
        self.roles = roles or {}
        self.asked: list[str] = []
        self.expected = 1

    async def page(self, url: str, **_: Any) -> Page:
        self.asked.append(url)
        await asyncio.sleep(0)
        found = self.pages[url]
        content, headers = found if isinstance(found, tuple) else (found, {})
        return Page(content=content, url=url, headers=headers)

    async def json(self, url: str, *, is_signed: bool = True) -> Any:
        return (await self.page(url, is_signed=is_signed)).content

    def values(self, role: str) -> list[str]:
        return self.roles[role]

    def expects(self, more: int) -> None:
        self.expected += more
