"""`modeldex promote`: a discovered model becomes one of the user's configuration."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from modeldex import ModelConfig
from modeldex.registry.discovered_store import Discovered, DiscoveredStore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

FILE = "# ours\n[registry]\nwatch = false  # no\n"


@pytest.fixture
def file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration; some models were discovered at two providers."""
    monkeypatch.setenv("MODELDEX_DATA_DIR", str(folder / "data"))
    for provider, ids in (("acme", ("falcon-9", "owl", "falcon-two")), ("hub", ("owl",))):
        models = [ModelConfig(provider=provider, model_id=one, context_window=64_000) for one in ids]
        DiscoveredStore(folder / "data" / "discovered").write(
            Discovered(
                provider=provider,
                refreshed_at=datetime(2026, 11, 9, 10, 2, tzinfo=UTC),
                origin="https://api.acme.example/v1/models",
                models={model.id: model for model in models},
            )
        )
    path = folder / "modeldex.toml"
    path.write_text(FILE, "utf-8")
    return path


def test_a_promoted_model_stands_in_the_file_and_is_listed_as_discovered_no_more(
    file: Path, run: Run
) -> None:
    assert "acme/falcon-9" in run("search", "falcon-9").out

    ran = run("promote", "acme/falcon-9")

    assert (ran.code, ran.out) == (0, "")
    assert "acme/falcon-9 is a model of your own from now on, in modeldex.toml\n" in ran.err
    assert "nobody states yet, to be filled in there: input_per_1m, output_per_1m, max_output" in ran.err
    assert "modeldex why acme/falcon-9" in ran.err
    assert "modeldex versions" in ran.err
    text = file.read_text("utf-8")
    assert text.startswith(
        f'{FILE}\n[models."acme/falcon-9"]  # listed by acme on 2026-11-09\nstatus = "active"\n'
        "max_context = 64000\n# input_per_1m = ?  # "
    )
    assert "falcon-9" not in run("search", "falcon-9").out
    assert "falcon-9" not in run("discover", "--list").out


def test_the_file_passes_its_check_and_the_model_is_in_force(file: Path, run: Run) -> None:
    run("promote", "acme/falcon-9")

    checked = run("config", "check")
    assert (checked.code, checked.out) == (0, "")
    assert "acme/falcon-9" in checked.err
    said = json.loads(run("why", "acme/falcon-9", "max_context", "--json").out)
    assert [(one["source"], one["value"]) for one in said] == [
        ("config", "64000"),
        ("discovered", "64000"),
    ]


def test_a_bare_id_means_the_one_that_has_it(file: Path, run: Run) -> None:
    assert run("promote", "falcon-9").code == 0

    ran = run("promote", "owl")
    assert ran.code == 4
    assert "discovered at 2 providers; write one in full: acme/owl, hub/owl" in ran.err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("acme/falcon-2", ("acme/falcon-2 is in the catalog, and needs no promotion",)),
        ("falcon-2", ("falcon-2 is in the catalog as acme/falcon-2",)),
        (
            "acme/falcon-two",
            ("acme/falcon-two is in the catalog as acme/falcon-2", '[models."acme/falcon-2"]'),
        ),
    ],
)
def test_what_the_catalog_has_is_refused(file: Path, run: Run, name: str, words: tuple[str, ...]) -> None:
    ran = run("promote", name)

    assert ran.code == 2
    assert all(word in " ".join(ran.err.split()) for word in words)
    assert file.read_text("utf-8") == FILE


def test_what_the_file_has_is_refused(file: Path, run: Run) -> None:
    file.write_text('[models."acme/falcon-9"]\nrpm = 5\n', "utf-8")

    ran = run("promote", "acme/falcon-9")

    assert ran.code == 2
    assert "acme/falcon-9 stands in modeldex.toml already" in ran.err
    assert file.read_text("utf-8") == '[models."acme/falcon-9"]\nrpm = 5\n'


def test_what_was_not_discovered_is_told_with_what_looks_like_it(file: Path, run: Run) -> None:
    ran = run("promote", "acme/falcon-8")
    assert ran.code == 4
    assert "'acme/falcon-8' was not discovered; did you mean acme/falcon-9" in ran.err
    assert "modeldex discover --list" in run("promote", "zzz").err
    assert "did you mean acme/falcon-9" in run("promote", "falcon-8").err
    assert file.read_text("utf-8") == FILE


def test_a_dry_run_prints_what_would_be_added(file: Path, run: Run) -> None:
    ran = run("promote", "acme/falcon-9", "--dry-run")

    assert ran.code == 0
    assert ran.out.startswith('[models."acme/falcon-9"]  # listed by acme on 2026-11-09\n')
    assert "nothing is written" in ran.err
    assert file.read_text("utf-8") == FILE
    run("promote", "acme/falcon-9")
    assert file.read_text("utf-8") == f"{FILE}\n{ran.out}"


def test_another_file_is_made_where_it_is_named(file: Path, run: Run) -> None:
    ran = run("promote", "acme/falcon-9", "--config", "other.toml")

    assert "other.toml is made for it" in ran.err
    assert (file.parent / "other.toml").read_text("utf-8").startswith('[models."acme/falcon-9"]')
    assert file.read_text("utf-8") == FILE


@pytest.mark.parametrize(
    ("name", "text", "begins"),
    [
        ("own.yaml", "registry: {watch: false}\n", 'models:\n  "acme/falcon-9":  # listed by acme'),
        ("own.json", '{"registry": {"watch": false}}\n', '{\n  "models": {\n    "acme/falcon-9": {'),
    ],
)
def test_a_file_in_another_language_is_not_edited(
    file: Path, run: Run, name: str, text: str, begins: str
) -> None:
    path = file.parent / name
    path.write_text(text, "utf-8")

    ran = run("promote", "acme/falcon-9", "--config", name)

    assert ran.code == 0
    assert ran.out.startswith(begins)
    assert f"{name} is " in ran.err
    assert "not edited" in ran.err
    assert path.read_text("utf-8") == text


def test_a_fault_of_the_file_is_told_and_nothing_written(file: Path, run: Run) -> None:
    file.write_text("[registry]\nwatch = 7\n", "utf-8")

    ran = run("promote", "acme/falcon-9")

    assert ran.code == 2
    assert "modeldex.toml:2:1: registry.watch" in ran.err
    assert file.read_text("utf-8") == "[registry]\nwatch = 7\n"
