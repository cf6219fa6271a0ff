"""`modeldex conflicts`: where sources disagree, how far apart they are, and whose word was taken."""

import json
import shutil
from pathlib import Path

import pytest

from modeldex import ModelCatalog
from modeldex.catalog import evidence, reader
from modeldex.pipeline.build import build_catalog

GOLDEN = Path(__file__).parent.parent / "golden" / "data"


@pytest.fixture
def torn(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The small catalog with one more source, which says these rows."""

    def build(rows: str) -> ModelCatalog:
        data = tmp_path / "data"
        shutil.copytree(GOLDEN, data)
        with (data / "sources" / "manifest.csv").open("a") as manifest:
            manifest.write("echo,An echo,https://echo.example,MIT,,2026-10-24,1\n")
        (data / "sources" / "echo.csv").write_text(rows)
        build_catalog(data, tmp_path / "catalog.sqlite")
        catalog = ModelCatalog.open(tmp_path / "catalog.sqlite")
        monkeypatch.setattr(reader, "_bundled", catalog)
        return catalog

    return build


def answer(run, *options: str):
    return json.loads(run("conflicts", "--json", *options).out)


def test_rates_come_first_then_limits_the_farthest_apart_before_the_others(run):
    assert [(one["model"], one["field"], one["gap"]) for one in answer(run)] == [
        ("hub/acme/falcon-2", "input_tokens", "1.018"),
        ("hub/acme/falcon-2", "output_tokens", "1.018"),
        ("acme/falcon-2", "max_context", "5"),
        ("hub/acme/falcon-2", "max_context", "1.562"),
    ]


def test_every_claim_stands_with_the_one_taken_and_why(run):
    first = answer(run, "--field", "input_tokens")[0]

    assert [(said["value"], said["source"], said["seen_on"]) for said in first["statements"]] == [
        ("2.8", "listing", "2026-10-20"),
        ("2.75", "survey", "2026-10-25"),
    ]
    assert (first["taken"], first["reason"]) == ("2.8", "the provider's own listing")


def test_the_text_for_people_says_the_same(run):
    ran = run("conflicts", "--provider", "hub", "--field", "input_tokens")

    assert ran.code == 0
    assert [line.rstrip() for line in ran.out.splitlines()[-5:]] == [
        "hub/acme/falcon-2",
        "  input_tokens  x1.018",
        "    2.8   listing  2026-10-20  taken",
        "    2.75  survey   2026-10-25",
        "    taken because: the provider's own listing",
    ]


def test_a_summary_counts_each_field_among_what_two_sources_state(run):
    lines = [line.split() for line in run("conflicts").out.splitlines()]

    assert ["max_context", "2", "2", "100.0%", "0"] in lines
    assert ["input_tokens", "1", "1", "100.0%", "0"] in lines


def test_values_that_only_round_are_left_out_unless_asked_for(run, torn):
    torn("id,input_per_1m,max_context,tps\nhub/aurora-7b,0.0753,8000,9\n")
    names = [(one["model"], one["field"]) for one in answer(run)]
    both = answer(run, "--rounding")

    assert ("hub/aurora-7b", "input_tokens") not in names
    assert ("hub/aurora-7b", "max_context") not in names
    assert [one["field"] for one in both if one["is_rounding"]] == ["input_tokens", "max_context"]
    assert "only rounded" in run("conflicts").out
    assert "  max_context  x1.024  rounded" in run("conflicts", "--rounding", "--field", "max_context").out


@pytest.mark.parametrize(
    ("field", "value", "is_rounding"),
    [
        ("input_per_1m", "0.07537", True),
        ("input_per_1m", "0.0754", False),
        ("max_context", "7783", True),
        ("max_context", "7782", False),
    ],
)
def test_rounding_ends_at_half_a_percent_of_a_rate_and_five_of_a_limit(
    field: str, value: str, is_rounding: bool, torn
):
    catalog = torn(f"id,{field}\nhub/aurora-7b,{value}\n")
    (one,) = [one for one in catalog.conflicts() if one.model == "hub/aurora-7b"]

    assert evidence.is_rounding(one) is is_rounding


@pytest.mark.parametrize(("day", "is_rounding"), [("2026-02", True), ("2026", True), ("2026-02-02", False)])
def test_a_month_says_no_other_than_its_day(day: str, is_rounding: bool, torn):
    (one,) = torn(f"id,release_date\nacme/falcon-2,{day}\n").conflicts(field="release_date")

    assert evidence.is_rounding(one) is is_rounding
    assert evidence.gap(one) is None


def test_free_and_variable_have_no_gap_and_are_no_rounding(run, torn):
    torn("id,input_per_1m,output_per_1m\nbazaar/aurora-7b,1,1\nhub/auto,1,1\n")
    found = {(one["model"], one["field"]): one for one in answer(run, "--provider", "bazaar")}
    varies = answer(run, "--provider", "hub", "--field", "output_tokens")

    assert found["bazaar/aurora-7b", "input_tokens"]["gap"] is None
    assert {one["is_rounding"] for one in (*found.values(), *varies)} == {False}
    assert "hub/auto" in {one["model"] for one in varies}


def test_the_retired_are_left_out_unless_asked_for(run, torn):
    torn("id,max_context\nacme/falcon-0,2048\n")

    assert "acme/falcon-0" not in {one["model"] for one in answer(run)}
    assert {one["model"] for one in answer(run, "--status", "retired")} == {"acme/falcon-0"}


def test_a_limit_is_told_and_json_has_all(run):
    ran = run("conflicts", "--limit", "1")

    assert "1 of 4 conflicts; --limit 0 shows all" in ran.err
    assert ran.out.count("taken because") == 1
    assert run("conflicts", "--limit", "0").out.count("taken because") == 4
    assert (len(answer(run)), len(answer(run, "--limit", "3"))) == (4, 3)


def test_no_conflict_is_said(run):
    ran = run("conflicts", "--field", "vision")

    assert (ran.code, ran.out) == (0, "")
    assert "no two sources disagree" in ran.err
    assert answer(run, "--field", "vision") == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--provider", "hbu"), "unknown provider 'hbu'; did you mean hub?"),
        (("--field", "max_contxt"), "unknown field 'max_contxt'"),
        (("--status", "gone"), "'gone' is not one of"),
    ],
)
def test_a_wrong_name_is_a_usage_error(options: tuple[str, ...], said: str, run):
    ran = run("conflicts", *options)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_what_strangers_write_is_text_and_no_markup(run, torn):
    torn("id,family,successor\nacme/falcon-1,,[red]bazaar[/red]\n")

    assert "    [red]bazaar[/red]  echo " in run("conflicts", "--field", "successor").out


@pytest.mark.parametrize("command", ["conflicts", "spotcheck"])
def test_the_catalog_alone_answers_and_the_pipeline_is_not_loaded(command: str, shell):
    ran = shell(
        python=(
            "-c",
            "import sys; from modeldex.cli.main import main\n"
            f"sys.argv = ['modeldex', '{command}', '--json']\n"
            "try: main()\nexcept SystemExit: pass\n"
            "print(sorted(name for name in sys.modules if name.startswith('modeldex.')), file=sys.stderr)",
        )
    )

    assert json.loads(ran.out)
    assert "modeldex.catalog.evidence" in ran.err
    assert "modeldex.pipeline" not in ran.err
    assert "modeldex.sources" not in ran.err


@pytest.mark.parametrize("columns", [80, 160])
def test_no_line_is_longer_than_the_terminal(columns: int, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", str(columns))

    assert [line for line in run("conflicts").out.splitlines() if len(line) > columns] == []
