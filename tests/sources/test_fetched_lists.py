"""What is particular in how some sources are fetched: pages, licences, tags that are shown one by one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from tests.http.server import AnswerServer, Reply, Seen
from tests.sources.fetching import KEY, asked, read

from modeldex import NetworkError, SourceError
from modeldex.sources.upstreams.huggingface_hub import LICENCES, MOST, MOST_PAGES, PER_PAGE, url_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HUB = "/api/models"


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        yield running


def hub_model(model_id: str, downloads: Any = 1) -> dict[str, Any]:
    return {"id": model_id, "private": False, "gated": False, "tags": [], "downloads": downloads}


def hub(
    server: AnswerServer,
    by_licence: dict[str, list[dict[str, Any]]],
    size: int = PER_PAGE,
    elsewhere: str = "",
) -> None:
    """The Hub: pages of so many models, each of which names the next in its `Link` header."""

    def page(seen: Seen) -> Reply:
        licence = unquote(seen.query["filter"]).removeprefix("license:")
        rows = by_licence.get(licence, [])
        begin = int(seen.query.get("cursor", "0"))
        end = begin + size
        query = seen.target.partition("?")[2].partition("&cursor")[0]
        link = f'<{elsewhere or "https://huggingface.co"}{HUB}?{query}&cursor={end}>; rel="next"'
        return Reply(json=rows[begin:end], headers={"link": link} if end < len(rows) else {})

    server.answer(HUB, page)


def test_the_hub_is_asked_for_what_hosts_serve_under_each_licence(server: AnswerServer) -> None:
    hub(server, {})
    asked("huggingface_hub", server)

    queries = [seen.query for seen in server.asked(HUB)]
    assert {query["filter"] for query in queries} == {f"license:{licence}" for licence in LICENCES}
    assert all(query["inference_provider"] == "all" for query in queries)
    assert all((query["sort"], query["direction"]) == ("downloads", "-1") for query in queries)


def test_the_hub_is_asked_whether_a_model_is_gated() -> None:
    assert all("&expand=gated" in url_of(licence) for licence in LICENCES)


def test_pages_are_followed_and_the_most_downloaded_come_first(server: AnswerServer, tmp_path: Path) -> None:
    hub(
        server,
        {
            "mit": [hub_model(f"quill/m{n}", n) for n in range(5)],
            "other": [hub_model("reed/o", 3.5), hub_model("quill/m4", 4)],
            "gemma": [hub_model("quill/g", 100)],
        },
        size=2,
    )
    gathered = asked("huggingface_hub", server)

    assert [model["id"] for model in gathered[:2]] == ["quill/g", "quill/m4"]
    assert len(gathered) == 7
    assert gathered[-1]["id"] in ("quill/m0", "reed/o")
    assert len(read("huggingface_hub", gathered, tmp_path).offerings) == 7


def test_no_more_than_the_most_downloaded_are_kept(server: AnswerServer) -> None:
    hub(
        server,
        {
            licence: [hub_model(f"{licence}/m{n}", n) for n in range(PER_PAGE * MOST_PAGES + 1)]
            for licence in ("mit", "gemma", "llama3", "other")
        },
    )
    gathered = asked("huggingface_hub", server)

    assert len(gathered) == MOST
    assert len(server.asked(HUB)) == 4 * MOST_PAGES + len(LICENCES) - 4


def test_a_page_at_another_host_is_not_asked_for(server: AnswerServer) -> None:
    hub(server, {"mit": [hub_model("a/b"), hub_model("a/c")]}, size=1, elsewhere="https://hub.example")

    with pytest.raises(SourceError, match="its next page is elsewhere"):
        asked("huggingface_hub", server)


@pytest.mark.parametrize("row", [7, {"downloads": 1}, {"id": None}])
def test_a_row_of_the_hub_that_is_no_model_is_a_source_error(row: Any, server: AnswerServer) -> None:
    server.answer(HUB, Reply(json=[row]))

    with pytest.raises(SourceError, match=r"https://huggingface\.co/api/models: a model"):
        asked("huggingface_hub", server)


def show(server: AnswerServer, shown: dict[str, Any]) -> None:
    """An installation of Ollama, and what it shows of each model."""
    server.answer("/api/tags", Reply(json={"models": [{"name": name, "model": name} for name in shown]}))
    server.answer("/api/show", lambda seen: shown[seen.json()["model"]])


def test_each_tag_of_ollama_is_shown_by_its_name(server: AnswerServer, tmp_path: Path) -> None:
    weights = {"general.architecture": "quill", "quill.context_length": 131072}
    big = {"license": "x" * 10_000, "template": "{{ . }}", "details": {}, "model_info": weights}
    show(server, {"quill:8b": Reply(json=big | {"capabilities": ["completion"]}), "nib": Reply(json={})})
    gathered = asked("ollama", server)

    assert [seen.json() for seen in server.asked("/api/show")] == [{"model": "quill:8b"}, {"model": "nib"}]
    assert "license" not in json.dumps(gathered)
    offerings = read("ollama", gathered, tmp_path).offerings
    assert offerings["ollama/quill:8b"].cells == {"max_context": "131072"}
    assert offerings["ollama/nib"].cells == {}


def test_a_model_that_went_in_between_keeps_its_tag(server: AnswerServer, tmp_path: Path) -> None:
    show(server, {"quill:8b": Reply(status=404, json={"error": "model not found"})})

    assert list(read("ollama", asked("ollama", server), tmp_path).offerings) == ["ollama/quill:8b"]


def test_a_model_that_cannot_be_shown_is_a_network_error(server: AnswerServer) -> None:
    show(server, {"quill:8b": Reply(status=500)})

    with pytest.raises(NetworkError, match="/api/show"):
        asked("ollama", server)


def test_an_account_of_cloudflare_stands_in_the_path_and_its_key_does_not(server: AnswerServer) -> None:
    server.answer("/v1/acme/acme/compat/models", Reply(json={"data": []}))
    asked("cloudflare_ai_gateway", server)

    [seen] = server.requests
    assert KEY not in seen.target
    assert seen.headers["authorization"] == f"Bearer {KEY}"


def test_github_is_asked_in_the_version_that_is_read(server: AnswerServer) -> None:
    server.answer("/catalog/models", Reply(json=[]))
    asked("github", server)

    assert server.requests[0].headers["x-github-api-version"] == "2022-11-28"
    assert server.requests[0].headers["accept"] == "application/vnd.github+json"
