"""Every source that can be fetched, with the paths that it asks for and what stands at them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.http.server import AnswerServer, Reply
from tests.sources.conftest import DIRECTORY, KNOWN, OLDER_AND_NEWER, RECORDED

from modeldex.core.provider import SECRET_ROLES
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.client import HttpClient
from modeldex.http.guard import EgressGuard
from modeldex.http.retry import RetryPolicy
from modeldex.pipeline.normalise import read_answer
from modeldex.providers.credentials import Credentials
from modeldex.sources.asking import Asker
from modeldex.sources.base import Bounds

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.core.provider import Provider
    from modeldex.http.answer import Answer
    from modeldex.http.cache import AnswerCache
    from modeldex.http.request import Request, Timeouts
    from modeldex.sources.base import Reading, Source

KEY = "no-real-key-0123456789"
FETCHED = [name for name, source in KNOWN.items() if source.fetch is not None]
_LIVE = {source: sample for sample, source in OLDER_AND_NEWER.items() if sample != "together_older"}
_PATHS = {
    "cloudflare_ai_gateway": "/v1/acme/acme/compat/models",
    "genai_prices": "/pydantic/genai-prices/main/prices/new_data/v2/data.json",
    "ollama": "/api/tags",
}
"""Path of the list, where it is not that of the source's URL."""
_LEADS_ON = {"cohere": "next_page_token", "replicate": "next"}
"""Field of a sample that leads to a page after it."""
_TAG = ("name", "model", "size", "digest")
"""What a tag of Ollama has, and a shown model has not."""
_ROLES = {"region": "us-east-1", "location": "us-central1", "api_version": "2024-10-21"}
"""What a role is given in the environment, where a plain word will not do."""


@dataclass(frozen=True)
class Hurried:
    """A transport with little patience and little room."""

    inner: AiohttpTransport
    timeouts: Timeouts
    most_bytes: int

    async def send(self, request: Request) -> Answer:
        return await self.inner.send(replace(request, timeouts=self.timeouts, most_bytes=self.most_bytes))

    async def close(self) -> None:
        await self.inner.close()


def recorded(name: str) -> Any:
    """The sample of a source as its endpoint gives it."""
    return json.loads((RECORDED / f"{_LIVE.get(name, name)}.json").read_bytes())


def list_path(name: str) -> str:
    """Where the list of a source is, or its first page."""
    return _PATHS.get(name) or urlsplit(KNOWN[name].url).path


def shelve(server: AnswerServer, name: str, *first: Reply, **headers: str) -> None:
    """Let a server answer as the upstream does: with some replies first, and then with the sample."""
    sample = recorded(name)
    if name == "ollama":
        shown = {row["model"]: row for row in sample["models"]}
        server.answer("/api/show", lambda seen: Reply(json=_shown(shown[seen.json()["model"]])))
        sample = {"models": [{key: row[key] for key in _TAG} for row in sample["models"]]}
    if name == "bedrock":
        profiles = {key: sample.pop(key) for key in ("inferenceProfileSummaries",)}
        server.answer("/inference-profiles", Reply(json=profiles))
    if name == "bedrock_prices":
        index = list_path(name)
        other = index.replace("AmazonBedrock", "AmazonBedrockFoundationModels")
        server.answer(other, Reply(json={"regions": {}}))
        server.answer(index.replace("region_index", "us-east-1/index"), Reply(json=sample))
        sample = {"regions": {"us-east-1": {}}}
    if name in _LEADS_ON:
        del sample[_LEADS_ON[name]]
    server.answer(list_path(name), *first, Reply(json=sample, headers=headers))


def spoil(server: AnswerServer, name: str, reply: Reply) -> None:
    """Let a server answer as the upstream does, but for the list."""
    shelve(server, name)
    server.answer(list_path(name), reply)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _TAG}


def asked(
    name: str,
    server: AnswerServer,
    *,
    hurry: tuple[Timeouts, int] | None = None,
    cache: AnswerCache | None = None,
) -> Any:
    """What a source gathers from a server."""

    async def no_wait(_: float) -> None:
        return None

    async def gather() -> Any:
        inner = AiohttpTransport(EgressGuard([server.origin]))
        transport = inner if hurry is None else Hurried(inner, *hurry)
        policy = RetryPolicy(attempts=3, sleep=no_wait)
        async with HttpClient(transport, retry=policy, cache=cache) as client:
            source = KNOWN[name]
            provider = _provider(source)
            keys = Credentials(_environment(provider), keyring=False)
            return await Asker(source, provider, keys, client, origin=server.origin).gather()

    return asyncio.run(gather())


def _provider(source: Source) -> Provider | None:
    """The provider of a source, which takes a ready token where it would ask another server for one."""
    provider = DIRECTORY.providers.get(source.own_listing_of or "")
    if provider is None or "credentials_file" not in provider.env:
        return provider
    return provider.replace(env={**provider.env, "auth_token": ["NO_REAL_TOKEN"]})


def _environment(provider: Provider | None) -> dict[str, str]:
    if provider is None:
        return {}
    roles = {role: KEY for role in provider.env if role in SECRET_ROLES} | {
        role: _ROLES.get(role, "acme")
        for role in provider.env
        if role not in SECRET_ROLES | {"base_url", "host", "credentials_file"}
    }
    return {provider.env[role][0]: value for role, value in roles.items()}


def read(name: str, content: Any, folder: Path, *, whole: bool = False) -> Reading:
    """Read a gathered answer as the pipeline does; `whole`: under the bounds of the source."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    source = KNOWN[name] if whole else replace(KNOWN[name], bounds=Bounds(least=0, most=10, fill={}))
    return read_answer(source, path, DIRECTORY)
