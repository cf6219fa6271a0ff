"""`modeldex route`: the plan of a request, and what stands in the way where there is none."""

import csv
import io
import json
from pathlib import Path

import pytest

from modeldex.cli.route_rejected import WISHES
from modeldex.cli.route_request import SPELLED
from modeldex.router.asked.request_fields import READERS
from modeldex.router.constraints.table import CONSTRAINTS

FALCONS = ("route", "--model", "acme/falcon-2", "--model", "hub/acme/falcon-2")
LOADED = """
import sys
from modeldex.cli.main import main
try:
    main()
except SystemExit:
    print(sys.modules.keys())
"""
"""Runs a command and lists what it loaded."""


def plan_of(ran) -> list[str]:
    return [step["model"] for step in json.loads(ran.out)["plan"]]


def test_people_see_the_models_in_order_with_cost_score_and_why(run):
    ran = run("route", "--needs", "vision", "--input", "20K", "--output", "1000", "--task", "reasoning")

    assert ran.code == 0
    assert ran.out.startswith("balanced: 2 of 9 candidates are fit\n")
    assert [line.split()[:3] for line in ran.out.splitlines() if line[:1].isdigit()] == [
        ["1", "acme/falcon-2", "0.06"],
        ["2", "hub/acme/falcon-2", "0.0672"],
    ]
    assert "0.74 for reasoning" in ran.out
    assert "--explain" in ran.err
    assert max(map(len, ran.out.splitlines())) <= 80


def test_the_first_model_stands_first_whatever_the_policy_says(run):
    assert plan_of(run(*FALCONS, "--json")) == ["acme/falcon-2", "hub/acme/falcon-2"]
    assert plan_of(run(*FALCONS, "--provider", "hub", "--json")) == ["hub/acme/falcon-2"]


def test_a_plan_is_a_record_for_programs(run):
    record = json.loads(run(*FALCONS, "--seed", "0", "--input", "1000", "--output", "10", "--json").out)

    first = record["plan"][0]
    assert (record["policy"], record["seed"], record["considered"], record["fit"]) == ("balanced", 0, 2, 2)
    assert (first["step"], first["provider"], first["cost"], first["cost_status"]) == (
        1, "acme", "0.0026", "known",
    )  # fmt: skip
    assert len(first["price_ids"]) == 2


def test_a_plan_has_a_row_for_each_step(run):
    rows = list(csv.DictReader(io.StringIO(run(*FALCONS, "--csv").out)))
    lines = [json.loads(line) for line in run(*FALCONS, "--jsonl").out.splitlines()]

    assert [row["model"] for row in rows] == [line["model"] for line in lines]
    assert [row["step"] for row in rows] == ["1", "2"]


def test_a_cost_that_nobody_knows_is_no_zero(run):
    record = json.loads(run("route", "--model", "cellar/aurora-7b", "--json").out)
    people = run("route", "--model", "cellar/aurora-7b").out

    assert (record["plan"][0]["cost"], record["plan"][0]["cost_status"]) == (None, "unknown")
    assert people.splitlines()[-1].split()[:3] == ["1", "cellar/aurora-7b", "?"]


@pytest.mark.parametrize(
    ("options", "first"),
    [
        (("--policy", "cheapest"), "hub/aurora-7b"),
        (("--policy", "best"), "acme/falcon-2"),
        (("--not-provider", "acme,bazaar", "--needs", "vision"), "hub/acme/falcon-2"),
        (("--maker", "acme", "--policy", "cheapest"), "acme/falcon-2"),
        (("--licence", "proprietary"), "acme/falcon-2"),
        (("--max-price", "input=1", "--max-price", "output=1"), "hub/aurora-7b"),
        (("--max-cost", "0.001"), "hub/aurora-7b"),
        (("--input", "500K"), "acme/falcon-2"),
        (("--model", "bazaar/echo", "--fallback", "falcon-2"), "bazaar/echo"),
        (("--model", "hub/acme/falcon-2", "--same-model", "--policy", "cheapest"), "acme/falcon-2"),
    ],
)
def test_options_decide_which_model_is_first(options: tuple[str, ...], first: str, run):
    assert plan_of(run("route", *options, "--json"))[0] == first


def test_where_nothing_is_fit_the_reasons_are_counted_and_what_to_relax_is_told(run):
    ran = run("route", "--max-price", "input=0.01")

    assert ran.code == 1
    assert ran.out.startswith("balanced: 0 of 9 candidates are fit\n")
    assert "acme/falcon-2: input price 2.5 USD > 0.01 USD" in " ".join(ran.out.split())
    assert "no route: policy balanced rejects all 9 candidates" in ran.err
    assert "without --max-price: " in ran.err
    assert "--unknown" not in ran.err


def test_where_only_what_nobody_states_stands_in_the_way_it_can_be_allowed(run):
    asked = ("route", "--needs", "embedding")
    ran = run(*asked)

    assert ran.code == 1
    assert "--unknown allow lets models pass" in ran.err
    assert run(*asked, "--unknown", "allow").code == 0


def test_no_single_wish_may_stand_in_the_way_alone(run):
    ran = run(
        "route",
        "--model",
        "acme/falcon-0",
        "--needs",
        "vision",
        "--max-price",
        "input=1",
        "--unknown",
        "reject",
    )

    assert ran.code == 1
    assert "rejects the only candidate" in ran.err
    assert "no single wish stands in the way alone; ask less of" in ran.err


