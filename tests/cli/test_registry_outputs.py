"""What the commands of the registry write, kept under `tests/golden/registry`, and in every form.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/cli/test_registry_outputs.py`, and review
the diff.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest

from modeldex import ModelConfig
from modeldex.registry.registry import ModelRegistry
from modeldex.storage.aliases import NameAliases
from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database
from modeldex.storage.migrating import upgrade

GOLDEN = Path(__file__).parent.parent / "golden" / "registry"
FILE = """\
[registry]
database_url = "sqlite:///registry.db"

[lifecycle]
when_retired = "redirect"

[models."acme/falcon-2"]
input_per_1m = "2.25"
vision = "?"
prices = [{ unit = "output_tokens", amount = "9" }]

[models."cellar/a-model-with-a-rather-long-name:8b"]
max_context = 8192

[providers.acme]
api_key = "env:ACME_KEY"

[aliases.models]
fast = "acme/falcon-2"
slow = "acme/falcon-1"
"""
READS = {
    "config-check": ("config", "check", "bad.toml"),
    "config-show": ("config", "show"),
    "config-effective": ("config", "show", "--effective"),
    "alias-list": ("alias", "list", "--all"),
    "db-check": ("db", "check"),
    "migrate-ids": ("db", "migrate-ids", "--map", "ids.csv", "--dry-run"),
    "versions": ("versions", "robin"),
    "versions-diff": ("versions", "robin", "--diff", "1", "2"),
    "why": ("why", "falcon-2", "input_tokens"),
    "why-model": ("why", "falcon-2"),
}
ONE_RECORD = ("db-check",)


@pytest.fixture
def settled(folder: Path, run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, and a database in which something stands."""
    monkeypatch.setenv("XDG_DATA_HOME", "/home/ann/.local/share")
    url = "sqlite:///registry.db"
    (folder / "modeldex.toml").write_text(FILE, "utf-8")
    (folder / "bad.toml").write_text('[models."acme/falcon-2"]\nrmp = 5\n[modles]\n', "utf-8")
    (folder / "ids.csv").write_text("falcon-2-preview,falcon-2\n", "utf-8")
    with Database.open(url) as database:
        upgrade(database)
        NameAliases(database).set("slow", "model", "acme/falcon-0")
        for name in ("acme/falcon-2-preview", "acme/falcon-1", "lost/model"):
            Conversations(database).create(name)
    robin = ModelConfig(provider="cellar", model_id="robin", context_window=8_000)
    with ModelRegistry.open(database=url, live=False, actor="bob") as registry:
        registry.register_model(robin, reason="a first one")
        registry.register_model(robin.replace(context_window=16_000, name="Robin"))
    return folder


def _steady(text: str) -> str:
    """Without trailing blanks, and at one moment."""
    text = re.sub(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\dZ)?", lambda at: "2026-11-24T09:30:00Z"[: len(at[0])], text
    )
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


@pytest.mark.parametrize("name", READS)
def test_an_output_is_as_it_was(name: str, settled: Path, run):
    shown = _steady(run(*READS[name]).out)

    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(shown, "utf-8")
    assert shown == path.read_text("utf-8")
    assert [line for line in shown.splitlines() if len(line) > 80] == []


def test_every_golden_file_has_its_command():
    assert {path.stem for path in GOLDEN.iterdir()} == set(READS)


@pytest.mark.parametrize("name", READS)
def test_every_form_says_the_same(name: str, settled: Path, run):
    whole = json.loads(run(*READS[name], "--json").out)
    lines = [json.loads(line) for line in run(*READS[name], "--jsonl").out.splitlines()]
    header, *rows = csv.reader(io.StringIO(run(*READS[name], "--csv").out))

    assert lines == (whole if isinstance(whole, list) else [whole])
    assert lines
    assert len(rows) == len(lines)
    assert {len(row) for row in rows} == {len(header)}
    assert len(set(header)) == len(header)
    assert set(header) == set(lines[0])
    assert not {"None", "True", "False"} & {cell for row in rows for cell in row}
