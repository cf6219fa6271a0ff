"""`modeldex alias`: names in the configuration file, whose comments and order stay."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from modeldex.storage.aliases import NameAliases
from modeldex.storage.database import Database
from modeldex.storage.migrating import upgrade

if TYPE_CHECKING:
    from pathlib import Path

FILE = """\
# ours, in an order of ours
[aliases.models]
slow = "acme/falcon-1"  # the old one

[registry]
watch = false
"""


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "modeldex.toml"
    path.write_text(FILE, "utf-8")
    return path


def test_a_name_is_written_in_full_and_the_rest_stays(file: Path, run):
    ran = run("alias", "set", "fast", "falcon-2")

    assert (ran.code, ran.out, ran.err) == (0, "", "fast means acme/falcon-2 from now on\n")
    assert file.read_text("utf-8") == FILE.replace(
        "  # the old one\n", '  # the old one\nfast = "acme/falcon-2"\n'
    )


def test_a_file_is_made_where_there_is_none(folder: Path, run):
    ran = run("alias", "set", "fast", "falcon-2")

    assert ran.code == 0
    assert "modeldex.toml is made for it" in ran.err
    assert json.loads(run("alias", "list", "--json").out) == [
        {
            "alias": "fast", "kind": "model", "target": "acme/falcon-2", "source": "config",
            "origin": "modeldex.toml:2", "wins": True,
        }
    ]  # fmt: skip


def test_a_name_of_a_provider_is_kept_apart(file: Path, run):
    assert run("alias", "set", "peak", "acme-ai", "--provider").code == 0

    assert 'peak = "acme"' in file.read_text("utf-8")
    assert [one["alias"] for one in json.loads(run("alias", "list", "--json").out)] == ["slow"]
    assert [one["alias"] for one in json.loads(run("alias", "list", "--provider", "--json").out)] == ["peak"]
    assert len(json.loads(run("alias", "list", "--all", "--json").out)) == 2
    assert run("alias", "remove", "peak", "--provider").code == 0


def test_another_file_is_changed_where_one_is_named(file: Path, folder: Path, run):
    run("alias", "set", "fast", "falcon-2", "--file", "mine.toml")
    run("--config", "other.toml", "alias", "set", "fast", "falcon-2")

    assert file.read_text("utf-8") == FILE
    assert (folder / "mine.toml").exists()
    assert (folder / "other.toml").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("falcn-2",), 4, "did you mean acme/falcon-2"),
        (("echo-9",), 4, "means no model"),
        (("acmee", "--provider"), 2, "did you mean acme"),
    ],
)
def test_a_target_that_means_nothing_gets_near_names(words: tuple[str, ...], code: int, said: str, file, run):
    ran = run("alias", "set", "fast", *words)

    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert file.read_text("utf-8") == FILE


def test_a_name_that_is_a_models_own_is_refused(file: Path, run):
    ran = run("alias", "set", "acme/falcon-1", "falcon-2")

    assert (ran.code, ran.out) == (2, "")
    assert file.read_text("utf-8") == FILE


def test_an_alias_of_an_alias_means_the_same_model(file: Path, run):
    run("alias", "set", "slower", "slow")

    assert 'slower = "acme/falcon-1"' in file.read_text("utf-8")


def test_a_name_is_removed(file: Path, run):
    ran = run("alias", "remove", "slow")

    assert (ran.code, ran.out) == (0, "")
    assert "slow =" not in file.read_text("utf-8")
    assert "# ours" in file.read_text("utf-8")
    assert run("alias", "list").err.startswith("there is no alias")


def test_a_name_that_is_not_there_gets_near_ones(file: Path, run):
    ran = run("alias", "remove", "slw")

    assert (ran.code, ran.out) == (2, "")
    assert "did you mean slow" in ran.err
    assert run("alias", "remove", "slow", "--file", "none.toml").code == 2


def test_only_toml_is_edited(folder: Path, run):
    (folder / "modeldex.yaml").write_text("aliases: {models: {slow: acme/falcon-1}}\n", "utf-8")
    ran = run("alias", "set", "fast", "falcon-2")

    assert (ran.code, ran.out) == (2, "")
    assert "only TOML is edited" in ran.err


def test_what_the_database_says_counts_more(file: Path, folder: Path, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELDEX_DATABASE_URL", "sqlite:///registry.db")
    with Database.open("sqlite:///registry.db") as database:
        upgrade(database)
        NameAliases(database).set("slow", "model", "acme/falcon-0")
    ran = run("alias", "list", "--json")

    assert [(one["source"], one["target"], one["wins"]) for one in json.loads(ran.out)] == [
        ("database", "acme/falcon-0", True), ("config", "acme/falcon-1", False),
    ]  # fmt: skip
    assert json.loads(ran.out)[0]["origin"] == "sqlite:///registry.db"
    assert "acme/falcon-0  database  registry.db " in run("alias", "list").out


def test_what_a_name_meant_before_is_said(file: Path, run):
    assert (
        run("alias", "set", "slow", "falcon-2").err
    ) == "slow means acme/falcon-2 from now on, and no longer acme/falcon-1\n"
    assert "no longer" not in run("alias", "set", "slow", "falcon-2").err
    assert "from now on, and no longer acme/falcon-2\n" in run("alias", "set", "falcon-2", "falcon-1").err


def test_a_name_that_stands_elsewhere_is_removed_there(file: Path, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELDEX_DATABASE_URL", "sqlite:///registry.db")
    with Database.open("sqlite:///registry.db") as database:
        upgrade(database)
        NameAliases(database).set("quick", "model", "acme/falcon-0")
    monkeypatch.setenv("MODELDEX_CONFIG_YAML", "aliases: {models: {brisk: falcon-1}}")

    ran = run("alias", "remove", "quick")
    assert (ran.code, ran.out) == (2, "")
    assert "quick is a name of a model in sqlite:///registry.db, not in modeldex.toml" in ran.err
    assert "ModelRegistry.remove_alias" in ran.err
    assert "brisk is a name of a model in MODELDEX_CONFIG_YAML:1" in run("alias", "remove", "brisk").err
    monkeypatch.setenv("MODELDEX_DATABASE_URL", "sqlite:///none.db")
    assert "unknown alias 'quik'" in run("alias", "remove", "quik").err


def test_names_of_another_database_are_listed(file: Path, folder: Path, run):
    with Database.open("sqlite:///other.db") as database:
        upgrade(database)
        NameAliases(database).set("quick", "model", "acme/falcon-0")
    ran = run("alias", "list", "--database", "sqlite:///other.db", "--json")

    assert [one["alias"] for one in json.loads(ran.out)] == ["quick", "slow"]


def test_all_faults_of_a_configuration_are_told_by_the_list(file: Path, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELDEX_DATABASE_URL", "sqlite:///none.db")
    file.write_text("[modles]\n[alias]\n", "utf-8")
    ran = run("alias", "list")

    assert ran.code == 2
    assert "modles" in ran.err
    assert "modeldex.toml:2:2: alias" in ran.err


def test_the_names_in_the_file_are_those_that_why_knows(file: Path, run):
    assert run("why", "slow", "max_context").out.startswith("max_context of acme/falcon-1")
    assert run("show", "slow").code == 4
