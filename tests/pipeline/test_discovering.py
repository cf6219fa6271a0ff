"""Providers are asked what they list to a user, and what the catalog lacks is found."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply

from modeldex import ModelCatalog
from modeldex.core.provider import Provider
from modeldex.core.status import ModelStatus
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.guard import EgressGuard
from modeldex.http.retry import RetryPolicy
from modeldex.pipeline.build import build_catalog
from modeldex.pipeline.discovering import FAILED, REFRESHED, SKIPPED, Discovery, discover
from modeldex.pipeline.users_list import users_list
from modeldex.providers.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = Path(__file__).parent.parent / "golden" / "data"
KEY = "k-5up3r-s3cr3t-0123456789"


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> ModelCatalog:
    path = tmp_path_factory.mktemp("catalog") / "small.sqlite"
    build_catalog(FACTS, path)
    return ModelCatalog.open(path)


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        yield running


def served(server: AnswerServer, slug: str = "acme", **changes: Any) -> Provider:
    stated = {
        "base_url": server.origin, "category": "core", "wire_formats": {"openai_chat": f"/{slug}"},
        "env": {"api_key": ["ACME_API_KEY"]},
    }  # fmt: skip
    return Provider(id=slug, name=slug, **{**stated, **changes})


def asked(catalog: ModelCatalog, *providers: Provider, is_named: bool = True) -> list[Discovery]:
    credentials = Credentials({"ACME_API_KEY": KEY}, keyring=False)
    lists = [users_list(one, credentials, is_moved=True, is_named=is_named) for one in providers]

    async def run() -> list[Discovery]:
        transport = AiohttpTransport(EgressGuard(one.allowed for one in lists if one.allowed), environ={})
        try:
            return await discover(lists, catalog, credentials, transport, retry=RetryPolicy(attempts=1))
        finally:
            await transport.close()

    return asyncio.run(run())


def listed(*ids: str) -> Reply:
    return Reply(json={"object": "list", "data": [{"id": one, "object": "model"} for one in ids]})


def test_what_the_catalog_lacks_is_found_and_the_rest_is_counted(
    server: AnswerServer, catalog: ModelCatalog
) -> None:
    server.answer("/acme/models", listed("falcon-2", "falcon-two", "falcon-9"))

    (one,) = asked(catalog, served(server))

    assert (one.outcome, one.known, one.reason) == (REFRESHED, 2, None)
    assert sorted(one.listed or ()) == ["acme/falcon-2", "acme/falcon-9", "acme/falcon-two"]
    assert one.found is not None
    assert list(one.found.models) == ["acme/falcon-9"]
    assert one.found.origin == f"{server.origin}/acme/models"
    model = one.found.models["acme/falcon-9"]
    assert (model.quality, model.source, model.status) == ("unknown", "acme", ModelStatus.ACTIVE)
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_list_of_one_model_is_a_whole_one(server: AnswerServer, catalog: ModelCatalog) -> None:
    server.answer("/acme/models", listed("falcon-9"))

    (one,) = asked(catalog, served(server))

    assert (one.outcome, one.listed) == (REFRESHED, frozenset({"acme/falcon-9"}))


def test_an_empty_list_is_a_failure_unless_a_local_server_of_no_name_gave_it(
    server: AnswerServer, catalog: ModelCatalog
) -> None:
    server.answer("/acme/models", listed())
    here = served(server, category="local")

    outcomes = [
        *asked(catalog, served(server), is_named=False),
        *asked(catalog, here, is_named=False),
        *asked(catalog, here, is_named=True),
    ]

    assert [one.outcome for one in outcomes] == [FAILED, SKIPPED, FAILED]
    assert all(one.found is None and "empty" in (one.reason or "") for one in outcomes)


def test_what_a_list_says_of_a_model_is_kept(server: AnswerServer, catalog: ModelCatalog) -> None:
    row = {
        "id": "falcon-9", "object": "model", "created": 1, "type": "chat", "display_name": "Falcon 9",
        "organization": "Acme", "context_length": 64_000,
        "pricing": {"hourly": 0, "input": 0.4, "output": 1.6, "base": 0, "finetune": 0},
    }  # fmt: skip
    server.answer("/v1/models", Reply(json=[row]))
    together = served(server, "togetherai", base_url="https://api.together.xyz")
    credentials = Credentials({"ACME_API_KEY": KEY}, keyring=False)
    moved = replace(users_list(together, credentials), origin=server.origin)

    async def run() -> list[Discovery]:
        transport = AiohttpTransport(EgressGuard([server.origin]), environ={})
        try:
            return await discover([moved], catalog, credentials, transport)
        finally:
            await transport.close()

    (one,) = asyncio.run(run())

    assert one.found is not None
    model = one.found.models["togetherai/falcon-9"]
    assert (model.name, model.context_window, model.source) == ("Falcon 9", 64_000, "together")
    assert model.cost_per_1m_input_tokens == Decimal("0.4")
    assert {price.source for price in model.prices} == {"together"}


def test_an_installation_is_asked_for_its_tags(server: AnswerServer, catalog: ModelCatalog) -> None:
    server.answer("/api/tags", Reply(json={"models": [{"model": "qwen3:8b", "name": "qwen3:8b"}]}))
    shown = {
        "capabilities": ["completion", "tools"],
        "model_info": {"general.architecture": "q", "q.context_length": 40_960},
    }
    server.answer("/api/show", Reply(json=shown))
    cellar = served(server, "cellar", category="local", wire_formats={"ollama": "/api"}, env={})

    (one,) = asked(catalog, cellar)

    assert one.found is not None
    model = one.found.models["cellar/qwen3:8b"]
    assert (model.context_window, model.supports_tool_use, model.supports_vision) == (40_960, True, False)


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(status=401, json={"error": {"message": f"bad key {KEY}"}}), "401"),
        (Reply(status=500), "500"),
        (Reply(body=b"<html>"), "is no JSON"),
        (Reply(json={"error": "no"}), "expected list"),
        (Reply(body=f"<html>no entry for {KEY}".encode()), "no entry for ***"),
        (Reply(json={"data": {KEY: 1}}), "expected list"),
        (Reply(json={"data": [{"name": "x"}]}), "model 0"),
        (Reply(json={"data": []}, cut_after=3), "cut short"),
        (Reply.redirect("https://elsewhere.example/"), "elsewhere.example"),
    ],
)
def test_a_failure_is_one_providers_alone_and_never_shows_a_key(
    server: AnswerServer, catalog: ModelCatalog, reply: Reply, word: str
) -> None:
    server.answer("/acme/models", reply)
    server.answer("/hub/models", listed("owl"))

    bad, good = asked(catalog, served(server), served(server, "hub"))

    assert (bad.outcome, bad.found, bad.listed) == (FAILED, None, None)
    assert bad.reason is not None
    assert word in bad.reason
    assert KEY not in bad.reason
    assert (good.outcome, good.known) == (REFRESHED, 0)


def test_a_local_server_that_does_not_run_is_a_failure_only_by_its_name(
    server: AnswerServer, catalog: ModelCatalog
) -> None:
    nobody = served(server, category="local", base_url="http://127.0.0.1:9")

    assert [one.outcome for one in asked(catalog, nobody, is_named=False)] == [SKIPPED]
    assert [one.outcome for one in asked(catalog, nobody, is_named=True)] == [FAILED]


def test_a_local_server_that_answers_badly_is_there(server: AnswerServer, catalog: ModelCatalog) -> None:
    server.answer("/acme/models", Reply(raw=b"SSH-2.0-OpenSSH_9\r\n"))

    assert [one.outcome for one in asked(catalog, served(server, category="local"), is_named=False)] == [
        FAILED
    ]


def test_where_it_ends_early_nobody_goes_on_asking(
    server: AnswerServer, catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer("/acme/models", listed("falcon-9"))
    server.answer("/slow/models", Reply(delay_seconds=600))
    credentials = Credentials({"ACME_API_KEY": KEY}, keyring=False)
    lists = [users_list(served(server, slug), credentials, is_moved=True) for slug in ("acme", "slow")]

    def broken(*_: object) -> None:
        raise KeyError("a mistake of ours")

    monkeypatch.setattr("modeldex.pipeline.discovering._sorted_out", broken)

    async def run() -> set[asyncio.Task[Any]]:
        transport = AiohttpTransport(EgressGuard([server.origin]), environ={})
        try:
            with pytest.raises(KeyError):
                await discover(lists, catalog, credentials, transport)
            return asyncio.all_tasks() - {asyncio.current_task()}
        finally:
            await transport.close()

    assert asyncio.run(run()) == set()


def test_who_cannot_be_asked_is_skipped_with_the_reason(server: AnswerServer, catalog: ModelCatalog) -> None:
    (one,) = asked(catalog, served(server, wire_formats={}))

    assert one.outcome == SKIPPED
    assert one.reason is not None
    assert "[providers.acme]" in one.reason
    assert server.requests == []


def test_ids_that_are_none_are_counted_and_left_out(server: AnswerServer, catalog: ModelCatalog) -> None:
    server.answer("/acme/models", listed("", " x", "a\nb", "falcon-9"))

    (one,) = asked(catalog, served(server))

    assert one.unreadable == 3
    assert one.found is not None
    assert list(one.found.models) == ["acme/falcon-9"]
