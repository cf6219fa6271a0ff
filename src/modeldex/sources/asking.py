"""`Asker`: what one source asks through; signed, paced, repeated, and held to its own hosts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from modeldex.core.errors import CredentialError, EgressError, SourceError
from modeldex.http.redaction import redacted_url
from modeldex.http.request import Request
from modeldex.providers.addresses import filled
from modeldex.providers.signing import is_ready, sign
from modeldex.sources.fetching import Fetch, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.core.provider import Provider
    from modeldex.http.client import HttpClient
    from modeldex.providers.credentials import Credentials
    from modeldex.sources.base import Source


class Asker:
    """The `Ask` of one source."""

    def __init__(
        self,
        source: Source,
        provider: Provider | None,
        credentials: Credentials,
        client: HttpClient,
        *,
        origin: str | None = None,
        on_step: Callable[[int, int], None] | None = None,
    ) -> None:
        """`provider` is the one whose listing it is; None: it is nobody's.

        `origin` takes the place of scheme, host and port of every URL, for a mirror; `on_step` hears
        after each request how many are done and how many are expected.
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
        self._mirrored = ""
        self._on_step = on_step
        self.requests = 0
        """Requests that were answered."""
        self.sent: list[Request] = []
        """Those requests, as they went to the client."""
        self._expected = 1
        self._sent: list[Request] = []

    def unready(self) -> str | None:
        """Why nothing can be asked, with the step that mends it; None where it can."""
        if self._fetch.signing is None or not self._fetch.is_key_needed:
            return None
        if self._provider is None:
            return f"its provider {self.source.own_listing_of!r} has no file"
        return is_ready(self._fetch.signing, self._provider, self._credentials)

    async def gather(self) -> Any:
        """The whole answer of the source, in the shape that its parser reads."""
        try:
            return await self._fetch.gather(self)
        except SourceError as error:
            problem = str(error.args[0])
            if problem.startswith(f"{self.source.name}: "):
                raise
            raise SourceError(f"{self.source.name}: {problem}") from error

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
        answer = await self._client.send(sent)
        self._sent.append(sent)
        self.requests += 1
        self._tell()
        return Page(content=self._decoded(answer.body, named), url=named, headers=answer.headers)

    async def json(self, url: str, *, is_signed: bool = True) -> Any:
        """The content of one answer."""
        return (await self.page(url, is_signed=is_signed)).content

    def values(self, role: str) -> list[str]:
        """What the environment gives for a role, split at commas; see `Ask`."""
        assert self._provider is not None
        text = self._credentials.value(self._provider, role)
        found = [word.strip() for word in (text or "").split(",") if word.strip()]
        if not found:
            names = self._credentials.names(self._provider, role)
            raise CredentialError(self._provider.id, f"set {' or '.join(names)}", names)
        return found

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

    def _named(self, url: str) -> str:
        """The URL with what the environment gives in it, under the name that the source knows it by."""
        if self._origin is not None and self._mirrored and url.startswith(f"{self._origin}/"):
            return f"{self._mirrored}{url.removeprefix(self._origin)}"
        named = self._filled(url)
        parts = urlsplit(named)
        self._mirrored = f"{parts.scheme}://{parts.netloc}"
        return named

    def _filled(self, url: str) -> str:
        if "${" not in url:
            return url
        if self._provider is None:
            raise SourceError(f"{self.source.name}: {url} refers to variables, and no provider names them")
        return filled(url, self._provider, self._credentials)

    def _check_host(self, url: str) -> None:
        """EgressError where a host is not one of the source's own: a key must not follow a foreign link."""
        parts = urlsplit(url)
        asked = f"{parts.scheme}://{parts.netloc}"
        if not any(_is_at(asked, one) for one in self._hosts):
            raise EgressError(
                redacted_url(url),
                f"is no address of {self.source.name}, which asks {', '.join(self._hosts)}; "
                "add it to the hosts of the source if it belongs to it",
            )

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
            begins = body[:60].decode("utf-8", "replace")
            problem = f"is no JSON ({error}); it begins {begins!r}"
            raise SourceError(f"{self.source.name}: {redacted_url(url)}: {problem}") from None


def _pattern(url: str) -> str:
    """The origin of a URL, with `*` for each variable in it."""
    parts = urlsplit(re.sub(r"\$\{\w+\}", "*", url))
    return f"{parts.scheme}://{parts.netloc}"


def _is_at(origin: str, pattern: str) -> bool:
    """Whether an origin is meant by a pattern, in which `*` stands for one label or a part of one."""
    whole = pattern if "://" in pattern else f"https://{pattern}"
    return re.fullmatch(re.escape(whole).replace(r"\*", r"[a-z0-9-]+"), origin) is not None
