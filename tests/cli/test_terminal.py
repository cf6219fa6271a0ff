"""Text of third parties reaches a terminal as text: no markup is obeyed, no control character passes."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from modeldex import ModelCatalog
from modeldex.catalog import reader

EVIL = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202eevil\r\n[bold red]x[/bold red] [/] \\"


@pytest.fixture
def hostile(small_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run):
    """The command line over a catalog whose texts nobody checked."""
    path = tmp_path / "hostile.sqlite"
    path.write_bytes(small_path.read_bytes())
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE models SET model_id = ?, id = ? WHERE id = 'hub/auto'", (EVIL, f"hub/{EVIL}"))
        db.execute(
            "UPDATE models SET name = :evil, maker = :evil, model = :evil, successor = :evil, source = :evil"
            ", benchmarks = '[/red]=1 [bold]=2' WHERE id = 'acme/falcon-2'",
            {"evil": EVIL},
        )
        db.execute("UPDATE claims SET value = :evil, original = :evil WHERE place = 0", {"evil": EVIL})
        db.execute("UPDATE pages SET url = url || ?", (EVIL,))
        db.execute("UPDATE sources SET name = name || ?", (EVIL,))
        db.execute("UPDATE prices SET source = ?, variant = ?", (EVIL, "[/red]"))
        db.commit()
    monkeypatch.setattr(reader, "_bundled", ModelCatalog.open(path))
    return run


COMMANDS = (
    ("list",),
    ("show", "acme/falcon-2"),
    ("show", f"hub/{EVIL}"),
    ("why", "acme/falcon-2"),
    ("stats",),
    ("show", f"hub/{EVIL[:20]}"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_control_character_reaches_the_terminal(command: tuple[str, ...], hostile):
    ran = hostile(*command)

    assert ran.code in (0, 4)
    for written in (ran.out, ran.err):
        assert [char for char in written if not char.isprintable() and char != "\n"] == []


def test_markup_is_shown_and_not_obeyed(hostile, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "200")

    assert "[bold red]x[/bold red] [/]" in hostile("list", "--provider", "hub").out
    assert "[bold red]x[/bold red] [/]" in hostile("why", "acme/falcon-2").out
    assert "[bold]Aurora[/bold] 7B" in hostile("show", "bazaar/aurora-7b").out
    shown = hostile("show", "acme/falcon-2", "--all").out
    assert "[/red] 1, [bold] 2" in shown
    assert "variant:[/red]" in shown


def test_json_carries_any_text_as_it_is_and_escaped(hostile):
    listed = hostile("list", "--json")

    assert [char for char in listed.out if char in "\x1b\r\x07"] == []
    models = {model["id"]: model for model in json.loads(listed.out)}
    assert f"hub/{EVIL}" in models
    assert models["acme/falcon-2"]["name"] == EVIL
