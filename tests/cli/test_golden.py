"""Every output as a reader sees it, kept under `tests/golden/cli`.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/cli/test_golden.py`, and review the diff.
"""

import os
import re
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden" / "cli"
COMMANDS = {
    "list.txt": ("list",),
    "list-cheapest.txt": ("list", "--sort", "input_cost", "--pricing", "priced", "--limit", "3"),
    "show-priced.txt": ("show", "falcon-2"),
    "show-deprecated.txt": ("show", "falcon-1"),
    "show-free.txt": ("show", "bazaar/aurora-7b"),
    "show-variable.txt": ("show", "hub/auto"),
    "show-unknown.txt": ("show", "cellar/aurora-7b"),
    "show.json": ("show", "falcon-2", "--json"),
    "why-model.txt": ("why", "hub/acme/falcon-2"),
    "why-field.txt": ("why", "falcon-2", "context_window"),
    "why-field.json": ("why", "falcon-2", "context_window", "--json"),
    "stats.txt": ("stats",),
}


def _steady(text: str) -> str:
    """Without trailing blanks, and without what depends on the place and the schema of the file."""
    text = re.sub(r"^digest .*?(?=^ *field )", "", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


@pytest.mark.parametrize("name", COMMANDS)
def test_an_output_is_as_it_was(name: str, run):
    ran = run(*COMMANDS[name])

    shown = _steady(ran.out)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_text(shown, "utf-8")
    assert shown == (GOLDEN / name).read_text("utf-8")


def test_every_golden_file_has_its_command():
    assert {path.name for path in GOLDEN.iterdir()} == set(COMMANDS)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name.endswith(".txt")])
def test_no_line_is_longer_than_a_terminal_of_80_columns(name: str, run):
    ran = run(*COMMANDS[name])

    assert [line for line in ran.out.splitlines() if len(line) > 80] == []


def test_a_long_description_is_folded(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("modeldex.catalog.reader._bundled", None)
    ran = run("show", "openai/gpt-4o")

    assert [line for line in ran.out.splitlines() if len(line) > 80] == []
