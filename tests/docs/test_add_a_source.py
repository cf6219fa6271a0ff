"""`docs/guides/sources.md` does what it says: a source is added as it is written there, and then asked."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from types import ModuleType

import pytest
from click.testing import CliRunner, Result
from docs.generating.blocks import blocks
from tests.http.server import AnswerServer, Reply

from modeldex import ModelCatalog
from modeldex.cli.commands import COMMANDS
from modeldex.cli.group import group
from modeldex.core.provider import LISTING_KEYS
from modeldex.sources.table import SOURCES

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "sources.md"
FILES = {
    block.title: "\n".join(block.lines) + "\n" for block in blocks(PAGE.read_text("utf-8")) if block.title
}
PROVIDER, MODULE = "data/providers/acme.toml", "src/modeldex/sources/upstreams/acme.py"
MAKERS = '[acme]\nname = "Acme"\nprefixes = ["anvil"]\n'
ALIASES = "kind,alias,target,reason\n"
MANIFEST = "source,title,url,licence,own_listing_of,seen_on,offerings,about\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with no facts but those of the page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MODELDEX_DATA_DIR", str(tmp_path / "kept"))
    monkeypatch.setenv("ACME_API_KEY", "a-key")
    for name, text in {
        PROVIDER: FILES[PROVIDER],
        "data/makers.toml": MAKERS,
        "data/aliases.csv": ALIASES,
        "data/sources/manifest.csv": MANIFEST,
        "data/version.csv": "version\n2026-01-01-v1\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    copyfile(PAGE.parents[2] / "data" / "schema.json", tmp_path / "data" / "schema.json")
    return tmp_path


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as server:
        yield server


def run(*words: str) -> Result:
    return CliRunner().invoke(group(COMMANDS), words, catch_exceptions=False)


def ran_pipeline(server: AnswerServer) -> ModelCatalog:
    ran = run("pipeline", "run", "acme", "--origin", f"acme={server.origin}", "--output", "catalog.sqlite")
    assert ran.exit_code == 0, ran.output
    return ModelCatalog.open("catalog.sqlite")


def test_a_provider_with_a_list_in_the_usual_shape_needs_its_file_alone(folder: Path, server: AnswerServer):
    server.answer(
        "/v1/models", Reply(json={"object": "list", "data": [{"id": "anvil-2", "object": "model"}]})
    )

    planned = run("fetch", "acme", "--dry-run", "--json")
    catalog = ran_pipeline(server)

    assert json.loads(planned.stdout)[0]["missing"] is None
    assert server.requests[0].headers["authorization"] == "Bearer a-key"
    assert catalog.get_model_or_raise("acme/anvil-2").source == "acme"
    assert (folder / "data" / "sources" / "acme.csv").exists()
    assert (folder / "data" / "models" / "specialized" / "acme.csv").exists()


def test_a_list_with_facts_of_its_own_needs_one_module_and_one_line(
    folder: Path, server: AnswerServer, monkeypatch: pytest.MonkeyPatch
):
    provider = folder / PROVIDER
    provider.write_text(provider.read_text("utf-8").partition("[listing]")[0], "utf-8")
    module = ModuleType("acme")
    exec(FILES[MODULE], module.__dict__)  # the module of the page
    monkeypatch.setitem(SOURCES, "acme", module.SOURCE)
    row = {"id": "anvil-3", "window": 128000, "sees": True, "created": 1, "colour": "red"}
    server.answer(
        "/v1/catalog",
        Reply(
            json={
                "data": [row | {"usd_per_token": {"input": "0.0000025", "output": "0.00001"}}],
                "links": {"next": "/v1/catalog?page=2"},
            }
        ),
    )
    server.answer(
        "/v1/catalog?page=2",
        Reply(
            json={
                "data": [
                    row
                    | {"id": f"anvil-{number}", "usd_per_token": {"input": "0.000001", "output": "0.000002"}}
                    for number in (4, 5, 6)
                ]
            }
        ),
    )

    catalog = ran_pipeline(server)

    model = catalog.get_model_or_raise("acme/anvil-3")
    assert (str(model.cost_per_1m_input_tokens), model.context_window) == ("2.5", 128000)
    assert model.supports_vision is True
    assert str(catalog.get_model_or_raise("acme/anvil-4").cost_per_1m_output_tokens) == "2"
    told = run("fetch", "acme", "--origin", f"acme={server.origin}")
    assert json.loads(told.stdout)["unknown_fields"] == {"model.colour": 4}


def test_the_page_names_every_key_of_a_listing():
    page = PAGE.read_text("utf-8")

    assert [key for key in LISTING_KEYS if f"`{key}`" not in page] == []


def test_the_page_takes_ten_minutes_to_read_at_most():
    assert len(PAGE.read_text("utf-8").split()) < 1_500
