"""`modeldex history`: what a rate was, and since when."""

import json


def test_every_rate_comes_with_the_days_on_which_it_held(run):
    said = json.loads(run("history", "falcon-2", "--json").out)
    plain = [(one["value"], one["since"], one["until"]) for one in said if one["field"] == "input_tokens"]

    assert plain == [("3", "2026-02-01", "2026-08-01"), ("2.5", "2026-08-01", None)]
    assert {one["field"] for one in said} >= {"output_tokens", "input_tokens@batch", "input_tokens@>200000"}


def test_people_see_by_how_much_a_rate_moved(run):
    rows = [line.split() for line in run("history", "falcon-2", "input_tokens").out.splitlines()]

    assert ["input_tokens", "2026-08-01", "2.5", "-16.7%", "survey"] in rows


def test_csv_carries_the_price_rows(run):
    header, *rows = run("history", "falcon-2", "output_tokens", "--csv").out.splitlines()

    assert header == "field,since,until,value,change,taken,source,price_id"
    assert all(len(row.split(",")[-1]) == 16 for row in rows)


def test_of_another_field_it_tells_who_stated_what(run):
    said = json.loads(run("history", "falcon-2", "context_window", "--json").out)

    assert [(one["value"], one["source"]) for one in said] == [("1000000", "official"), ("200000", "survey")]


def test_sources_that_disagree_are_no_move_of_a_price(run):
    assert "%" not in run("history", "falcon-2", "context_window").out


def test_what_nobody_states_is_said_and_is_no_error(run):
    ran = run("history", "cellar/aurora-7b")

    assert (ran.code, ran.out, ran.err) == (0, "", "nobody states a rate of cellar/aurora-7b\n")


def test_a_wrong_field_lists_the_right_ones(run):
    ran = run("history", "falcon-2", "contxt_window")

    assert (ran.code, ran.out) == (2, "")
    assert "context_window" in ran.err
