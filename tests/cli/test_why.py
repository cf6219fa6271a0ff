"""`modeldex why`: who states what, and which word was taken."""

import json

import pytest


def test_json_gives_every_statement_the_one_taken_first(run):
    said = json.loads(run("why", "falcon-2", "context_window", "--json").out)

    assert [(one["value"], one["source"], one["wins"]) for one in said] == [
        ("1000000", "official", True),
        ("200000", "survey", False),
    ]
    assert said[0]["original"] is None
    assert [one["reason"] for one in said] == ["kept by hand", None]
    assert set(said[0]) == {
        "model", "field", "value", "source", "original", "url", "seen_on", "wins", "reason",
    }  # fmt: skip


def test_of_one_field_each_claim_has_its_source_its_day_and_its_page(run):
    ran = run("why", "falcon-2", "max_context")

    assert (ran.code, ran.err) == (0, "")
    assert [line.split() for line in ran.out.splitlines()] == [
        ["max_context", "of", "acme/falcon-2"],
        ["1000000", "official", "2026-10-01", "taken"],
        ["https://acme.example/falcon-2"],
        ["200000", "survey", "2026-10-25"],
        ["https://acme.example/falcon-2"],
        ["taken", "because:", "kept", "by", "hand"],
    ]


def test_of_all_fields_a_table_names_value_source_and_day(run):
    ran = run("why", "falcon-2")

    first, second = (line.split() for line in ran.out.splitlines() if line.startswith("max_context"))
    assert first == ["max_context", "1000000", "yes", "official", "2026-10-01"]
    assert second == ["max_context", "200000", "no", "survey", "2026-10-25"]
    assert "modeldex why acme/falcon-2 FIELD" in ran.err


def test_a_source_that_says_the_same_is_not_said_to_have_lost(run):
    rows = [line.split() for line in run("why", "hub/acme/falcon-2").out.splitlines()]

    assert [row[2] for row in rows if row[:1] == ["tool_use"]] == ["yes", "agrees"]


@pytest.mark.parametrize("columns", ["20", "80", "200"])
def test_a_page_stays_on_one_line_so_that_a_terminal_can_open_it(
    columns: str, run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", columns)

    assert run("why", "falcon-2", "max_context").out.count("        https://acme.example/falcon-2\n") == 2


def test_what_nobody_states_is_said_to_be_unknown(run):
    ran = run("why", "falcon-2", "rate_limit_rpm")

    assert (ran.code, ran.out) == (0, "")
    assert "nobody states rate_limit_rpm of acme/falcon-2" in ran.err
    assert run("why", "falcon-2", "rate_limit_rpm", "--json").out == "[]\n"


@pytest.mark.parametrize("field", ["benchmarks", "quality_scores"])
def test_what_stands_for_several_gives_the_words_on_each(field: str, run):
    ran = run("why", "falcon-2", field)

    assert ran.err == ""
    assert "mmlu of acme/falcon-2" in ran.out
    assert "taken because" in ran.out


@pytest.mark.parametrize(("field", "value"), [("category", "core"), ("quality", "verified")])
def test_what_follows_from_other_facts_is_not_said_to_be_unknown(field: str, value: str, run):
    ran = run("why", "falcon-2", field)

    assert (ran.code, ran.out) == (0, "")
    assert f"{field} of acme/falcon-2 is {value}: it follows from other facts" in ran.err


def test_an_unknown_field_gets_near_ones(run):
    ran = run("why", "falcon-2", "context_windw")

    assert (ran.code, ran.out) == (2, "")
    assert "unknown field 'context_windw'; did you mean context_window" in ran.err


def test_an_unknown_model_gets_near_ones(run):
    ran = run("why", "falcn-2", "vision")

    assert (ran.code, ran.out) == (4, "")
    assert "did you mean acme/falcon-2" in ran.err
