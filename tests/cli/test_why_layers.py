"""`modeldex why` where a configuration or a database lies over the catalog: what counts comes first."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from modeldex import ModelConfig
from modeldex.registry.registry import ModelRegistry

if TYPE_CHECKING:
    from pathlib import Path

FILE = '[models."acme/falcon-2"]\nmax_context = 500_000\nvision = "?"\naliases = ["big"]\n'


@pytest.fixture
def over(folder: Path, run, monkeypatch: pytest.MonkeyPatch) -> Path:
    (folder / "modeldex.toml").write_text(FILE, "utf-8")
    return folder


@pytest.fixture
def stored(over: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = "sqlite:///registry.db"
    monkeypatch.setenv("MODELDEX_DATABASE_URL", url)
    with ModelRegistry.open(database=url, live=False) as registry:
        registry.update_model("acme/falcon-2", {"context_window": 250_000})
        registry.register_model(ModelConfig(provider="cellar", model_id="robin", max_output_tokens=99))
    return url


def test_the_layer_that_counts_comes_first_for_people(over: Path, run):
    ran = run("why", "falcon-2", "max_context")

    assert (ran.code, ran.err) == (0, "")
    over_it, _, below = ran.out.partition("\n\n")
    assert [line.split() for line in over_it.splitlines() if "config" in line] == [
        ["500000", "config", "yes", "modeldex.toml"]
    ]
    assert below.startswith("max_context of acme/falcon-2\n    1000000  official  2026-10-01  taken\n")


def test_programs_get_the_layers_as_records_of_the_same_columns(over: Path, run):
    said = json.loads(run("why", "falcon-2", "context_window", "--json").out)

    assert [(one["value"], one["source"], one["wins"]) for one in said] == [
        ("500000", "config", True), ("1000000", "official", False), ("200000", "survey", False),
    ]  # fmt: skip
    assert said[0]["reason"] == "stands over the catalog: modeldex.toml"
    assert {frozenset(one) for one in said} == {frozenset(said[1])}
    header, *rows = csv.reader(io.StringIO(run("why", "falcon-2", "context_window", "--csv").out))
    assert {len(row) for row in rows} == {len(header)}


def test_a_database_stands_over_a_configuration(stored: str, run):
    said = json.loads(run("why", "falcon-2", "max_context", "--json").out)

    assert [(one["value"], one["source"], one["wins"]) for one in said[:3]] == [
        ("250000", "database", True), ("500000", "config", False), ("1000000", "official", False),
    ]  # fmt: skip
    shown = run("why", "falcon-2", "max_context").out
    assert shown.index("250000") < shown.index("500000") < shown.index("1000000")
    assert "250000  database  yes       registry.db" in shown
    assert said[0]["reason"] == "stands over the catalog: sqlite:///registry.db"


def test_another_database_may_be_named(stored: str, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("MODELDEX_DATABASE_URL")
    said = json.loads(run("why", "falcon-2", "max_context", "--json", "--database", stored).out)

    assert [one["source"] for one in said[:2]] == ["database", "config"]


def test_all_that_layers_say_stands_above_the_table(over: Path, run):
    ran = run("why", "falcon-2")

    over_it, _, below = ran.out.partition("\n\n")
    rows = [line.split()[:4] for line in over_it.splitlines()]
    assert ["max_context", "500000", "config", "yes"] in rows
    assert ["vision", "?", "config", "yes"] in rows
    assert ["max_context", "1000000", "yes", "official"] in [line.split()[:4] for line in below.splitlines()]
    assert max(map(len, ran.out.splitlines())) <= 80


def test_what_joins_does_not_take_the_catalogs_word_away(over: Path, run):
    said = json.loads(run("why", "falcon-2", "aliases", "--json").out)

    assert said[0]["value"] == "big"
    assert all(one["wins"] for one in said if one["source"] != "config" and one["reason"])


def test_a_field_of_which_layers_say_nothing_is_as_it_was(over: Path, run):
    assert run("why", "falcon-2", "tool_use").out.startswith("tool_use of acme/falcon-2\n    ")


def test_a_model_of_ones_own_is_known(stored: str, run):
    ran = run("why", "robin", "max_output")

    assert ran.code == 0
    assert "99" in ran.out
    assert "the catalog has no cellar/robin" in ran.err
    assert json.loads(run("why", "cellar/robin", "max_output", "--json").out)[0]["source"] == "database"


def test_what_only_a_layer_states_is_said(over: Path, run):
    with (over / "modeldex.toml").open("a") as file:
        file.write("rpm = 60\n")
    ran = run("why", "falcon-2", "rpm")

    assert "60" in ran.out
    assert ran.err == "the catalog itself states no rpm of acme/falcon-2\n"


def test_an_unknown_model_gets_near_ones_out_of_the_layers_too(stored: str, run):
    ran = run("why", "cellar/robn")

    assert (ran.code, ran.out) == (4, "")
    assert "cellar/robin" in ran.err


def test_a_configuration_with_faults_is_not_passed_over(over: Path, run):
    (over / "modeldex.toml").write_text("[modles]\n", "utf-8")
    ran = run("why", "falcon-2")

    assert (ran.code, ran.out) == (2, "")
    assert "modeldex.toml:1:2: modles" in ran.err


def test_other_questions_ask_the_catalog_alone(over: Path, run):
    assert json.loads(run("show", "falcon-2", "--json").out)["context_window"] == 1_000_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("show fast", "; fast stands in modeldex.toml, which show does not read: modeldex why fast does\n"),
        (
            "cost robin --in 1",
            "; robin stands in modeldex.toml, which cost does not read: modeldex why robin does",
        ),
        ("show cellar/robin", "; cellar/robin stands in modeldex.toml, which show does not read"),
        ("list --provider attic", "; attic stands in modeldex.toml, which list does not read\n"),
    ],
)
def test_what_the_configuration_alone_names_is_pointed_out(words: str, said: str, over: Path, run):
    more = (
        '[providers.attic]\nname = "Attic"\n[models."cellar/robin"]\nrpm = 5\n'
        '[aliases.models]\nfast = "robin"\n'
    )
    with (over / "modeldex.toml").open("a") as file:
        file.write(more)
    ran = run(*words.split())

    assert ran.code in (2, 4)
    assert said in ran.err
    assert run("config", "check").code == 0
    assert "which" not in run("show", "swift").err
    (over / "modeldex.toml").write_text("[[broken", "utf-8")
    assert "modeldex.toml" not in run(*words.split()).err
