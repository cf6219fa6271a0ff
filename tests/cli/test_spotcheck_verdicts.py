"""`modeldex spotcheck --for-verdicts`: rows of `data/spotchecks.csv` that a person fills in."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from modeldex.catalog.spotcheck import KINDS, kind_of
from modeldex.pipeline.report.accuracy import accuracies
from modeldex.pipeline.spotchecks import SPOTCHECK_COLUMNS, read_spotchecks

TODAY = "2026-10-25"


def rows_of(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


def drawn(run, *options: str) -> list[dict[str, str]]:
    return rows_of(run("spotcheck", "--for-verdicts", "--seed", "1", *options).out)


def test_the_columns_are_those_that_the_reader_wants(run):
    header = run("spotcheck", "--for-verdicts", "--n", "3").out.splitlines()[0]

    assert tuple(header.split(",")) == SPOTCHECK_COLUMNS


def test_verdict_and_note_are_blank_and_the_day_is_today(run):
    rows = drawn(run, "--count", "20")

    assert len(rows) == 20
    assert {(row["checked_on"], row["verdict"], row["note"]) for row in rows} == {(TODAY, "", "")}


def test_the_rows_are_the_sample_of_the_same_seed_in_the_order_of_ids(run):
    rows = [(row["id"], row["field"], row["value"]) for row in drawn(run, "--n", "20")]
    listed = rows_of(run("spotcheck", "--seed", "1", "--n", "20", "--csv").out)

    assert rows == sorted((one["model"], one["field"], one["value"]) for one in listed)
    assert rows != [(one["model"], one["field"], one["value"]) for one in listed]


def test_filled_in_and_appended_they_measure(run, tmp_path: Path):
    rows = drawn(run, "--n", "12", "--kind", "prices", "--kind", "capabilities")
    path = tmp_path / "spotchecks.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, SPOTCHECK_COLUMNS)
        writer.writeheader()
        writer.writerows(
            row | {"verdict": "right", "page": row["page"] or "https://page.example"} for row in rows
        )

    measured = {one.kind: one.right for one in accuracies(read_spotchecks(tmp_path), date(2026, 10, 26))}
    assert measured == dict.fromkeys((*KINDS, "other"), 0) | {"prices": 6, "capabilities": 6}


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_kind_that_was_asked_for_is_drawn(kind: str, run):
    assert {kind_of(row["field"]) for row in drawn(run, "--n", "15", "--kind", kind)} == {kind}


def test_a_kind_draws_the_same_values_alone_and_beside_others(run):
    both = drawn(run, "--n", "10", "--kind", "prices", "--kind", "limits")
    alone = drawn(run, "--n", "5", "--kind", "prices")

    assert [row for row in both if kind_of(row["field"]) == "prices"] == alone


def test_a_field_of_another_kind_draws_nothing(run):
    ran = run("spotcheck", "--for-verdicts", "--seed", "1", "--field", "vision", "--kind", "prices")

    assert (ran.code, rows_of(ran.out)) == (0, [])
    assert "no more than 0 such values" in ran.err


def test_the_page_is_that_of_the_value(run):
    pages = {(row["id"], row["field"]): row["page"] for row in drawn(run, "--n", "5000")}

    assert pages["hub/acme/falcon-2", "input_tokens"] == "https://hub.example/models.json"
    assert pages["acme/falcon-2", "output_tokens"] == "https://acme.example/falcon-2"


def test_the_seed_is_told_beside_the_rows(run):
    ran = run("spotcheck", "--for-verdicts", "--n", "2")
    seed = ran.err.partition("--seed ")[2].split()[0]

    assert run("spotcheck", "--for-verdicts", "--n", "2", "--seed", seed).out == ran.out
