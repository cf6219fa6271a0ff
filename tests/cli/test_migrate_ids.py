"""`modeldex db migrate-ids`: stored ids become the new ones, everywhere or nowhere, with a report."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
from tests.cli.stored_ids import FILE, NEW, OLD, RENAMED, STORED, lines_of, models_in, url

from modeldex import ModelConfig
from modeldex.config.document import read_document
from modeldex.registry.registry import ModelRegistry
from modeldex.storage import renaming
from modeldex.storage.aliases import NameAliases
from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database
from modeldex.storage.versions import ModelVersions

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

__all__ = ["url"]

REPORT = {
    ("conversations", "claude-4-opus", "claude-4.5-opus", 1, "renamed"),
    ("conversations", OLD, NEW, 1, "renamed"),
    ("aliases", OLD, NEW, 1, "renamed"),
    ("models", OLD, NEW, 1, "renamed"),
    ("modeldex.toml: models", OLD, NEW, 1, "renamed"),
    ("modeldex.toml: aliases.models.good", OLD, NEW, 1, "renamed"),
    ("conversations", "lost/model", None, 1, "no successor"),
}


def test_a_bare_rename_reaches_every_place(url: str, folder: Path, run):
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--json")

    assert ran.code == 0
    assert lines_of(ran) == REPORT
    assert "6 ids renamed; 1 id left as they are" in ran.err
    assert models_in(url) == sorted(RENAMED)
    assert (folder / "modeldex.toml").read_text("utf-8") == FILE.replace(OLD, NEW)
    with Database.open(url) as database:
        assert [one.target for one in NameAliases(database).all()] == [NEW]
        assert [(one.change, one.content) for one in ModelVersions(database).versions(OLD)][-1] == (
            "renamed", None,
        )  # fmt: skip
    with ModelRegistry.open(database=url, live=False) as registry:
        found = registry.get_model_or_raise("best")
        assert (found.id, found.context_window, found.rate_limit_rpm) == (NEW, 200_000, None)
        assert registry.get_model_or_raise("good").id == NEW


def test_a_full_rename_reaches_every_place_too(url: str, folder: Path, run):
    (folder / "ids.toml").write_text(f'"{OLD}" = "{NEW}"\n', "utf-8")
    run("db", "migrate-ids", "--map", "ids.toml")

    assert models_in(url) == sorted((NEW, NEW, *STORED[2:]))
    assert NEW in (folder / "modeldex.toml").read_text("utf-8")


def test_an_alias_that_means_ones_own_model_by_its_bare_name_follows_it(url: str, folder: Path, run):
    (folder / "modeldex.toml").write_text(FILE.replace(f'good = "{OLD}"', 'good = "claude-4-opus"'), "utf-8")
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--json")

    assert ran.code == 0
    assert (folder / "modeldex.toml").read_text("utf-8") == FILE.replace(OLD, NEW)


def test_to_repeat_it_does_nothing(url: str, run):
    run("db", "migrate-ids", "--map", "ids.csv")
    before = models_in(url)
    ran = run("db", "migrate-ids", "--map", "ids.csv")

    assert ran.code == 0
    assert "0 ids renamed; 1 id left as they are" in ran.err
    assert "1 line of the map fits no stored id: claude-4-opus" in ran.err
    assert models_in(url) == before


def test_a_dry_run_reports_the_same_and_changes_nothing(url: str, folder: Path, run):
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--dry-run", "--json")

    assert ran.code == 0
    assert lines_of(ran) == REPORT
    assert "6 ids would be renamed" in ran.err
    assert models_in(url) == sorted(STORED)
    assert (folder / "modeldex.toml").read_text("utf-8") == FILE
    assert sorted(path.name for path in folder.iterdir()) == ["ids.csv", "modeldex.toml"]


def test_statements_do_what_the_command_does(url: str, folder: Path, run):
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--sql")

    assert ran.code == 0
    assert "2 ids in modeldex.toml are not in the statements" in ran.err
    assert models_in(url) == sorted(STORED)
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            connection.executescript(ran.out)
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(ran.out.encode())
    assert models_in(url) == sorted(RENAMED)
    assert (folder / "modeldex.toml").read_text("utf-8") == FILE


def test_without_a_map_other_names_become_the_full_id(url: str, run):
    ran = run("db", "migrate-ids", "--json")

    assert ran.code == 0
    assert {line for line in lines_of(ran) if line[4] == "renamed"} == {
        ("conversations", "acme-ai/falcon-1", "acme/falcon-1", 1, "renamed")
    }
    assert "acme/falcon-1" in models_in(url)
    assert {"claude-4-opus", "falcon-2", "swift"} <= set(models_in(url))


def test_nothing_to_do_is_said(sqlite_url: str, folder: Path, run):
    run("db", "upgrade", "--database", sqlite_url)
    ran = run("db", "migrate-ids", "--database", sqlite_url)

    assert (ran.code, ran.out) == (0, "")
    assert "nothing to do" in ran.err


def test_what_a_failure_meets_stays_as_it_was(url: str, folder: Path, run, monkeypatch: pytest.MonkeyPatch):
    def fail(*_given: object, **_options: object) -> None:
        raise OSError(28, "No space left on device", "registry")

    monkeypatch.setattr(renaming, "apply", fail)
    ran = run("db", "migrate-ids", "--map", "ids.csv")

    assert ran.code == 2
    assert (folder / "modeldex.toml").read_text("utf-8") == FILE
    assert sorted(path.name for path in folder.iterdir()) == ["ids.csv", "modeldex.toml"]


def test_a_file_that_changes_meanwhile_takes_the_database_back(
    url: str, folder: Path, run, monkeypatch: pytest.MonkeyPatch
):
    true_apply = renaming.apply

    def apply_late(*given, **options):
        (folder / "modeldex.toml").write_text("# somebody else\n", "utf-8")
        return true_apply(*given, **options)

    monkeypatch.setattr(renaming, "apply", apply_late)
    ran = run("db", "migrate-ids", "--map", "ids.csv")

    assert ran.code == 2
    assert "was changed meanwhile; nothing was renamed" in ran.err
    assert (folder / "modeldex.toml").read_text("utf-8") == "# somebody else\n"
    assert models_in(url) == sorted(STORED)


def test_after_a_crash_between_commit_and_file_it_does_the_rest(url: str, folder: Path, run):
    run("db", "migrate-ids", "--map", "ids.csv")
    (folder / "modeldex.toml").write_text(FILE, "utf-8")
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--json")

    assert {line[0] for line in lines_of(ran) if line[4] == "renamed"} == {
        "modeldex.toml: models", "modeldex.toml: aliases.models.good",
    }  # fmt: skip
    assert (folder / "modeldex.toml").read_text("utf-8") == FILE.replace(OLD, NEW)


def test_a_configuration_with_other_faults_stops_everything(url: str, folder: Path, run):
    (folder / "modeldex.toml").write_text(f"{FILE}\n[modles]\n", "utf-8")
    ran = run("db", "migrate-ids", "--map", "ids.csv")

    assert (ran.code, ran.out) == (2, "")
    assert "modeldex.toml:14:2: modles" in ran.err
    assert models_in(url) == sorted(STORED)


def test_a_file_that_is_not_edited_is_listed(url: str, folder: Path, run):
    (folder / "modeldex.toml").unlink()
    text = f"aliases: {{models: {{good: {OLD}}}}}\nproviders: {{anthropic: {{name: A}}}}\n"
    (folder / "modeldex.yaml").write_text(text, "utf-8")
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--json")

    assert ran.code == 1
    assert ("modeldex.yaml: aliases.models.good", OLD, NEW, 1, "by hand") in lines_of(ran)
    assert "change these yourself" in ran.err
    assert read_document(folder / "modeldex.yaml").data["aliases"] == {"models": {"good": OLD}}
    assert models_in(url) == sorted(RENAMED)


def test_what_has_two_homes_is_a_conflict(url: str, run):
    with ModelRegistry.open(database=url, live=False) as registry:
        registry.register_model(ModelConfig(provider="anthropic", model_id="claude-4.5-opus"))
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--json")

    assert ran.code == 1
    assert ("models", OLD, NEW, 1, "conflict") in lines_of(ran)
    assert "conflict: the new id has versions of its own" in ran.err


def test_a_new_id_that_nobody_knows_is_pointed_out(url: str, folder: Path, run):
    (folder / "ids.csv").write_text("lost/model,falcon-9\n", "utf-8")
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--dry-run")

    assert ran.code == 1
    assert "no model is called falcon-9 here" in ran.err


def test_what_resellers_still_serve_is_not_meant_by_a_bare_rename(url: str, folder: Path, run):
    with Database.open(url) as database:
        Conversations(database).create("hub/aurora-7b")
    (folder / "ids.csv").write_text("aurora-7b,falcon-2\n", "utf-8")
    run("db", "migrate-ids", "--map", "ids.csv")

    assert "hub/aurora-7b" in models_in(url)


def test_renames_may_follow_each_other(url: str, folder: Path, run):
    (folder / "ids.csv").write_text("claude-4-opus,claude-4.5-opus\nclaude-4.5-opus,claude-5-opus\n", "utf-8")
    run("db", "migrate-ids", "--map", "ids.csv")

    assert {"claude-5-opus", "anthropic/claude-5-opus"} <= set(models_in(url))
    assert 'good = "anthropic/claude-5-opus"' in (folder / "modeldex.toml").read_text("utf-8")


def test_statements_and_another_form_are_not_given_at_once(sqlite_url: str, run):
    assert run("db", "migrate-ids", "--sql", "--json", "--database", sqlite_url).code == 2


def test_on_a_terminal_it_asks_with_the_report_before_it(url: str, run, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.confirm", lambda question, **_options: asked.append(question))

    run("db", "migrate-ids", "--map", "ids.csv")
    assert asked == ["rename 6 ids?"]
    run("db", "migrate-ids", "--yes")
    assert asked == ["rename 6 ids?"]
