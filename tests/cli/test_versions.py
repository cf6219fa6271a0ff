"""`modeldex versions`: what a registry was told of a model, who did it and why, and the way back."""

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


@pytest.fixture
def told(database_url: str, folder: Path, run, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database, of each kind, with three versions of a model."""
    monkeypatch.setenv("MODELDEX_DATABASE_URL", database_url)
    run("db", "upgrade")
    robin = ModelConfig(provider="cellar", model_id="robin", context_window=8_000)
    with ModelRegistry.open(database=database_url, live=False, actor="bob") as registry:
        registry.register_model(robin, reason="a first one")
        registry.register_model(robin.replace(context_window=16_000, name="[red]Robin"))
        registry.update_model_status("cellar/robin", "disabled", reason="the cellar is wet")
    return database_url


def test_versions_are_listed_newest_first(told: str, run):
    ran = run("versions", "cellar/robin", "--json")

    assert (ran.code, ran.err) == (0, "")
    said = json.loads(ran.out)
    assert [(one["version"], one["change"], one["actor"], one["reason"]) for one in said] == [
        (3, "status", "bob", "the cellar is wet"),
        (2, "registered", "bob", None),
        (1, "registered", "bob", "a first one"),
    ]
    assert {(one["field"], one["before"], one["after"]) for one in said[1]["changed"]} == {
        ("name", None, "[red]Robin"), ("context_window", 8000, 16000),
    }  # fmt: skip
    assert all(one["recorded_at"].endswith("Z") for one in said)


def test_people_see_what_changed_in_80_columns(told: str, run):
    ran = run("versions", "robin")

    assert (ran.code, ran.err) == (0, "")
    shown = " ".join(ran.out.split())
    for words in ("status active → disabled", "the cellar is wet", "[red]Robin", "bob"):
        assert words in shown
    assert max(map(len, ran.out.splitlines())) <= 80


def test_few_are_shown_where_few_are_wanted(told: str, run):
    ran = run("versions", "robin", "--limit", "1")

    assert "the newest 1 of 3 versions; --limit 0 shows all" in ran.err
    assert len(list(csv.reader(io.StringIO(run("versions", "robin", "--limit", "2", "--csv").out)))) == 3


def test_only_what_was_recorded_by_then_is_listed(told: str, run):
    assert json.loads(run("versions", "robin", "--at", "2020-01-01", "--json").out) == []
    assert len(json.loads(run("versions", "robin", "--at", "2999-01-01T00:00+02:00", "--json").out)) == 3
    ran = run("versions", "robin", "--at", "2020-01-01")
    assert (ran.code, ran.out) == (0, "")
    assert "no version of robin from before then" in ran.err
    assert "is no moment" in run("versions", "robin", "--at", "noon").err


def test_a_minute_a_second_and_a_day_count_to_their_end(told: str, run):
    newest = json.loads(run("versions", "robin", "--json").out)[0]["recorded_at"]

    for written in (newest, newest[:16], newest[:10]):
        assert len(json.loads(run("versions", "robin", "--at", written, "--json").out)) == 3
    assert run("versions", "robin", "--at", "9999-12-31T23:59-05:00").code == 2


def test_two_versions_are_held_side_by_side(told: str, run):
    ran = run("versions", "robin", "--diff", "1", "2", "--json")

    assert (ran.code, ran.err) == (0, "")
    assert {(one["field"], one["before"], one["after"]) for one in json.loads(ran.out)} == {
        ("max_context", "8000", "16000"), ("name", None, "[red]Robin"),
    }  # fmt: skip
    assert "max_context" in run("versions", "robin", "--diff", "1", "2").out
    assert "robin is the same under versions 1 and 1" in run("versions", "robin", "--diff", "1", "1").err


def test_a_version_is_gone_back_to(told: str, run):
    ran = run("versions", "robin", "--rollback", "1", "--reason", "too large")

    assert (ran.code, ran.out) == (0, "")
    assert "cellar/robin is at version 4 now, and says what version 1 said" in ran.err
    newest, *before = json.loads(run("versions", "robin", "--json").out)
    assert (newest["change"], newest["actor"], newest["reason"]) == ("rolled_back", "ann", "too large")
    assert len(before) == 3
    with ModelRegistry.open(database=told, live=False) as registry:
        assert registry.get_model_or_raise("robin").context_window == 8_000


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("robin", "--rollback", "9"), 2, "has no version 9; it has 1 to 3"),
        (("robin", "--diff", "1", "9"), 2, "has no version 9"),
        (("robin", "--reason", "why not"), 2, "add --rollback V"),
        (("robin", "--rollback", "1", "--diff", "1", "2"), 2, "give one of them"),
        (("robn",), 4, "did you mean"),
    ],
)
def test_what_cannot_be_asked_is_refused(words: tuple[str, ...], code: int, said: str, told: str, run):
    ran = run("versions", *words)

    assert (ran.code, ran.out) == (code, "")
    assert said in " ".join(ran.err.split())


def test_a_model_that_nobody_registered_has_none(told: str, run):
    ran = run("versions", "falcon-2")

    assert (ran.code, ran.out) == (0, "")
    assert "the database has no version of falcon-2" in ran.err


def test_what_a_change_was_is_in_words(told: str, run):
    with ModelRegistry.open(database=told, live=False) as registry:
        wren = ModelConfig(provider="cellar", model_id="wren", supports_vision=True, supports_tool_use=True)
        registry.register_model(wren)
        registry.register_model(wren.replace(supports_vision=False))
        registry.rollback("cellar/wren", 1)
        registry.hide_model("cellar/wren")
    shown = [" ".join(line.split()) for line in run("versions", "cellar/wren").out.splitlines()]

    assert any(line.endswith("hidden") for line in shown)
    assert any("rolled back" in line and "vision false → true" in line for line in shown)
    assert any("registered" in line and "vision true → false" in line for line in shown)


def test_to_ask_makes_no_database(folder: Path, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELDEX_DATABASE_URL", "sqlite:///typo.db")
    for words in ("versions falcon-2", "why falcon-2", "alias list", "db migrate-ids --dry-run", "db check"):
        ran = run(*words.split())
        assert (ran.code, ran.out) == (2, ""), words
        assert "sqlite:///typo.db is not there; make it: modeldex db upgrade" in ran.err
        assert list(folder.iterdir()) == []

    (folder / "typo.db").touch()
    for words in ("versions falcon-2", "why falcon-2", "alias list", "db migrate-ids --dry-run"):
        ran = run(*words.split())
        assert (ran.code, ran.out) == (2, ""), words
        assert "sqlite:///typo.db has no tables yet; make them: modeldex db upgrade" in ran.err


def test_without_a_database_there_are_no_versions(folder: Path, run):
    ran = run("versions", "falcon-2")

    assert (ran.code, ran.out) == (2, "")
    assert "MODELDEX_DATABASE_URL" in ran.err
