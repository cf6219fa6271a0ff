"""`modeldex validate --fix`: what is mechanical is mended, shown first where asked, and told."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden" / "data"
SPOILED = "id,updated,url\r\nhub/owl-9,21 Nov 2026, https://hub.example\r\n"
MENDED = "id,updated,url\nhub/owl-9,2026-11-21,https://hub.example\n"
WHAT = "spelling of days: 1, outer blanks: 1, line ends"


@pytest.fixture
def data(tmp_path: Path, run) -> Path:
    """A copy of the small folder of facts with nothing to mend in it, but in one file."""
    copy = Path(shutil.copytree(GOLDEN, tmp_path / "data"))
    assert run("validate", "--data", str(copy), "--fix", "--limit", "1").code == 0
    (copy / "curated" / "hub.csv").write_text(SPOILED, newline="")
    return copy


def hub(data: Path) -> str:
    return (data / "curated" / "hub.csv").read_bytes().decode()


def test_a_file_is_mended_and_the_rules_are_asked_of_what_it_says_now(run, data: Path):
    ran = run("validate", "--data", str(data), "--fix")

    assert ran.code == 0
    assert hub(data) == MENDED
    first, heading, _, row, *_ = ran.out.splitlines()
    assert (first.strip(), heading.split()) == ("mended", ["file", "mended"])
    assert row.split() == ["curated/hub.csv", *WHAT.split()]
    assert "errors: 0" in ran.err


def test_a_second_time_there_is_nothing_to_mend(run, data: Path):
    run("validate", "--data", str(data), "--fix")
    ran = run("validate", "--data", str(data), "--fix")

    assert "mended" not in ran.out
    assert run("validate", "--data", str(data), "--fix", "--dry-run").err == "nothing to mend\n"


def test_a_dry_run_shows_the_changes_and_makes_none(run, data: Path):
    ran = run("validate", "--data", str(data), "--fix", "--dry-run")

    assert ran.code == 0
    assert "-hub/owl-9,21 Nov 2026, https://hub.example" in ran.out
    assert "+hub/owl-9,2026-11-21,https://hub.example" in ran.out
    assert ran.err == f"would mend curated/hub.csv: {WHAT}\n"
    assert hub(data) == SPOILED


def test_programs_are_told_too(run, data: Path):
    shown = json.loads(run("validate", "--data", str(data), "--fix", "--dry-run", "--json").out)
    written = run("validate", "--data", str(data), "--fix", "--dry-run", "--csv").out
    ran = run("validate", "--data", str(data), "--fix", "--json")

    (one,) = shown
    assert (one["file"], one["mended"]) == ("curated/hub.csv", WHAT.split(", "))
    assert one["diff"].startswith("--- ")
    (row,) = csv.DictReader(io.StringIO(written))
    assert (row["file"], row["mended"]) == ("curated/hub.csv", WHAT)
    assert json.loads(ran.out)["mended"] == [{"file": "curated/hub.csv", "mended": WHAT.split(", ")}]
    assert f"mended curated/hub.csv: {WHAT}\n" in ran.err
    assert json.loads(run("validate", "--data", str(data), "--json").out)["mended"] == []


def test_what_was_mended_is_said_even_where_a_fault_is_left(run, data: Path):
    (data / "curated" / "hub.csv").write_text(SPOILED.replace("21 Nov 2026", "03/04/2026"), newline="")

    ran = run("validate", "--data", str(data), "--fix")

    assert ran.code == 1
    assert "curated/hub.csv" in ran.out
    assert "hub.csv:2: updated: must be a whole day" in ran.err


def test_a_dry_run_of_nothing_is_a_usage_error(run, data: Path):
    ran = run("validate", "--data", str(data), "--dry-run")

    assert (ran.code, ran.out) == (2, "")
    assert "--fix" in ran.err


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("held.csv", "source,id\n", "held.csv:1: field: is missing from the header"),
        ("limits/hub.csv", "id,field\n", "hub.csv:1: value: is missing from the header"),
    ],
)
def test_tables_that_no_build_reads_are_checked(file: str, text: str, said: str, run, data: Path):
    (data / file).parent.mkdir(exist_ok=True)
    (data / file).write_text(text)

    ran = run("validate", "--data", str(data), "--fix")

    assert ran.code == 1
    assert said in ran.err


def test_jumps_that_are_held_back_are_told(run, data: Path):
    (data / "held.csv").write_text(
        "source,id,field,before,after,stated_on,seen_on,accepted_on\n"
        "listing,hub/owl-1,input_tokens,1,20,2026-10-01,2026-10-08,\n"
        "listing,hub/owl-2,input_tokens,1,20,2026-10-01,2026-10-08,2026-10-09\n"
    )

    ran = run("validate", "--data", str(data), "--fix")

    assert ran.code == 0
    assert "held.csv: 1 jump is held back" in " ".join(ran.err.split())
