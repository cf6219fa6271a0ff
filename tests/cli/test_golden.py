"""Every output as a reader sees it, kept under `tests/golden/cli`.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/cli/test_golden.py`, and review the diff.
"""

import os
import re
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden" / "cli"
COMMANDS = {
    "list.txt": ("list", "--status", "any"),
    "list-cheapest.txt": ("list", "--sort", "input_cost", "--pricing", "priced", "--limit", "3"),
    "list-columns.txt": ("list", "--columns", "name,mmlu,vision,input_tokens@batch,max_output,retires_on"),
    "list.csv": ("list", "--status", "any", "--csv"),
    "search.txt": ("search", "falcn"),
    "show-priced.txt": ("show", "falcon-2"),
    "show-deprecated.txt": ("show", "falcon-1"),
    "show-free.txt": ("show", "bazaar/aurora-7b"),
    "show-variable.txt": ("show", "hub/auto"),
    "show-unknown.txt": ("show", "cellar/aurora-7b"),
    "show-canonical.txt": ("show", "borealis/aurora-7b"),
    "show-all.txt": ("show", "falcon-2", "--all"),
    "show-at.txt": ("show", "falcon-2", "--at", "2026-03-01"),
    "show.json": ("show", "falcon-2", "--json"),
    "compare.txt": ("compare", "falcon-1", "falcon-2"),
    "compare.json": ("compare", "falcon-1", "falcon-2", "--json"),
    "cost.txt": ("cost", "falcon-2", "--in", "1000", "--cached", "500", "--out", "90", "--calls", "1000"),
    "cost.json": ("cost", "falcon-2", "--in", "1000", "--json"),
    "cost-several.txt": ("cost", "borealis/aurora-7b", "falcon-1", "--in", "1000", "--out", "90"),
    "cost-unknown.txt": ("cost", "hub/auto", "--in", "1000", "--use", "output_images=1"),
    "history.txt": ("history", "falcon-2"),
    "deprecations.txt": ("deprecations", "--as-of", "2026-12-01", "--past"),
    "providers.txt": ("providers",),
    "provider.txt": ("providers", "acme"),
    "providers-of-a-model.txt": ("providers", "acme/falcon-2"),
    "aliases.txt": ("aliases",),
    "sources.txt": ("sources",),
    "sql.txt": ("sql", "SELECT id, max_context FROM models ORDER BY id LIMIT 4"),
    "why-model.txt": ("why", "hub/acme/falcon-2"),
    "why-field.txt": ("why", "falcon-2", "context_window"),
    "why-field.json": ("why", "falcon-2", "context_window", "--json"),
    "conflicts.txt": ("conflicts",),
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
