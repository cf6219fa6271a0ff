"""`modeldex spotcheck`: values drawn at random, with everything a person needs to check them."""

import json
from collections import Counter

import pytest

from modeldex import ModelCatalog
from modeldex.catalog.spotcheck import KINDS, kind_of, spots


def drawn(run, *options: str):
    return json.loads(run("spotcheck", "--json", *options).out)


def test_the_same_seed_draws_the_same_values_and_another_one_others(run):
    first = drawn(run, "--n", "8", "--seed", "1")

    assert drawn(run, "--n", "8", "--seed", "1") == first
    assert drawn(run, "--n", "8", "--seed", "2")["values"] != first["values"]


def test_a_larger_sample_begins_with_the_smaller_one(run):
    few, many = (drawn(run, "--n", count, "--seed", "1")["values"] for count in ("4", "9"))

    assert many[:4] == few


def test_without_a_seed_one_is_made_and_told(run):
    ran = run("spotcheck", "--n", "3")
    seed = ran.err.partition("--seed ")[2].split()[0]

    assert run("spotcheck", "--n", "3", "--seed", seed).out == ran.out


def test_kinds_take_turns():
    sample = spots(ModelCatalog.bundled(), 50, seed=7)

    assert Counter(one.kind for one in sample) == dict.fromkeys((*KINDS, "other"), 10)
    assert all(one.kind == kind_of(one.field) for one in sample)


def test_a_value_stands_with_all_its_claims_the_one_taken_first():
    catalog = ModelCatalog.bundled()

    for one in spots(catalog, 25, seed=3):
        assert one.statements == catalog.why(one.model, one.field)
        assert (one.statements[0].value, one.statements[0].wins) == (one.value, True)
        assert one.statements[0].reason


def test_no_offering_comes_twice_in_a_kind_while_others_wait():
    sample = spots(ModelCatalog.bundled(), 100, seed=5)

    for kind in KINDS:
        asked = [one.model for one in sample if one.kind == kind]
        assert len(set(asked)) == len(asked)


def test_what_has_retired_is_not_asked(run):
    models = {one["model"] for one in drawn(run, "--n", "500", "--seed", "1")["values"]}

    assert "acme/falcon-2" in models
    assert "acme/falcon-0" not in models


def test_it_can_be_narrowed(run):
    one_provider = drawn(run, "--n", "500", "--provider", "hub", "--seed", "1")["values"]
    one_field = drawn(run, "--n", "500", "--field", "context_window", "--seed", "1")["values"]

    assert {one["model"].partition("/")[0] for one in one_provider} == {"hub"}
    assert {one["field"] for one in one_field} == {"max_context"}
    assert len(one_field) == len({one["model"] for one in one_field}) > 3


def test_no_value_is_drawn_twice_and_too_many_are_not_invented(run):
    ran = run("spotcheck", "--n", "5000", "--seed", "1", "--json")
    values = [(one["model"], one["field"]) for one in json.loads(ran.out)["values"]]

    assert 20 < len(values) == len(set(values)) < 5000
    assert "no more than" in run("spotcheck", "--n", "5000", "--seed", "1").err


def test_the_text_for_people_has_the_original_the_page_and_the_reason(run):
    out = run("spotcheck", "--n", "9", "--seed", "1", "--provider", "acme", "--field", "input_tokens").out
    blocks = {block.splitlines()[0].partition(". ")[2]: block for block in out.strip().split("\n\n")}

    lines = [line.strip() for line in blocks["acme/falcon-2"].splitlines()]
    assert lines[1:] == [
        "input_tokens: 2.5",
        "2.5  survey  2026-10-25  taken",
        "as written: 2.5e-06",
        "https://acme.example/falcon-2",
        "taken because: nobody else says",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--n", "0"), "0 is not in the range"),
        (("--seed", "x"), "'x' is not a valid integer"),
        (("--provider", "hbu"), "unknown provider 'hbu'"),
        (("--field", "visoin"), "unknown field 'visoin'"),
        (("--kind", "price"), "'price' is not one of 'prices', 'limits', 'capabilities'"),
        (("--for-verdicts", "--json"), "leave out --json"),
    ],
)
def test_a_wrong_question_is_a_usage_error(options: tuple[str, ...], said: str, run):
    ran = run("spotcheck", *options)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
