"""`modeldex db`: the tables of a database, up, down and looked at; on each kind of database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "hunter2-is-long"


def test_a_database_is_brought_up_once(database_url: str, folder: Path, run):
    before = run("db", "check", "--database", database_url)
    first = run("db", "upgrade", "--database", database_url)
    again = run("db", "upgrade", "--database", database_url)
    after = run("db", "check", "--database", database_url)

    assert before.code in (1, 2)
    assert (first.code, first.out) == (0, "")
    assert "went from base to 0002" in first.err
    assert (again.code, again.out) == (0, "")
    assert "stays at 0002: nothing to do" in again.err
    assert (after.code, after.err) == (0, "the tables are those that this version needs\n")


def test_a_database_below_the_version_is_a_finding(database_url: str, folder: Path, run):
    run("db", "upgrade", "0001", "--database", database_url)
    ran = run("db", "check", "--json", "--database", database_url)

    assert ran.code == 1
    state = json.loads(ran.out)
    assert (state["revision"], state["needed"], state["pending"]) == ("0001", "0002", ["0002"])
    assert state["is_current"] is False
    assert "modeldex db upgrade" in run("db", "check", "--database", database_url).err


def test_data_stay_over_an_upgrade(database_url: str, folder: Path, run):
    run("db", "upgrade", "--database", database_url)
    with Database.open(database_url) as database:
        made = Conversations(database).create("acme/falcon-2")
    run("db", "upgrade", "--database", database_url)

    with Database.open(database_url) as database:
        assert Conversations(database).get(made.id) == made


def test_a_way_down_needs_a_yes(database_url: str, folder: Path, run):
    run("db", "upgrade", "--database", database_url)
    refused = run("db", "downgrade", "base", "--database", database_url)

    assert (refused.code, refused.out) == (2, "")
    assert "say --yes" in refused.err
    assert run("db", "check", "--database", database_url).code == 0
    ran = run("db", "downgrade", "base", "--yes", "--database", database_url)
    assert (ran.code, ran.out) == (0, "")
    assert "went from 0002 to base" in ran.err
    assert run("db", "downgrade", "base", "--yes", "--database", database_url).err.endswith("nothing to do\n")


def test_statements_lead_from_where_the_database_stands(database_url: str, folder: Path, run):
    whole = run("db", "upgrade", "--sql", "--database", database_url)
    assert whole.code == 0
    assert "CREATE TABLE model_versions" in whole.out
    run("db", "upgrade", "0001", "--database", database_url)
    rest = run("db", "upgrade", "--sql", "--database", database_url)
    assert "CREATE TABLE model_versions" not in rest.out
    assert "CREATE TABLE conversations" in rest.out
    down = run("db", "downgrade", "base", "--sql", "--database", database_url)
    assert "DROP TABLE model_versions" in down.out
    assert json.loads(run("db", "check", "--json", "--database", database_url).out)["revision"] == "0001"
    none = run("db", "upgrade", "0001", "--sql", "--database", database_url)
    assert (none.code, none.out) == (0, "")


def test_statements_for_a_file_that_is_not_there_make_none(folder: Path, run):
    ran = run("db", "upgrade", "--sql", "--database", "sqlite:///registry.db")

    assert "CREATE TABLE model_versions" in ran.out
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("command", ["check", "downgrade", "migrate-ids"])
def test_a_file_that_is_not_there_is_made_by_an_upgrade_alone(command: str, folder: Path, run):
    revision = ("base", "--yes") if command == "downgrade" else ()
    ran = run("db", command, *revision, "--database", "sqlite:///registry.db")

    assert (ran.code, ran.out) == (2, "")
    assert "modeldex db upgrade" in ran.err
    assert list(folder.iterdir()) == []


def test_an_unknown_revision_gets_the_known_ones(sqlite_url: str, run):
    ran = run("db", "upgrade", "0009", "--database", sqlite_url)

    assert (ran.code, ran.out) == (2, "")
    assert "known: base, 0001, 0002, head" in ran.err


@pytest.mark.parametrize("command", ["upgrade", "check", "migrate-ids"])
def test_without_a_database_it_says_how_to_configure_one(command: str, folder: Path, run):
    ran = run("db", command)

    assert (ran.code, ran.out) == (2, "")
    for way in ("MODELDEX_DATABASE_URL", "database_url below [registry]", "--database URL"):
        assert way in " ".join(ran.err.split())


def test_the_database_is_named_by_option_variable_or_configuration(
    folder: Path, run, monkeypatch: pytest.MonkeyPatch
):
    (folder / "modeldex.toml").write_text('[registry]\ndatabase_url = "sqlite:///${NAME}.db"\n', "utf-8")
    assert "NAME, which is not set" in run("db", "upgrade").err
    monkeypatch.setenv("NAME", "configured")
    assert "sqlite:///configured.db" in run("db", "upgrade").err
    monkeypatch.setenv("MODELDEX_DATABASE_URL", "sqlite:///variable.db")
    assert "sqlite:///variable.db" in run("db", "upgrade").err
    assert "sqlite:///option.db" in run("db", "upgrade", "--database", "sqlite:///option.db").err
    monkeypatch.delenv("MODELDEX_DATABASE_URL")
    monkeypatch.setenv("MODELDEX_CONFIG_YAML", "registry: {database_url: 'sqlite:///yaml.db'}")
    assert "sqlite:///yaml.db" in run("db", "upgrade").err


def test_faults_elsewhere_in_the_configuration_keep_nobody_from_the_database(folder: Path, run):
    text = '[registry]\ndatabase_url = "sqlite:///registry.db"\n[modles]\n'
    (folder / "modeldex.toml").write_text(text, "utf-8")

    assert run("db", "upgrade").code == 0
    assert run("config", "check").code == 1


def test_a_url_in_the_configuration_that_is_none_is_a_fault_with_its_place(folder: Path, run):
    (folder / "modeldex.toml").write_text(f'[registry]\ndatabase_url = "mysql://ann:{SECRET}@x/y"\n', "utf-8")
    ran = run("db", "check")

    assert (ran.code, ran.out) == (2, "")
    assert "modeldex.toml:2:1: registry.database_url" in ran.err
    assert SECRET not in ran.err


@pytest.mark.parametrize("url", [f"postgresql://ann:{SECRET}@127.0.0.1:1/none", f"mysql://ann:{SECRET}@x/y"])
def test_no_password_is_shown_where_a_database_cannot_be_had(url: str, folder: Path, run):
    ran = run("db", "check", "--database", url)

    assert (ran.code, ran.out) == (2, "")
    assert SECRET not in ran.err


def test_a_terminal_is_asked_before_data_are_dropped(sqlite_url: str, run, monkeypatch: pytest.MonkeyPatch):
    run("db", "upgrade", "--database", sqlite_url)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    asked: list[str] = []

    def answer(question: str, **_options: object) -> bool:
        asked.append(question)
        return True

    monkeypatch.setattr("click.confirm", answer)

    assert run("db", "downgrade", "0001", "--database", sqlite_url).code == 0
    assert "go from 0002 down to 0001" in asked[0]
