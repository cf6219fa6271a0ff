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
    ran = run("list", "--status", "any", "--json")
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
    models = {model["id"]: model for model in json.loads(run("list", "--status", "any", "--json").out)}

    def amounts(full_id: str) -> list[str | None]:
        return [price["amount"] for price in models[full_id]["prices"]]

    assert amounts("bazaar/aurora-7b") == ["0", "0"]
    assert amounts("hub/auto") == [None, None]
    assert amounts("cellar/aurora-7b") == []


def test_the_table_tells_free_variable_and_unknown_apart(run):
    rows = {line.split()[0]: line.split() for line in run("list").out.splitlines() if "/" in line}

    assert rows["bazaar/aurora-7b"][2:4] == ["free", "free"]
    assert rows["hub/auto"][1:3] == ["variable", "variable"]
    assert rows["cellar/aurora-7b"][1:3] == ["?", "?"]


def test_json_money_reads_back_exactly(run, small_path: Path):
    catalog = ModelCatalog.open(small_path)

    for written in json.loads(run("list", "--status", "any", "--json").out):
        cost = catalog.get_model_or_raise(written["id"]).cost_per_1m_output_tokens
        text = written["cost_per_1m_output_tokens"]
        assert text is None if cost is None else Decimal(text) == cost


def test_a_limit_in_json_is_the_same_limit(run):
    assert [
        model["id"] for model in json.loads(run("list", "--status", "any", "--json", "--limit", "1").out)
    ] == ["acme/falcon-0"]
    assert len(json.loads(run("list", "--status", "any", "--json", "--limit", "0").out)) == 9


def test_a_cut_list_says_so_and_a_whole_one_does_not(run):
    assert run("list", "--limit", "3").err == "3 of 8 models; --offset 3 shows more; --limit 0 shows all\n"
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
        (["--can", "visoin"], ["unknown capability 'visoin'", "did you mean vision", "more are known"]),
        (["--provider", "amce"], ["unknown provider 'amce'", "did you mean acme", "hub"]),
        (["--maker", "boreals"], ["unknown maker 'boreals'", "did you mean borealis"]),
        (["--pricing", "cheap"], ["unknown pricing 'cheap'", "free", "variable", "unknown", "priced"]),
        (["--max-input-cost", "cheap"], ["--max-input-cost", "must be a number", "'cheap'"]),
        (["--max-output-cost", "-1"], ["--max-output-cost", "must not be negative"]),
        (["--max-input-cost", "nan"], ["--max-input-cost", "must be finite"]),
        (["--released-since", "yesterday"], ["--released-since", "'yesterday'"]),
        (["--status", "gone"], ["--status", "'gone'", "retired"]),
        (["--sort", "price"], ["'price'", "input_cost"]),
        (["--limit", "-1"], ["--limit", "-1"]),
        (["--min-context", "many"], ["--min-context", "'many'"]),
        (["--where", "gpqa>"], ["--where", "'gpqa>'", "a number after"]),
        (["--where", "gpq>3"], ["unknown field 'gpq'", "did you mean gpqa"]),
        (["--where", "just this"], ["--where", "'just this'", "max_context>=200000"]),
        (["--at", "2025-13-01"], ["--at", "'2025-13-01'", "2026-01-31"]),
        (["--provider", ""], ["--provider", "must not be blank"]),
        (["--max-input-cost", " "], ["--max-input-cost", "must not be blank"]),
        (["--can", ""], ["--can", "must not be blank"]),
        (["--provider", "acme", "--provider", "hub"], ["acme and hub cannot both be meant"]),
        (["--min-context", "-1"], ["--min-context", "'-1'", "200K"]),
        (["--limt", "3"], ["--limt", "--limit"]),
        (["acme"], ["unexpected extra argument", "acme"]),
    ],
)
def test_a_wrong_option_is_named_with_the_mend(options: list[str], words: list[str], run):
    ran = run("list", *options)

    assert (ran.code, ran.out) == (2, "")
    for word in words:
        assert word in ran.err


def test_what_has_retired_is_left_out_unless_it_is_asked_for(run):
    assert "acme/falcon-0" not in run("list").out
    assert "acme/falcon-0" in run("list", "--status", "any").out
    assert _ids(run("list", "--status", "retired").out) == ["acme/falcon-0"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--lacks", "vision"], ["acme/falcon-1", "hub/aurora-7b"]),
        (["--model", "acme/falcon-2"], ["acme/falcon-2", "hub/acme/falcon-2"]),
        (["--category", "local"], ["cellar/aurora-7b"]),
        (["--retires-before", "2027-06"], ["acme/falcon-1"]),
        (["--min-output", "60000"], ["acme/falcon-2", "hub/acme/falcon-2"]),
        (["--max-cache-read-cost", "0.25"], ["acme/falcon-2"]),
        (["--where", "mmlu>=80"], ["acme/falcon-2"]),
        (["--where", "input_tokens@batch<2"], ["acme/falcon-2"]),
        (["--where", "max_output=?", "--where", "max_context!=?"], ["bazaar/aurora-7b", "bazaar/echo"]),
        (["--sort", "context", "--limit", "2"], ["acme/falcon-2", "hub/acme/falcon-2"]),
        (["--sort", "context", "--reverse", "--limit", "1"], ["bazaar/echo"]),
        (["--sort", "id", "--offset", "6"], ["hub/aurora-7b", "hub/auto"]),
        (["--at", "2024-12-31", "--maker", "acme", "--status", "any"], ["acme/falcon-0", "acme/falcon-1"]),
    ],
)
def test_every_field_can_be_asked_for(options: list[str], expected: list[str], run):
    assert [one["id"] for one in json.loads(run("list", *options, "--json").out)] == expected


def test_chosen_columns_are_those_of_every_form(run):
    chosen = ("list", "--maker", "acme", "--columns", "name,vision,input_tokens@batch,mmlu")

    assert json.loads(run(*chosen, "--json").out)[1] == {
        "id": "acme/falcon-2",
        "name": "Falcon 2",
        "vision": True,
        "input_tokens@batch": "1.25",
        "mmlu": 88.0,
    }
    assert run(*chosen, "--csv").out.splitlines()[:3] == [
        "id,name,vision,input_tokens@batch,mmlu",
        "acme/falcon-1,Falcon 1,false,,70.5",
        "acme/falcon-2,Falcon 2,true,1.25,88",
    ]


def test_a_wrong_column_lists_the_right_ones(run):
    ran = run("list", "--columns", "id,visoin")

    assert (ran.code, ran.out) == (2, "")
    assert "unknown column 'visoin'; did you mean vision" in ran.err


def test_how_many_there_are_can_be_asked_alone(run):
    assert run("list", "--count").out == "8\n"
    assert run("list", "--count", "--maker", "acme", "--status", "any").out == "4\n"


def test_a_page_beyond_the_end_says_how_many_there_are(run):
    ran = run("list", "--offset", "20")

    assert (ran.code, ran.out) == (0, "")
    assert "only 8 models" in ran.err


def test_a_count_of_tokens_may_be_written_as_people_do(run):
    written = ("200K", "200k", "200_000", "200000")

    assert len({run("list", "--min-context", count, "--json").out for count in written}) == 1


def test_an_empty_answer_tells_of_what_has_retired(run):
    assert "1 that have retired do; --status any shows them" in run("list", "--where", "id=acme/falcon-0").err


def test_a_model_may_be_named_by_any_offering_of_it(run):
    canonical = run("list", "--model", "acme/falcon-2", "--json").out

    assert run("list", "--model", "hub/acme/falcon-2", "--json").out == canonical
