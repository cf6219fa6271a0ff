"""`modeldex show`: everything known of one model."""

import json

import pytest


@pytest.mark.parametrize("name", ["falcon-2", "acme/falcon-2", "acme-ai/falcon-latest", "acme:falcon-2"])
def test_a_model_is_shown_by_any_of_its_names(name: str, run):
    ran = run("show", name)

    assert ran.code == 0
    assert ran.out.startswith("Falcon 2  (acme/falcon-2)\n")
    assert ran.err == (
        "who says so: modeldex why acme/falcon-2; 1 price of the past: --all, or modeldex history\n"
    )


def test_json_holds_every_field_and_every_price(run):
    shown = json.loads(run("show", "falcon-2", "--json").out)

    assert shown["id"] == "acme/falcon-2"
    assert shown["cost_per_1m_batch_output_tokens"] == "5"
    assert shown["rate_limit_rpm"] is None
    assert shown["benchmarks"] == {"gpqa": 60.0, "mmlu": 88.0}
    assert shown["quality_scores"]["reasoning"] == 0.74
    assert shown["quality_scores"]["creative"] is None
    assert shown["description"].startswith("Chat model of acme")
    assert [
        (p["unit"], p["service"], p["above_tokens"], p["amount"], p["valid_to"]) for p in shown["prices"]
    ][1:5] == [
        ("input_tokens", "batch", 0, "1.25", None),
        ("input_tokens", "standard", 0, "3", "2026-08-01"),
        ("input_tokens", "standard", 0, "2.5", None),
        ("input_tokens", "standard", 200_000, "5", None),
    ]


def test_a_variable_price_is_a_null_amount_and_not_a_zero(run):
    shown = json.loads(run("show", "hub/auto", "--json").out)

    assert [(price["unit"], price["amount"]) for price in shown["prices"]] == [
        ("input_tokens", None),
        ("output_tokens", None),
    ]
    assert "variable" in run("show", "hub/auto").out


def test_a_price_of_the_past_is_not_shown_as_one_of_today(run):
    rows = [line for line in run("show", "falcon-2").out.splitlines() if line.startswith("input tokens")]

    assert [row for row in rows if "2.50" in row and "since 2026-08-01" in row]
    assert not [row for row in rows if "3.00" in row and "until 2026-08-01" not in row]


def test_a_free_model_is_shown_as_free(run):
    rows = [line for line in run("show", "bazaar/aurora-7b").out.splitlines() if "tokens" in line]

    assert [row.split()[2] for row in rows] == ["free", "free"]


def test_what_nobody_states_is_a_question_mark(run):
    out = run("show", "cellar/aurora-7b").out

    assert "limits      ?" in out
    assert "can         ?" in out
    assert "price of" not in out
    assert "None" not in out


def test_a_row_of_unknown_foundation_says_so(run):
    assert "community, unknown, changed 2025-01-01" in run("show", "bazaar/echo").out


def test_dates_successors_and_what_it_cannot_do_are_shown(run):
    out = run("show", "falcon-1").out

    for line in (
        "deprecated on  2026-06-01",
        "retires on     2027-01-15",
        "successor      acme/falcon-2",
        "cannot         vision",
        "status         deprecated",
    ):
        assert line in out


def test_a_wrong_name_gets_near_ones(run):
    ran = run("show", "falcn-2")

    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("modeldex: [E4001] no model is called 'falcn-2'; did you mean acme/falcon-2")


def test_a_name_that_only_resellers_serve_gets_the_candidates(run):
    ran = run("show", "aurora-7b", "--json")

    assert (ran.code, ran.out) == (4, "")
    assert "[E4002]" in ran.err
    assert "bazaar/aurora-7b, cellar/aurora-7b, hub/aurora-7b" in ran.err


def test_a_missing_name_is_a_usage_error(run):
    ran = run("show")

    assert (ran.code, ran.out) == (2, "")
    assert "MODEL" in ran.err
