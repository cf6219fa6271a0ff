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


def test_the_table_names_value_source_and_day(run):
    ran = run("why", "falcon-2", "max_context")

    assert ran.code == 0
    first, second = (line.split() for line in ran.out.splitlines() if line.startswith("max_context"))
    assert first[:5] == ["max_context", "1000000", "yes", "official", "2026-10-01"]
    assert second[:5] == ["max_context", "200000", "no", "survey", "2026-10-25"]


def test_a_source_that_says_the_same_is_not_said_to_have_lost(run):
    out = run("why", "hub/acme/falcon-2", "tool_use").out
    rows = [line.split() for line in out.splitlines() if line.startswith("tool_use")]

    assert [row[2] for row in rows] == ["yes", "agrees"]


@pytest.mark.parametrize("columns", ["80", "100", "200"])
def test_no_letter_of_a_page_is_lost_at_any_width(columns: str, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", columns)
    letters = "".join(run("why", "falcon-2", "max_context").out.split())

    shown = sum(1 for letter in letters if letter in ":/.")
    assert shown == 2 * sum(1 for letter in "https://acme.example/falcon-2" if letter in ":/.")


def test_what_nobody_states_is_said_to_be_unknown(run):
    ran = run("why", "falcon-2", "rate_limit_rpm")

    assert (ran.code, ran.out) == (0, "")
    assert "nobody states rate_limit_rpm of falcon-2" in ran.err
    assert run("why", "falcon-2", "rate_limit_rpm", "--json").out == "[]\n"


@pytest.mark.parametrize("field", ["benchmarks", "quality_scores", "category"])
def test_what_is_known_is_never_said_to_be_unknown(field: str, run):
    assert "it is unknown" not in run("why", "falcon-2", field).err


def test_an_unknown_field_gets_near_ones(run):
    ran = run("why", "falcon-2", "context_windw")

    assert (ran.code, ran.out) == (2, "")
    assert "unknown field 'context_windw'; did you mean context_window" in ran.err


def test_an_unknown_model_gets_near_ones(run):
    ran = run("why", "falcn-2", "vision")

    assert (ran.code, ran.out) == (4, "")
    assert "did you mean acme/falcon-2" in ran.err
