"""A cell has one spelling; only what can be read in one way is written anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex.catalog.columns import parse_row
from modeldex.pipeline.cell_spelling import CAPS, DAYS, NUMBERS, OTHER, OUTER_BLANKS, spelled_as, spelled_cell


@pytest.mark.parametrize(
    ("column", "cell", "written", "what"),
    [
        ("max_context", "1_000", "1000", NUMBERS),
        ("max_context", "1,000", "1000", NUMBERS),
        ("max_context", "1,048,576", "1048576", NUMBERS),
        ("max_context", "131\u202f072", "131072", NUMBERS),
        ("max_context", "0128", "128", NUMBERS),
        ("max_context", "131072.0", "131072", NUMBERS),
        ("max_context", " 8192\u00a0", "8192", OUTER_BLANKS),
        ("input_per_1m", "2.50", "2.5", NUMBERS),
        ("input_per_1m", "1_000", "1000", NUMBERS),
        ("input_per_1m", "12,000.50", "12000.5", NUMBERS),
        ("input_per_1m", "1e-3", "0.001", NUMBERS),
        ("mmlu", "88.50", "88.5", NUMBERS),
        ("tps", "1_000.0", "1000", NUMBERS),
        ("rates", "pages=4.00  input_tokens@batch=1", "input_tokens@batch=1 pages=4", NUMBERS),
        ("caps", "tool_use vision", "vision tool_use", CAPS),
        ("caps", "?ocr -vision T", "tool_use -vision ?ocr", CAPS),
        ("release_date", "2026/11/2", "2026-11-02", DAYS),
        ("release_date", "20261102", "2026-11-02", DAYS),
        ("release_date", "2026-11-02T00:00:00Z", "2026-11-02", DAYS),
        ("release_date", "2 Nov 2026", "2026-11-02", DAYS),
        ("release_date", "November 2, 2026", "2026-11-02", DAYS),
        ("release_date", "Nov. 2026", "2026-11", DAYS),
        ("release_date", "11/2026", "2026-11", DAYS),
        ("release_date", "21/11/2026", "2026-11-21", DAYS),
        ("release_date", "11/21/2026", "2026-11-21", DAYS),
        ("release_date", "5.5.2026", "2026-05-05", DAYS),
        ("status", "active", "C", OTHER),
        ("name", " Lumi 2", "Lumi 2", OUTER_BLANKS),
        ("url", "https://lumen.example ", "https://lumen.example", OUTER_BLANKS),
        ("max_output", " - ", "-", OUTER_BLANKS),
    ],
)  # fmt: skip
def test_a_cell_is_written_in_its_one_spelling(column: str, cell: str, written: str, what: str) -> None:
    assert spelled_cell(column, cell) == (written, what)
    assert spelled_cell(column, written) == (written, None)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("input_per_1m", "1,000"),  # one, or a thousand
        ("input_per_1m", "2,5"),
        ("input_per_1m", "0"),
        ("input_per_1m", "$2"),
        ("max_context", "128.000"),
        ("max_context", "128k"),
        ("max_context", "1,00"),
        ("max_context", "1,000_000"),
        ("max_context", "-"),
        ("max_context", "?"),
        ("caps", "vision flying"),
        ("caps", "vision -vision"),
        ("rates", "input_tokens@batch"),
        ("rates", "input_tokens@batch=1 input_tokens@batch=1"),
        ("release_date", "03/04/2026"),
        ("release_date", "31/31/2026"),
        ("release_date", "2026-02-30"),
        ("release_date", "2 Nov 3, 2026"),
        ("release_date", "Q3 2026"),
        ("release_date", "2026-11-02T23:00:00Z"),
        ("open_weights", "y"),
        ("mmlu", "888"),
        ("id", "lumen/lumi-2"),
        ("original", "b=2 a=1"),
    ],
)
def test_what_may_be_read_in_two_ways_or_in_none_stays(column: str, cell: str) -> None:
    assert spelled_cell(column, cell) == (cell, None)


@pytest.mark.parametrize(
    ("kind", "cell", "written"),
    [
        ("amount", "free", "free"),
        ("amount", "2.50", "2.5"),
        ("amount", "0.0", "0.0"),
        ("count", "200_000", "200000"),
        ("day", "2026/1/2", "2026-01-02"),
        ("text", " 1_000 ", "1_000"),
    ],
)
def test_other_tables_say_what_kind_a_cell_is(kind: str, cell: str, written: str) -> None:
    assert spelled_as(kind, cell)[0] == written


CELLS = st.one_of(
    st.text(alphabet="0123456789_,. -/eJan?", max_size=12),
    st.sampled_from(["vision -ocr", "T -V ?ocr", "free", "variable", "2026-01", "a=1 b=2.50", "mmlu=1"]),
)
COLUMNS = st.sampled_from(
    [
        *("max_context", "input_per_1m", "mmlu", "tps", "caps", "release_date", "name", "alias"),
        *("benchmarks", "status", "open_weights", "scores"),
    ]
)


@settings(deadline=None)
@given(COLUMNS, CELLS)
def test_a_cell_that_can_be_read_means_what_it_meant(column: str, cell: str) -> None:
    before, problems = parse_row({column: cell.strip()})
    written, what = spelled_cell(column, cell)

    if not problems:
        assert parse_row({column: written}) == (before, {})
    assert (what is None) == (written == cell)
    assert spelled_cell(column, written) == (written, None)
