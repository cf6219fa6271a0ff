"""`modeldex route simulate`: recorded calls under other policies; nobody is called."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from modeldex import Cost, Usage
from modeldex.cli.simulation_table import cost_sum_cell
from modeldex.providers.shapes.file import ShapeRecorder
from modeldex.providers.shapes.shape import RequestShape
from modeldex.router.simulation.tally import Tally

SIMULATE = ("route", "simulate", "--shapes", "shapes.jsonl")


@pytest.fixture(autouse=True)
def shapes(folder: Path) -> Path:
    """Three lines of a hundred calls of falcon-2, and a failed one of a model that nobody knows."""
    recorder = ShapeRecorder(folder / "shapes.jsonl")
    for minute in range(3):
        recorder.add(
            RequestShape(
                model="acme/falcon-2",
                at=f"2026-10-25T10:0{minute}:00Z",
                calls=100,
                characters=4_000,
                usage=Usage(input_tokens=1_000, output_tokens=50),
                seconds=1.5,
            )
        )
    recorder.add(RequestShape(model="gone/model", at="2026-10-25T10:05:00Z", outcome="server"))
    return recorder.path


def results_of(ran) -> dict[str, Any]:
    return {one["policy"]: one for one in json.loads(ran.out)["results"]}


def test_people_see_a_row_for_each_policy_and_where_the_calls_went(run):
    ran = run(*SIMULATE, "--policy", "cheapest", "--policy", "best")
    told = [" ".join(line.split()) for line in ran.out.splitlines()]

    assert ran.code == 0
    assert told[0] == "301 recorded calls, 2026-10-25 10:00 to 2026-10-25 10:05 UTC, seed 0"
    assert "as recorded 300 1 ? ? 0.90 1.5 1.5" in told
    assert "cheapest 301 0 0 0 >=0.027 ? ?" in told
    assert "best acme/falcon-2 301 100.0%" in told
    assert "failed: server 1 0.3%" in told
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "cheapest: what 1 of 301 calls cost is unknown, and no part of the sum" in ran.err
    assert "cheapest: the latency of 0 of 301 answers is known" in ran.err
    assert "the registry does not know: gone/model" in ran.err
    assert "assumed: as many tokens at every model as were recorded" in ran.err


def test_a_comparison_is_a_record_for_programs(run):
    ran = run(*SIMULATE, "--policy", "cheapest", "--seed", "4", "--json")
    record = json.loads(ran.out)
    of_cheapest = results_of(ran)["cheapest"]

    assert (ran.err, record["seed"], record["calls"]) == ("", 4, 301)
    assert record["unknown_models"] == {"gone/model": 1}
    assert Decimal(str(results_of(ran)["as recorded"]["cost"]["at_least"])) == Decimal("0.9")
    assert of_cheapest["models"] == {"hub/aurora-7b": 301}
    assert of_cheapest["cost"]["unknown"] == 1


def test_policies_are_rows_for_programs(run):
    rows = list(csv.DictReader(io.StringIO(run(*SIMULATE, "--policy", "cheapest", "--csv").out)))

    assert [row["policy"] for row in rows] == ["as recorded", "cheapest"]
    assert (rows[0]["failures"], rows[1]["providers"]) == ("server=1", "hub=301")


def test_an_outage_sends_calls_elsewhere(run):
    of_outage = results_of(
        run(*SIMULATE, "--model", "falcon-2", "--model", "hub/acme/falcon-2", "--outage", "acme", "--json")
    )["as configured"]

    assert of_outage["models"].keys() == {"hub/acme/falcon-2"}
    assert of_outage["fallbacks"] > 0
    told = run(*SIMULATE, "--outage", "acme=0.5")
    assert "outage: acme=0.5" in told.out
    assert "in an outage a call fails at once" in told.err
    assert "in an outage" not in run(*SIMULATE).err


def test_a_changed_price_changes_what_is_chosen_and_what_the_recorded_calls_would_cost(run):
    asked = (*SIMULATE, "--policy", "cheapest", "--model", "falcon-2", "--model", "hub/acme/falcon-2")
    before = results_of(run(*asked, "--json"))
    after = results_of(run(*asked, "--price-change", "acme=input:2x,output:2x", "--json"))

    assert before["cheapest"]["models"] == {"acme/falcon-2": 301}
    assert after["cheapest"]["models"] == {"hub/acme/falcon-2": 301}
    assert before["as recorded"]["cost"]["at_least"] == after["as recorded"]["cost"]["at_least"] == "0.9"
    assert after["as recorded, at the new prices"]["cost"]["at_least"] == "1.8"


def test_a_sum_that_is_not_exact_is_marked_as_a_plan_marks_it():
    def cell(*costs: Cost | None) -> str:
        tally = Tally()
        for one in costs:
            tally.charge(one, 1)
        return cost_sum_cell(tally.result("cheapest"))

    known, guessed = (Cost(status=status, amount=Decimal("0.02")) for status in ("known", "estimated"))
    assert [cell(known), cell(guessed), cell(known, None), cell(None)] == ["0.02", "0.02~", ">=0.02", "?"]


def test_conditions_hold_for_every_call(run):
    of_vision = results_of(run(*SIMULATE, "--policy", "cheapest", "--needs", "vision", "--json"))["cheapest"]

    assert of_vision["models"] == {"acme/falcon-2": 301}


def test_where_nothing_is_fit_every_call_has_no_route(run):
    ran = run(*SIMULATE, "--max-price", "input=0.001")

    assert ran.code == 0
    assert "failed: no route" in ran.out
    assert "calls without a route, by what stands in the way: --max-price (301)" in ran.err
    assert results_of(run(*SIMULATE, "--max-price", "input=0.001", "--json"))["as configured"][
        "obstacles"
    ] == {"price": 301}


def test_the_same_seed_gives_the_same_answer(run):
    asked = (*SIMULATE, "--model", "falcon-2", "--outage", "acme=0.5", "--json", "--seed")

    assert run(*asked, "1").out == run(*asked, "1").out


def test_policies_of_a_configuration_can_be_tried(run, folder: Path):
    (folder / "modeldex.toml").write_text(
        '[routing.policies.thrifty]\nweights = { cost = 1.0 }\nwhere = "max_output_tokens >= 60000"\n'
    )

    assert results_of(run(*SIMULATE, "--policy", "thrifty", "--json"))["thrifty"]["models"] == {
        "acme/falcon-2": 301
    }


def test_only_what_is_ready_can_be_asked_for(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ACME_API_KEY", "k")
    ran = run(*SIMULATE, "--policy", "cheapest", "--ready", "--json")

    assert results_of(ran)["cheapest"]["models"] == {"acme/falcon-2": 301}


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--outage", "acme=2"), 2, "neither a share from 0 to 1 nor a time of the day"),
        (("--outage", "acne"), 2, "acne"),
        (("--outage", "acme/falcn"), 4, "falcn"),
        (("--price-change", "acme/falcon-2"), 2, "names no model, or no rate"),
        (("--price-change", "hub/auto=input:2x"), 2, "nobody knows its input rate"),
        (("--policy", "cheepest"), 2, "did you mean"),
        (("--max-cost", "much"), 2, "--max-cost must be an amount of USD"),
    ],
)
def test_what_cannot_be_meant_is_told(options: tuple[str, ...], code: int, told: str, run):
    ran = run(*SIMULATE, *options)

    assert (ran.code, ran.out) == (code, "")
    assert told in " ".join(ran.err.split())


def test_a_file_without_shapes_and_a_wrong_one_are_told(run, folder: Path):
    (folder / "empty.jsonl").write_text("")
    (folder / "wrong.jsonl").write_text('{"shape": 1}\n')

    empty = run("route", "simulate", "--shapes", "empty.jsonl")
    wrong = run("route", "simulate", "--shapes", "wrong.jsonl")
    nowhere = run("route", "simulate", "--shapes", "nowhere.jsonl")

    assert (empty.code, "holds no request shape yet" in empty.err) == (2, True)
    assert (wrong.code, "wrong.jsonl" in wrong.err) == (2, True)
    assert nowhere.code == 2


def test_names_in_a_file_of_shapes_stay_text(run, folder: Path):
    (folder / "evil.jsonl").write_text(
        json.dumps({"shape": 1, "model": "x/[red]y\x1b[31m", "at": "2026-10-25T10:00:00Z"}) + "\n"
    )
    ran = run("route", "simulate", "--shapes", "evil.jsonl")

    assert "x/[red]y[31m" in ran.out
    assert "\x1b" not in ran.out + ran.err
