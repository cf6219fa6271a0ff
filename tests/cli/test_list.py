"""`modeldex list`: the models that meet every condition."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from modeldex import ModelCatalog


def _ids(text: str) -> list[str]:
    """First words of the rows; the rest of an id that is folded stands on a line without marks."""
    return [line.split()[0] for line in text.splitlines() if re.search(r" [VTJOSKP·]{7}\s*$", line)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--can", "vision,thinking"], ["acme/falcon-2"]),
        (["--can", "vision", "--can", "thinking"], ["acme/falcon-2"]),
        (["--provider", "acme-ai", "--status", "retired"], ["acme/falcon-0"]),
        (["--status", "deprecated", "--status", "preview"], ["acme/falcon-1", "bazaar/aurora-7b"]),
        (["--maker", "borealis", "--pricing", "unknown"], ["cellar/aurora-7b"]),
        (["--family", "falcon", "--min-context", "200000"], ["acme/falcon-2", "hub/acme/falcon-2"]),
        (["--max-input-cost", "0.075", "--sort", "input_cost"], ["bazaar/aurora-7b", "hub/aurora-7b"]),
        (["--max-output-cost", "4", "--sort", "context", "--limit", "1"], ["acme/falcon-1"]),
        (["--open-weights"], ["bazaar/aurora-7b"]),
        (["--released-since", "2026-01-01"], ["acme/falcon-2", "hub/acme/falcon-2"]),
    ],
)
def test_options_are_the_conditions_of_find_models(options: list[str], expected: list[str], run):
    ran = run("list", *options)

    assert ran.code == 0
    assert _ids(ran.out) == expected


def test_json_gives_every_model_with_money_as_text_and_unknown_as_null(run):
    ran = run("list", "--json")
    models = {model["id"]: model for model in json.loads(ran.out)}

    assert len(models) == 9
    falcon, unknown = models["acme/falcon-2"], models["cellar/aurora-7b"]
    assert falcon["cost_per_1m_input_tokens"] == "2.5"
    assert falcon["context_window"] == 1_000_000
    assert falcon["capabilities"] == dict.fromkeys(
        ["chat", "streaming", "vision", "tool_use", "thinking"], True
    )
    assert falcon["status"] == "active"
    assert falcon["prices"][0]["amount"] == "0.25"
    assert models["bazaar/aurora-7b"]["cost_per_1m_input_tokens"] == "0"
    assert models["bazaar/aurora-7b"]["capabilities"] == {"chat": True, "tool_use": False}
    assert unknown["cost_per_1m_input_tokens"] is None
    assert unknown["context_window"] is None
    assert unknown["open_weights"] is None
    assert unknown["capabilities"] == {}


def test_json_tells_free_variable_and_unknown_apart(run):
    models = {model["id"]: model for model in json.loads(run("list", "--json").out)}

    def amounts(full_id: str) -> list[str | None]:
        return [price["amount"] for price in models[full_id]["prices"]]

    assert amounts("bazaar/aurora-7b") == ["0", "0"]
    assert amounts("hub/auto") == [None, None]
    assert amounts("cellar/aurora-7b") == []


def test_the_table_tells_free_variable_and_unknown_apart(run):
    rows = {line.split()[0]: line.split() for line in run("list").out.splitlines() if "/" in line}

    assert rows["bazaar/aurora-7b"][1:3] == ["free", "free"]
    assert rows["hub/auto"][1:3] == ["variable", "variable"]
    assert rows["cellar/aurora-7b"][1:3] == ["?", "?"]


def test_json_money_reads_back_exactly(run, small_path: Path):
    catalog = ModelCatalog.open(small_path)

    for written in json.loads(run("list", "--json").out):
        cost = catalog.get_model_or_raise(written["id"]).cost_per_1m_output_tokens
        text = written["cost_per_1m_output_tokens"]
        assert text is None if cost is None else Decimal(text) == cost


def test_a_limit_in_json_is_the_same_limit(run):
    assert [model["id"] for model in json.loads(run("list", "--json", "--limit", "1").out)] == [
        "acme/falcon-0"
    ]
    assert len(json.loads(run("list", "--json", "--limit", "0").out)) == 9


def test_a_cut_list_says_so_and_a_whole_one_does_not(run):
    assert run("list", "--limit", "3").err == "3 of 9 models; --limit 0 shows all\n"
    assert run("list", "--limit", "0").err == ""
    assert run("list").err == ""


def test_people_see_twenty_five_models_unless_they_ask_for_more(monkeypatch, run):
    monkeypatch.setattr("modeldex.catalog.reader._bundled", None)

    assert len(_ids(run("list").out)) == 25
    assert len(_ids(run("list", "--limit", "30").out)) == 30


def test_an_empty_answer_is_no_error_and_says_what_to_do(run):
    ran = run("list", "--status", "retired", "--can", "vision")

    assert (ran.code, ran.out) == (0, "")
    assert "no model meets all of these conditions" in ran.err
    assert run("list", "--status", "retired", "--can", "vision", "--json").out == "[]\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--can", "visoin"], ["unknown capability 'visoin'", "did you mean vision", "tool_use"]),
        (["--provider", "amce"], ["unknown provider 'amce'", "did you mean acme", "hub"]),
        (["--maker", "boreals"], ["unknown maker 'boreals'", "did you mean borealis"]),
        (["--pricing", "cheap"], ["unknown pricing 'cheap'", "free", "variable", "unknown", "priced"]),
        (["--max-input-cost", "cheap"], ["max_input_cost", "must be a number", "'cheap'"]),
        (["--max-output-cost", "-1"], ["max_output_cost", "must not be negative"]),
        (["--max-input-cost", "nan"], ["max_input_cost", "must be finite"]),
        (["--released-since", "yesterday"], ["released_since", "'yesterday'"]),
        (["--status", "gone"], ["--status", "'gone'", "retired"]),
        (["--sort", "price"], ["--sort", "'price'", "input_cost"]),
        (["--limit", "-1"], ["--limit", "-1"]),
        (["--min-context", "many"], ["--min-context", "'many'"]),
        (["--limt", "3"], ["--limt", "--limit"]),
        (["acme"], ["unexpected extra argument", "acme"]),
    ],
)
def test_a_wrong_option_is_named_with_the_mend(options: list[str], words: list[str], run):
    ran = run("list", *options)

    assert (ran.code, ran.out) == (2, "")
    for word in words:
        assert word in ran.err
