"""A source of the provider Acme, asked at a server, or of a transport that notes what it is given."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from modeldex.core.provider import Provider
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.answer import Answer
from modeldex.http.client import HttpClient
from modeldex.http.guard import EgressGuard
from modeldex.http.retry import RetryPolicy
from modeldex.providers.credentials import Credentials
from modeldex.sources.asking import Asker
from modeldex.sources.base import Bounds, Reading, Source
from modeldex.sources.fetching import Fetch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.http.server import AnswerServer

    from modeldex.http.request import Request

KEY = "no-real-key-0123456789"
KEYED = {"ACME_API_KEY": KEY}
LIST = "https://api.acme.example/v1/models"
ACME = Provider(
    id="acme",
    name="Acme",
    category="core",
    base_url="https://api.acme.example",
    env={"api_key": ["ACME_API_KEY", "ACME_KEY"], "region": ["ACME_REGION"], "account_id": ["ACME_ACCOUNT"]},
)


async def _gather(ask: Any) -> Any:
    return await ask.json(LIST)


SOURCE = Source(
    name="acme",
    title="Acme",
    url=LIST,
    licence="facts",
    own_listing_of="acme",
    bounds=Bounds(least=1, most=9, fill={}),
    parse=lambda _answer, _named: Reading(source="acme"),
    fetch=Fetch(gather=_gather, signing="bearer"),
)
assert SOURCE.fetch is not None


def asking(url: str = LIST, **fetch: Any) -> Source:
    """The source, asked in another way."""
    assert SOURCE.fetch is not None
    return replace(SOURCE, url=url, fetch=replace(SOURCE.fetch, **fetch))


class Noting:
    """A transport that notes what it is given, and has one answer to everything."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    async def send(self, request: Request) -> Answer:
        self.requests.append(request)
        return Answer(status=200, headers={}, body=b"{}", url=request.url, fetched_at=datetime.now(UTC))

    async def close(self) -> None:
        pass


Asking = Callable[[Asker], Awaitable[Any]]


def noted(
    ask_for: Asking, source: Source = SOURCE, environ: Mapping[str, str] = KEYED, **more: Any
) -> list[Request]:
    """The requests that would go out."""
    transport = Noting()

    async def run() -> None:
        asker = Asker(source, ACME, Credentials(environ, keyring=False), HttpClient(transport), **more)
        await ask_for(asker)

    asyncio.run(run())
    return transport.requests


def asked(
    server: AnswerServer,
    ask_for: Asking,
    source: Source = SOURCE,
    environ: Mapping[str, str] = KEYED,
    **more: Any,
) -> Any:
    """What comes of asking a server, which stands at the origin of the source."""

    async def run() -> Any:
        policy = RetryPolicy(attempts=1)
        async with HttpClient(
            AiohttpTransport(EgressGuard([server.origin]), environ={}), retry=policy
        ) as client:
            credentials = Credentials(environ, keyring=False)
            return await ask_for(Asker(source, ACME, credentials, client, origin=server.origin, **more))

    return asyncio.run(run())
