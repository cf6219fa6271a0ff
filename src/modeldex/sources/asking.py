"""`Asker`: what one source asks through; signed, paced, repeated, and held to its own hosts."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from modeldex.core.errors import CredentialError, EgressError, NetworkError, SourceError
from modeldex.http.answer import CACHE
from modeldex.http.redaction import redacted, redacted_url
from modeldex.http.request import Request
from modeldex.providers.addresses import all_at_once, base_origin, filled, missing_words
from modeldex.providers.signing import is_ready, sign
from modeldex.sources.fetching import Fetch, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from modeldex.core.provider import Provider
    from modeldex.http.client import HttpClient
    from modeldex.providers.credentials import Credentials
    from modeldex.sources.base import Source

_SHOWN = 60
"""How many letters an error shows of what is no answer."""
_LOOKED_AT = 4_096
"""How many of them are looked at for keys before they are cut."""


class _TornError(Exception):
    """Pages of two moments would make one answer."""


class Asker:
    """The `Ask` of one source.

    An answer in pages is of one moment: either all of them are kept ones, or none is. Where some are not
    to be had any more, all are asked for anew.
    """

    def __init__(
        self,
        source: Source,
        provider: Provider | None,
        credentials: Credentials,
        client: HttpClient,
        *,
        origin: str | None = None,
        is_anew: bool = False,
        on_step: Callable[[int, int], None] | None = None,
    ) -> None:
        """`provider` is the one whose listing it is; None: it is nobody's.

        `origin` takes the place of scheme, host and port of every URL, for a mirror; `is_anew`: no kept
        answer stands without asking; `on_step` hears after each request how many are done and expected.
        """
        if source.fetch is None:
            raise SourceError(
                f"{source.name}: has no endpoint; read an answer with `modeldex ingest {source.name} FILE`"
            )
        self.source = source
        self._fetch: Fetch = source.fetch
        self._provider = provider
        self._credentials = credentials
        self._client = client
        self._origin = origin.rstrip("/") if origin else None
        self._hosts = (_pattern(source.url), *self._fetch.hosts)
        self._is_anew = is_anew
        self._is_joining = False
        self._on_step = on_step
        self.requests = 0
        """Requests that were answered."""
        self._expected = 1
        self._sent: list[Request] = []
        self._had: list[tuple[bool, datetime]] = []
        """Of each answer whether it was a kept one, and when it was sent."""

    def unready(self) -> str | None:
        """Why nothing can be asked, with the step that mends it; None where it can."""
        return unready(self.source, self._provider, self._credentials)

    async def gather(self) -> Any:
        """The whole answer of the source, in the shape that its parser reads."""
        try:
            async with asyncio.timeout(self._fetch.most_seconds):
                return await self._joined()
        except TimeoutError:
            problem = f"is not answered whole within {self._fetch.most_seconds / 60:g} min"
            raise NetworkError(redacted_url(self.source.url), problem) from None
        except SourceError as error:
            problem = str(error.args[0])
            if problem.startswith(f"{self.source.name}: "):
                raise
            raise SourceError(f"{self.source.name}: {problem}") from error

    async def _joined(self) -> Any:
        self._is_joining = not self._is_anew
        try:
            return await self._fetch.gather(self)
        except _TornError:
            self._is_joining, self._is_anew = False, True
            self.requests, self._expected = 0, 1
            self._had.clear()
            return await self._fetch.gather(self)

    async def page(
        self,
        url: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        is_signed: bool = True,
    ) -> Page:
        """One answer; see `Ask`."""
        named = self._named(url)
        self._check_host(named)
        request = Request(
            url=named,
            method=method,
            body=body,
            headers={"accept": "application/json", **self._fetch.headers, **(headers or {})},
        )
        signed = await self._signed(request) if is_signed else request
        sent = replace(signed, url=self._at_origin(named))
        answer = await self._client.send(sent, is_anew=self._is_anew)
        self._sent.append(sent)
        self._had.append((answer.origin == CACHE, answer.fetched_at))
        if self._is_joining and self._is_torn():
            raise _TornError
        self.requests += 1
        self._tell()
        content = self._decoded(answer.body, named)
        return Page(content=content, url=named, headers=answer.headers, mirror=self._origin)

    async def json(self, url: str, *, is_signed: bool = True) -> Any:
        """The content of one answer."""
        return (await self.page(url, is_signed=is_signed)).content

    @property
    def kept(self) -> int:
        """How many of the answers were kept ones, for which nobody was asked."""
        return sum(is_kept for is_kept, _ in self._had)

    def values(self, role: str) -> list[str]:
        """What the environment gives for a role, split at commas; see `Ask`."""
        assert self._provider is not None
        text = self._credentials.value(self._provider, role)
        found = [word.strip() for word in (text or "").split(",") if word.strip()]
        if not found:
            names = self._credentials.names(self._provider, role)
            raise CredentialError(self._provider.id, f"set {' or '.join(names)}", names)
        return found

    @property
    def had_at(self) -> datetime | None:
        """When the oldest answer was sent, or last called unchanged; None where there was none."""
        return min((at for _, at in self._had), default=None)

    def redacted(self, text: str) -> str:
        """A text, such as part of an answer, on one line and without the keys that were sent.

        What a server says may repeat them.
        """
        shown = redacted(text, {secret for one in self._sent for secret in one.secrets})
        return "".join(char if char.isprintable() else " " for char in shown)

    def expects(self, more: int) -> None:
        """Note that so many further requests follow, for whoever watches."""
        self._expected += more
        self._tell()

    def forget(self) -> None:
        """Let no answer be kept that was got here: they are no good, and are to be asked for again."""
        for request in self._sent:
            self._client.forget(request)

    def _tell(self) -> None:
        if self._on_step is not None:
            self._on_step(self.requests, max(self._expected, self.requests))

    def _is_torn(self) -> bool:
        """Whether the answers that were had are of several moments."""
        kept = [at for is_kept, at in self._had if is_kept]
        if 0 < len(kept) < len(self._had):
            return True
        return bool(kept) and (max(kept) - min(kept)).total_seconds() > self._fetch.most_seconds

    def _named(self, url: str) -> str:
        """The URL with what the environment gives in it, under the name that the source knows it by."""
        if "${" not in url:
            return url
        if self._provider is None:
            raise SourceError(f"{self.source.name}: {url} refers to variables, and no provider names them")
        return filled(url, self._provider, self._credentials)

    def _check_host(self, url: str) -> None:
        """EgressError where a host is not one of the source's own: a key must not follow a foreign link."""
        parts = urlsplit(url)
        asked = f"{parts.scheme}://{parts.netloc}"
        if not any(_is_at(asked, one) for one in self._hosts) and asked != self._own_origin():
            raise EgressError(
                redacted_url(url),
                f"is no address of {self.source.name}, which asks {', '.join(self._hosts)}; "
                "add it to the hosts of the source if it belongs to it",
            )

    def _own_origin(self) -> str | None:
        """The user's own address, where it stands in for one of the provider's that has a variable in it."""
        if self._provider is None or "${" not in (self._provider.base_url or ""):
            return None
        try:
            base = base_origin(self._provider, self._credentials)
        except CredentialError:
            return None
        return None if base.where is None else base.origin

    def _at_origin(self, url: str) -> str:
        if self._origin is None:
            return url
        parts = urlsplit(url)
        return f"{self._origin}{parts.path}{f'?{parts.query}' if parts.query else ''}"

    async def _signed(self, request: Request) -> Request:
        how, provider = self._fetch.signing, self._provider
        if how is None or provider is None:
            return request
        if not self._fetch.is_key_needed and is_ready(how, provider, self._credentials) is not None:
            return request
        return await sign(request, how, provider, self._credentials, self._client)

    def _decoded(self, body: bytes, url: str) -> Any:
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            begins = self.redacted(body[:_LOOKED_AT].decode("utf-8", "replace"))[:_SHOWN]
            problem = f"is no JSON ({error}); it begins {begins!r}"
            raise SourceError(f"{self.source.name}: {redacted_url(url)}: {problem}") from None


def unready(source: Source, provider: Provider | None, credentials: Credentials) -> str | None:
    """Why a source cannot be asked, with the step that mends it; None where it can. Asks no network.

    `provider` is the one whose listing it is; None: it is nobody's, or its provider has no file.
    """
    how = source.fetch
    if how is None:
        return None
    missing = None
    if how.signing is not None and how.is_key_needed:
        if provider is None:
            return f"its provider has no file; add data/providers/{source.own_listing_of}.toml"
        missing = is_ready(how.signing, provider, credentials)
    words = [] if provider is None else missing_words(source.url, provider, credentials)
    return all_at_once([*([] if missing is None else [missing]), *words])


def _pattern(url: str) -> str:
    """The origin of a URL, with `*` for each variable in it."""
    parts = urlsplit(re.sub(r"\$\{\w+\}", "*", url))
    return f"{parts.scheme}://{parts.netloc}"


def _is_at(origin: str, pattern: str) -> bool:
    """Whether an origin is meant by a pattern, in which `*` stands for one label or a part of one."""
    whole = pattern if "://" in pattern else f"https://{pattern}"
    return re.fullmatch(re.escape(whole).replace(r"\*", r"[a-z0-9-]+"), origin) is not None