def test_nothing_fit_is_an_empty_plan_for_programs_with_the_reasons(run):
    ran = run("route", "--max-price", "input=0.01", "--json")

    record = json.loads(ran.out)
    assert (ran.code, ran.err, record["plan"], record["fit"]) == (1, "", [], 0)
    assert sum(record["fallen"].values()) == 9
    assert run("route", "--max-price", "input=0.01", "--csv").out.count("\n") == 1


def test_a_time_decides_by_the_catalog_of_then(run):
    before = run("route", "--model", "falcon-1", "--at", "2026-05-01", "--explain")

    assert before.code == 0
    assert "at 2026-05-01 23:59:59 UTC" in before.out
    assert run("route", "--model", "falcon-1", "--at", "2027-02-01").code == 1


def test_all_lists_every_fit_model(run):
    assert len(plan_of(run("route", "--json"))) == 5
    assert len(plan_of(run("route", "--all", "--json"))) == 6


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--needs", "visoin"), "--needs"),
        (("--max-price", "input"), "is no rate with its bound"),
        (("--max-price", "input=1,input=2"), "is no rate with its bound"),
        (("--max-price", "tokens=1"), "Rates: input, output, request, image"),
        (("--max-price", "input=cheap"), "--max-price input must be an amount of USD"),
        (("--max-cost", "-1"), "--max-cost must be an amount of USD"),
        (("--min-quality", "2"), "--min-quality must be a number from 0 to 1"),
        (("--input", "0"), "no count of tokens"),
        (("--policy", "cheepest"), "did you mean"),
        (("--provider", "acne"), "acne"),
        (("--needs", " "), "must not be blank"),
    ],
)
def test_what_cannot_be_meant_names_the_option(options: tuple[str, ...], told: str, run):
    ran = run("route", *options)

    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_a_model_that_is_not_there_ends_as_everywhere(run):
    ran = run("route", "--model", "falcn-2")

    assert ran.code == 4
    assert "falcon-2" in ran.err


def test_ready_keeps_what_can_be_called(run, monkeypatch: pytest.MonkeyPatch):
    nothing = run("route", "--needs", "vision", "--ready")
    monkeypatch.setenv("ACME_API_KEY", "secret-of-acme")
    ran = run("route", "--needs", "vision", "--ready", "--json")

    assert nothing.code == 1
    assert "ACME_API_KEY" in nothing.out
    assert plan_of(ran) == ["acme/falcon-2"]
    assert "secret" not in ran.out + ran.err


def test_a_configuration_gives_policies_and_pools(run, folder: Path):
    (folder / "modeldex.toml").write_text(
        '[routing]\npolicy = "thrifty"\n'
        "[routing.policies.thrifty]\nweights = { cost = 1.0 }\n"
        '[routing.pools.quick]\nmembers = [{ model = "hub/aurora-7b" }, { model = "acme/falcon-2" }]\n'
    )
    record = json.loads(run("route", "--model", "quick", "--json").out)

    assert record["policy"] == "thrifty"
    assert [step["model"] for step in record["plan"]] == ["hub/aurora-7b", "acme/falcon-2"]
    assert json.loads(run("--config", "modeldex.toml", "route", "--json").out)["policy"] == "thrifty"


def test_text_of_third_parties_stays_text(run, folder: Path):
    (folder / "modeldex.toml").write_text('[models."acme/[bold]evil"]\ninput_per_1m = 1\noutput_per_1m = 1\n')
    ran = run("route", "--model", "acme/[bold]evil", "--explain")

    assert ran.code == 0
    assert "acme/[bold]evil" in ran.out


def test_options_before_a_command_below_it_are_refused(run):
    ran = run("route", "--needs", "vision", "simulate", "--shapes", "x")

    assert ran.code == 2
    assert "--needs must stand after simulate" in ran.err


def test_only_what_it_needs_is_loaded(shell):
    loaded = shell("route", "--json", python=("-c", LOADED)).out

    assert "'modeldex.router.router'" in loaded
    for stranger in ("altair", "sqlalchemy", "aiohttp", "modeldex.pipeline", "modeldex.router.simulation"):
        assert f"'{stranger}'" not in loaded, stranger


def test_every_wish_is_one_of_a_constraint():
    assert WISHES.keys() <= {one.name for one in CONSTRAINTS}


def test_one_candidate_is_told_of_in_the_singular(run):
    ran = run("route", "--model", "acme/falcon-2", "--max-cost", "0")

    assert ran.out.startswith("balanced: 0 of 1 candidate is fit\n")


def test_every_option_states_a_field_of_a_request():
    assert SPELLED.keys() <= READERS.keys()


@pytest.mark.parametrize(
    ("words", "begun", "expected"),
    [
        ("route --policy", "chea", ["cheapest"]),
        ("route --provider", "ac", ["acme"]),
        ("route --provider", "acme,h", ["acme,hub"]),
        ("route --needs", "vis", ["vision"]),
        ("route --model", "acme/falcon-2", ["acme/falcon-2"]),
        ("route simulate --policy", "bal", ["balanced"]),
    ],
)
def test_a_shell_completes(words: str, begun: str, expected: list[str], shell):
    typed = f"modeldex {words} {begun}"
    ran = shell(_MODELDEX_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split()) - 1))

    assert [line.partition(",")[2] for line in ran.out.splitlines()] == expected
