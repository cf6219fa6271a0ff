"""`modeldex db migrate-ids`: what is left, and which of it makes exit code 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.stored_ids import NEW, OLD, lines_of, url

from modeldex import ModelConfig
from modeldex.registry.registry import ModelRegistry
from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["url"]


def test_ids_of_which_nobody_speaks_are_findings_where_that_is_asked_for(url: str, run):
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--dry-run", "--strict")

    assert ran.code == 1
    assert "no successor: no model is called so, and the map has no line for it" in ran.err
    without_a_map = run("db", "migrate-ids", "--dry-run", "--strict")
    assert without_a_map.code == 1
    assert "write a line for it in a map" in without_a_map.err


def test_an_id_that_the_map_names_and_leaves_is_a_finding(url: str, folder: Path, run):
    with Database.open(url) as database:
        Conversations(database).create("hub/lost")
    (folder / "ids.csv").write_text("lost,acme/falcon-2\n", "utf-8")
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--json")

    assert ran.code == 1
    assert ("conversations", "hub/lost", None, 1, "no successor") in lines_of(ran)
    assert "write a line with the full id" in ran.err


def test_lines_that_fit_no_id_are_told(url: str, folder: Path, run):
    (folder / "ids.csv").write_text("from,to\nclaud-4-opus,falcon-2\nlost/model,falcon-2\n", "utf-8")
    ran = run("db", "migrate-ids", "--map", "ids.csv")

    assert ran.code == 0
    assert "2 lines of the map fit no stored id: from, claud-4-opus" in ran.err
    many = "".join(f"a{number},falcon-2\n" for number in range(12))
    (folder / "ids.csv").write_text(many, "utf-8")
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--strict")
    assert ran.code == 1
    assert "12 lines of the map fit no stored id: a0, a1" in ran.err
    assert "a9, ..." in ran.err


def test_a_report_keeps_its_layout_and_its_words_whole(url: str, folder: Path, run):
    with ModelRegistry.open(database=url, live=False) as registry:
        registry.register_model(ModelConfig(provider="anthropic", model_id="claude-4.5-opus"))
    ran = run("db", "migrate-ids", "--map", "ids.csv", "--dry-run")

    words = {word for line in ran.out.splitlines() for word in line.split()}
    assert {OLD, NEW, "conversations", "modeldex.toml:", "models", "good", "(conflict)"} <= words
    assert ran.out.splitlines()[0].split() == ["id", "becomes", "in", "rows"]
    assert max(map(len, ran.out.splitlines())) <= 80
