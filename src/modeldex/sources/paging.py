"""How a list that comes in pages is asked for to its end, and given as one answer.

Each function makes the `gather` of a `Fetch`. What it gives has the shape of the first page, with the
rows of all pages in its list and without the mark that leads on. What a page says about the next one is
third-party text: it can name another place at the same origin, and nothing else.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from modeldex.core.errors import SourceError
from modeldex.sources.base import expect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.sources.fetching import Ask, Page

Gather = Callable[["Ask"], Coroutine[Any, Any, Any]]
_Item = TypeVar("_Item")
_Detail = TypeVar("_Detail")

MOST_PAGES = 500
"""A chain of more pages than this has no end."""

AT_ONCE = 8
"""How many details are asked for at the same time; how many in a minute, the source's `Fetch` says."""

_HARMLESS = "/?:@!&'()*+,;=-._~%"
"""What may stand in a path or query as it is; `$` and braces may not: they would name a variable."""
_LINK = re.compile(r"<([^<>]*)>")
_PARAMETER = re.compile(r'\s*;\s*([\w*-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?')


def whole(url: str) -> Gather:
    """An answer that comes in one piece."""

    async def gather(ask: Ask) -> Any:
        return await ask.json(url)

    return gather


def by_link(
    url: str, under: str, at: tuple[str, ...] = ("links", "next"), *, most_pages: int | None = None
) -> Gather:
    """Pages of which each holds the URL of the next one, in the field to which `at` is the way.

    `under` names the list. After `most_pages` no further one is asked for; None: the list has an end.
    """

    def following(page: Page) -> str | None:
        link = _field(page, at)
        return None if link is None else _at_the_same_origin(url, page, link)

    return _joining(url, under, following, most_pages, mark=at)


def by_link_header(url: str, most_pages: int | None = None) -> Gather:
    """Pages that are bare arrays, each with `Link: <...>; rel="next"` of RFC 8288 in its headers."""

    def following(page: Page) -> str | None:
        link = next_link(page.headers.get("link", ""))
        return None if link is None else _at_the_same_origin(url, page, link)

    return _joining(url, None, following, most_pages)


def by_token(
    url: str,
    under: str,
    token: str = "nextPageToken",  # noqa: S107 - the name of a field
    parameter: str = "pageToken",
    *,
    more: str | None = None,
    most_pages: int | None = None,
) -> Gather:
    """Pages of which each holds, in its field `token`, what the next one is asked for with.

    `more` names a field that says whether there is a next page, where the token stands on the last one
    too.
    """

    def following(page: Page) -> str | None:
        if more is not None and not _field(page, (more,), bool):
            return None
        value = _field(page, (token,))
        if value is None and more is not None:
            raise SourceError(f"{page.url}: {more} is true, and {token} does not say from where on")
        return None if value is None else with_parameters(url, {parameter: value})

    return _joining(url, under, following, most_pages, mark=(token,), more=more)


def with_parameters(url: str, parameters: dict[str, str]) -> str:
    """The URL with more parameters in its query."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"


async def for_each(
    items: Iterable[_Item], ask_for: Callable[[_Item], Awaitable[_Detail]], *, at_once: int = AT_ONCE
) -> list[_Detail]:
    """The detail of each item, in the order of the items; the first failure ends all and is raised."""
    numbered = enumerate(items)
    found: dict[int, _Detail] = {}

    async def work() -> None:
        for place, item in numbered:
            found[place] = await ask_for(item)

    workers = [asyncio.ensure_future(work()) for _ in range(at_once)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return [found[place] for place in sorted(found)]


def next_link(header: str) -> str | None:
    """The target of the first link of a `Link` header whose relation is `next`; None: there is none."""
    place = 0
    while (link := _LINK.search(header, place)) is not None:
        place = link.end()
        while (parameter := _PARAMETER.match(header, place)) is not None:
            name, quoted, plain = parameter.groups()
            relations = (quoted if quoted is not None else plain or "").lower().split()
            if name.lower() == "rel" and "next" in relations:
                return link[1].strip()
            place = parameter.end()
    return None


def _joining(
    url: str,
    under: str | None,
    following: Callable[[Page], str | None],
    most_pages: int | None,
    *,
    mark: tuple[str, ...] = (),
    more: str | None = None,
) -> Gather:
    """Asks for page after page, and gives the first with the rows of all and without what leads on."""

    async def gather(ask: Ask) -> Any:
        page = await ask.page(url)
        first, rows = page.content, list(_rows(page, under))
        asked = {url}
        while (target := following(page)) is not None and len(asked) != most_pages:
            if target in asked:
                raise SourceError(f"{url}: page {len(asked)} leads back to one that was read before")
            if len(asked) == MOST_PAGES:
                raise SourceError(f"{url}: more than {MOST_PAGES} pages, and still no end")
            asked.add(target)
            ask.expects(1)
            before, page = page, await ask.page(target)
            added = _rows(page, under)
            if added and added == _rows(before, under):
                raise SourceError(f"{url}: page {len(asked)} is the same as the one before")
            rows += added
        if under is None:
            return rows
        kept = {name: value for name, value in first.items() if name != more}
        return _without(kept, mark) | {under: rows}

    return gather


def _rows(page: Page, under: str | None) -> list[Any]:
    content = page.content
    if under is not None:
        content = expect(content, dict, page.url).get(under)
    return expect(content, list, page.url if under is None else f"{page.url}: {under}")  # type: ignore[no-any-return]


def _field(page: Page, way: tuple[str, ...], kind: type = str) -> Any:
    """What stands in a field of a page; None where it is blank, null or not there."""
    value = page.content
    for name in way:
        value = expect(value, dict, f"{page.url}: {'.'.join(way)}").get(name)
        if value is None or value == "":
            return None
    return expect(value, kind, f"{page.url}: {'.'.join(way)}")


def _without(record: dict[str, Any], way: tuple[str, ...]) -> dict[str, Any]:
    """The record without the field to which the way leads."""
    if len(way) < 2:
        return {name: value for name, value in record.items() if name not in way}
    inner = record.get(way[0])
    return record | {way[0]: _without(inner, way[1:])} if isinstance(inner, dict) else record


def _at_the_same_origin(url: str, page: Page, link: str) -> str:
    """Where a link of a page leads, as a URL at the origin that was asked; SourceError where it leads off."""
    if page.mirror is not None and link.startswith(f"{page.mirror}/"):
        link = link.removeprefix(page.mirror)
    try:
        asked, own, target = urlsplit(page.url), urlsplit(url), urlsplit(urljoin(page.url, link))
    except ValueError:
        raise SourceError(f"{page.url}: its next page is no address: {link[:200]!r}") from None
    if (target.scheme, target.netloc) not in {(one.scheme, one.netloc) for one in (asked, own)}:
        raise SourceError(f"{page.url}: its next page is elsewhere, at {target.scheme}://{target.netloc}")
    path, query = (quote(part, safe=_HARMLESS) for part in (target.path, target.query))
    return urlunsplit((own.scheme, own.netloc, path, query, ""))
