"""A newcomer's questions take one command each, and a wrong question gets an error that mends."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from docs.generate import ROOT
from docs.generating.blocks import blocks
from docs.generating.terminal import Ran, Terminal, commands

import modeldex
from modeldex import ModelCatalog, Usage

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = ModelCatalog.bundled()
PAGE = (ROOT / "docs" / "answers.md").read_text("utf-8")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal in a folder with the files that the page shows."""
    for block in blocks(PAGE):
        if block.title:
            (tmp_path / block.title).write_text("\n".join(block.lines) + "\n", "utf-8")
    return Terminal(tmp_path)


def _asked(words: str) -> str:
    """The command of the page that has these words."""
    found = [line for b in blocks(PAGE) for _, line in commands(b.lines) if words in line]
    assert len(found) == 1, f"docs/answers.md asks {words!r} {len(found)} times"
    return found[0].partition("  #")[0]


def _json(ran: Ran) -> Any:
    return json.loads(ran.data)


def test_which_vision_model_under_a_dollar_has_the_largest_window(terminal: Terminal):
    first = _json(terminal.run(f"{_asked('--can vision')} --json"))[0]

    rivals = [
        model
        for model in CATALOG.all_models()
        if model.supports_vision
        and model.status.name == "ACTIVE"
        and model.context_window is not None
        and model.cost_per_1m_input_tokens is not None
        and model.cost_per_1m_input_tokens <= 1
    ]
    assert len(rivals) > 1_000
    assert first["context_window"] == max(model.context_window or 0 for model in rivals)
    assert first["id"] in {model.id for model in rivals}


def test_what_a_call_would_have_cost_on_a_day_of_the_past(terminal: Terminal):
    command = _asked("--at 2025-06-01")
    said = _json(terminal.run(f"{command} --json"))

    model = modeldex.get_model_or_raise(command.split()[2])
    call = Usage(input_tokens=12_000, output_tokens=900)
    then, now = model.cost(call, at="2025-06-01"), model.cost(call)
    assert (said["status"], Decimal(said["amount"])) == ("known", then.amount)
    assert said["price_ids"] == list(then.price_ids)
    assert then.amount != now.amount


def test_who_says_that_this_context_is_400_000(terminal: Terminal):
    said = _json(terminal.run(f"{_asked('modeldex why')} --json"))

    stated = {one.source: one.value for one in CATALOG.why("gpt-5", "context_window")}
    assert {one["source"]: one["value"] for one in said} == stated
    assert [one["value"] for one in said if one["wins"]] == ["400000"]
    assert all(one["url"] for one in said)


def test_which_models_i_use_retire_within_90_days(terminal: Terminal):
    ran = terminal.run(f"{_asked('modeldex deprecations')} --json")

    used = next(block.lines for block in blocks(PAGE) if block.title == "my-models.txt")
    ends = {
        model.id: model.retires_on
        for model in map(modeldex.get_model_or_raise, used)
        if model.retires_on is not None and model.retires_on <= "2027-02-07"
    }
    assert {one["model"]: one["retires_on"] for one in _json(ran)} == ends
    assert (ran.code, bool(ends)) == (1, True)


def test_which_provider_serves_llama_3_3_70b_cheapest(terminal: Terminal):
    rows = csv.DictReader(io.StringIO(terminal.run(f"{_asked('--model meta/llama-3.3')} --csv").data))
    first = next(rows)

    served = CATALOG.canonical_model("meta/llama-3.3-70b-instruct")
    assert served is not None
    offerings = [CATALOG.get_model_or_raise(one) for one in served.offerings]
    costs = [
        model.cost_per_1m_input_tokens
        for model in offerings
        if model.status.name == "ACTIVE" and model.cost_per_1m_input_tokens is not None
    ]
    assert len(costs) > 20
    assert Decimal(first["input_per_1m"]) == min(costs)


def test_the_questions_of_the_readme_have_answers(terminal: Terminal):
    rows = re.findall(r"^\| [^|]+\? \| `(.+)` \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)

    assert len(rows) == 5
    for row in rows:
        ran = terminal.run(f"modeldex {row}")
        assert ran.code in ((0, 1) if row.startswith("deprecations") else (0,)), row
        assert ran.data or row.startswith("deprecations"), row


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("lst", 2, ("lst", "list")),
        ("list --visoin", 2, ("--visoin",)),
        ("list --can visoin", 2, ("visoin", "did you mean vision", "more are known")),
        ("list --sort prise", 2, ("prise", "input_cost")),
        ("list --columns gqpa", 2, ("gqpa", "gpqa")),
        ("list --where 'gpqa>>80'", 2, ("gpqa>>80",)),
        ("list --where 'gqpa>=80'", 2, ("gqpa", "gpqa")),
        ("list --status retird", 2, ("retird", "retired")),
        ("list --provider opnai", 2, ("opnai", "openai")),
        ("list --max-input-cost cheap", 2, ("cheap",)),
        ("list --min-context big", 2, ("--min-context", "big")),
        ("list --released-since someday", 2, ("someday", "2025-06-01")),
        ("list --at 2025-13-01", 2, ("--at", "2025-13-01", "2026-01-31")),
        ("show claude-opus-5.4", 4, ("claude-opus-5.4", "did you mean anthropic/claude-opus-5")),
        ("show llama-3.3-70b-versatile", 4, ("in full", "groq/llama-3.3-70b-versatile")),
        ("cost gpt-4o --in 12000 --at 2025-02-30", 2, ("--at", "2025-02-30", "2025-06-01")),
        ("cost gpt-4o --in -5", 2, ("--in", "-5")),
        ("cost gpt-4o", 2, ("--in", "--use")),
        ("cost gpt-4o --use pictures=2", 2, ("pictures=2", "output_images")),
        ("cost o3 --in 1000 --at 2020-01-01", 1, ("known from 2025-04-16 on", "modeldex history openai/o3")),
        ("compare gpt-5", 2, ("two models", "modeldex show")),
        ("compare gpt-5 gpt-5", 2, ("openai/gpt-5", "twice")),
        ("why gpt-5 contxt_window", 2, ("contxt_window", "context_window")),
        ("history gpt-6.66", 4, ("gpt-6.66", "did you mean")),
        ("deprecations --within soon", 2, ("soon", "90d")),
        ("deprecations --from no-such-file.txt", 2, ("--from", "no-such-file.txt")),
        ("deprecations gpt-4o gtp-5", 4, ("gtp-5", "did you mean")),
        ("providers groqq", 4, ("groqq",)),
        ("conflicts --field max_contxt", 2, ("max_contxt", "max_context")),
        ("sql 'DELETE FROM models'", 2, ("only be read", "SELECT")),
        ("sql 'SELECT colour FROM models'", 2, ("no such column", "colour")),
        ("--catalog no-such-file.sqlite list", 2, ("--catalog", "no-such-file.sqlite")),
        ("--catalog my-models.txt list", 2, ("my-models.txt", "catalog")),
        ("completion tcsh", 2, ("tcsh", "fish")),
    ],
)
def test_a_wrong_question_gets_an_error_that_mends(
    command: str, code: int, words: tuple[str, ...], terminal: Terminal
):
    ran = terminal.run(f"modeldex {command}")

    assert ran.code == code
    for word in words:
        assert word in str(ran.output)
    if code != 1:
        assert ran.data == ""
