"""The one row format: cells are read to stored forms, stored forms are written to the same cells."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import modeldex
from modeldex.catalog.columns import CATALOG_COLUMNS, MODEL_COLUMNS, format_row, parse_row
from modeldex.core.capability import CAPABILITIES
from modeldex.core.quality import BENCHMARKS

DATA = Path(modeldex.__file__).parent.parent.parent / "data"
CELLS: dict[str, st.SearchStrategy[str]] = {
    "name": st.text("abcÉ回 [].,'\"", min_size=1).map(str.strip).filter(lambda name: name not in ("", "-")),
    "status": st.sampled_from("CPDRXM"),
    "input_per_1m": st.sampled_from(["2.5", "0.075", "free", "variable", "1200", "0.000001"]),
    "max_context": st.integers(1, 10**9).map(str),
    "caps": st.sampled_from(["vision", "chat tool_use -audio_input", "-vision"]),
    "mmlu": st.sampled_from(["0", "88", "70.5", "100"]),
    "benchmarks": st.sampled_from(["arena=1287", "arena=1287.5 index=60.25"]),
    "can_classify": st.sampled_from("YN"),
    "release_date": st.sampled_from(["2026", "2026-02", "2026-02-28"]),
    "ttft_ms": st.sampled_from(["1", "350.5"]),
    "scores": st.sampled_from(["coding=0.5", "coding=0.5 reasoning=1"]),
}


@given(st.fixed_dictionaries({}, optional=CELLS))
def test_what_is_read_is_written_as_it_was(cells: dict[str, str]):
    stored, problems = parse_row(cells)

    assert problems == {}
    assert {name: cell for name, cell in format_row(stored).items() if cell} == cells


@pytest.mark.parametrize("path", sorted(DATA.glob("models/core/*.csv"))[:8], ids=lambda path: path.stem)
def test_the_merged_tables_are_in_canonical_form(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cells = {name: cell for name, cell in row.items() if name not in ("id", "description")}
            stored, problems = parse_row(cells)
            assert problems == {}
            assert format_row(stored) == {name: cell for name, cell in cells.items() if cell} | {
                "caps": cells["caps"]
            }


@pytest.mark.parametrize("blank", ["", "-", "-1"])
@pytest.mark.parametrize("column", [name for name in MODEL_COLUMNS if name != "id"])
def test_a_blank_cell_says_nothing(column: str, blank: str):
    assert parse_row({column: blank}) == ({}, {})


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("mmlu", "101", "from 0 to 100"),
        ("mmlu", "-3", "-3"),
        ("mmlu", "high", "high"),
        ("benchmarks", "arena", "name=number"),
        ("benchmarks", "arena=1 arena=2", "each name once"),
        ("benchmarks", "arena=nan", "nan"),
        ("benchmarks", "arena=-5", "-5"),
        ("benchmarks", "mmlu=300", "300"),
        ("caps", "vision -vision", "twice"),
        ("caps", "visoin", "did you mean vision"),
        ("status", "Z", "Z"),
        ("max_context", "0", "0"),
        ("max_context", "8k", "8k"),
        ("input_per_1m", "-2", "negative"),
        ("input_per_1m", "0", "free"),
        ("release_date", "2026-02-30", "2026-02-30"),
        ("can_classify", "maybe", "maybe"),
        ("category", "cloud", "core"),
    ],
)
def test_a_wrong_cell_is_a_problem_of_its_column(column: str, cell: str, words: str):
    stored, problems = parse_row({column: cell, "name": "Falcon"})

    assert list(problems) == [column]
    assert words in problems[column]
    assert stored["name"] == "Falcon"


def test_the_letters_of_short_tables_are_read():
    stored, _ = parse_row({"caps": "V T J S K C"})
    names, _ = parse_row({"caps": "vision tool_use json_mode streaming thinking code"})

    assert stored == names


def test_an_overridden_capability_is_unknown():
    stored, _ = parse_row({"caps": "?vision tool_use"})

    assert stored["caps_yes"] == CAPABILITIES["tool_use"].mask
    assert stored["caps_no"] == 0


def test_a_benchmark_is_stated_once():
    _, problems = parse_row({"mmlu": "60", "benchmarks": "mmlu=50"})

    assert list(problems) == ["benchmarks"]
    assert "mmlu" in problems["benchmarks"]


def test_the_catalog_keeps_every_column_of_a_row_but_its_id():
    derived = {"id", "caps", "description", *BENCHMARKS}

    assert set(MODEL_COLUMNS) - derived <= set(CATALOG_COLUMNS)
    assert {"caps_yes", "caps_no", "provider", "model_id"} <= set(CATALOG_COLUMNS)
