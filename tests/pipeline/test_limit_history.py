"""Limits are dated and never overwritten, and corrections are told from what a provider changed."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pipeline.runs import LISTING, reading

from modeldex import DataError
from modeldex.pipeline.limit_history import (
    LIMIT_COLUMNS,
    Limit,
    begin_chain,
    continued_limit,
    read_limit_chains,
    read_limits,
    write_limit_chains,
)
from modeldex.pipeline.normalise import Changes, begin_anew, write_source

if TYPE_CHECKING:
    from collections.abc import Callable

PEN, INK = "openrouter/quill/pen", "openrouter/quill/ink"
FIRST_DAY = date(2026, 1, 1)


def see(data: Path, day: str, said: dict[str, dict[str, Any]]) -> Changes:
    return write_source(data, LISTING, reading("openrouter", said), day)


@pytest.fixture
def pen(tmp_path: Path) -> Callable[..., Changes]:
    """Lets the listing state a window of the pen on a day."""

    def pen(day: str, window: int | None, **more: Any) -> Changes:
        return see(tmp_path, day, {PEN: {"max_context": window, "input_tokens": 2} | more})

    return pen


def rows(data: Path) -> list[tuple[str, ...]]:
    path = data / "limits" / "openrouter.csv"
    found = csv.DictReader(path.read_text("utf-8").splitlines()) if path.exists() else []
    return [
        (row["id"], row["field"], row["value"], row["valid_from"], row["valid_to"], row["kind"])
        for row in found
    ]


def begun(field: str, value: int, full_id: str = PEN) -> list[Limit]:
    """A chain of one limit, seen on the first day, and another one following later."""
    return begin_chain(full_id, field, value, "openrouter", (FIRST_DAY.isoformat(), "2026-01-02"))


def kinds(*values: int, days: int = 60) -> list[str]:
    """The kinds of the rows of a chain of values, so many days apart."""
    chain = begun("max_context", values[0])
    for place, value in enumerate(values[1:], 1):
        day = FIRST_DAY + timedelta(days=days * place)
        chain = continued_limit(chain, value, day.isoformat())
    return [limit.kind for limit in chain]


def test_a_first_answer_dates_no_limit(pen: Any, tmp_path: Path) -> None:
    assert pen("2026-01-01", 8_000).limited == []
    assert not (tmp_path / "limits").exists()


def test_a_limit_stated_otherwise_becomes_two_dated_limits(pen: Any, tmp_path: Path) -> None:
    pen("2026-01-01", 8_000)

    assert pen("2026-02-01", 20_000).limited == [PEN]
    assert rows(tmp_path) == [
        (PEN, "max_context", "8000", "2026-01-01", "2026-02-01", "market"),
        (PEN, "max_context", "20000", "2026-02-01", "", "market"),
    ]


def test_every_limit_has_a_chain_of_its_own(pen: Any, tmp_path: Path) -> None:
    pen("2026-01-01", 8_000, max_output=4_000, max_input=7_000)
    pen("2026-02-01", 9_000, max_output=5_000, max_input=7_000)

    assert {row[1] for row in rows(tmp_path)} == {"max_context", "max_output"}
    assert len(rows(tmp_path)) == 4


def test_of_the_answers_of_a_day_the_last_one_counts(pen: Any, tmp_path: Path) -> None:
    pen("2026-01-01", 8_000)
    pen("2026-02-01", 20_000)
    before = rows(tmp_path)

    assert pen("2026-02-01", 20_000).limited == []
    assert rows(tmp_path) == before
    assert pen("2026-02-01", 80_000).limited == [PEN]
    assert [row[2:] for row in rows(tmp_path)] == [
        ("8000", "2026-01-01", "2026-02-01", "market"), ("80000", "2026-02-01", "", "correction"),
    ]  # fmt: skip
    pen("2026-02-01", 8_000)
    assert [row[2:] for row in rows(tmp_path)] == [("8000", "2026-01-01", "", "market")]


def test_a_limit_that_changes_late_on_a_day_is_dated_by_it(pen: Any, tmp_path: Path) -> None:
    pen("2026-01-01", 8_000)
    pen("2026-01-08", 8_000)
    pen("2026-01-08", 20_000)

    assert [row[2:] for row in rows(tmp_path)] == [
        ("8000", "", "2026-01-08", "market"), ("20000", "2026-01-08", "", "market"),
    ]  # fmt: skip
    pen("2026-01-08", 8_000)
    assert rows(tmp_path) == []


def test_a_limit_that_is_left_out_for_a_while_goes_on_where_it_was(pen: Any, tmp_path: Path) -> None:
    for month, window in enumerate((8_000, 20_000, None, 20_000, None, 32_000), 1):
        pen(f"2026-0{month}-01", window)

    assert [(row[2], row[3], row[4]) for row in rows(tmp_path)] == [
        ("8000", "2026-01-01", "2026-02-01"),
        ("20000", "2026-02-01", "2026-06-01"),
        ("32000", "2026-06-01", ""),
    ]


def test_a_limit_that_was_unknown_or_of_a_new_offering_is_no_change(tmp_path: Path) -> None:
    see(tmp_path, "2026-01-01", {PEN: {"input_tokens": 2}})
    changes = see(tmp_path, "2026-02-01", {PEN: {"max_context": 8_000}, INK: {"max_context": 4_000}})

    assert changes.limited == []
    assert rows(tmp_path) == []


def test_reading_everything_anew_begins_the_limits_anew(pen: Any, tmp_path: Path) -> None:
    pen("2026-01-01", 8_000)
    pen("2026-02-01", 20_000)
    begin_anew(tmp_path)

    assert rows(tmp_path) == []


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((8_000, 20_000), "market"),
        ((8_000, 80_000), "correction"),
        ((128_000, 128), "correction"),
        ((200_000, 2_000_000), "correction"),
        ((128_000, 131_072), "correction"),
        ((1_048_576, 1_000_000), "correction"),
        ((1_000_000, 1_024_000), "correction"),
        ((128_000, 131_000), "market"),
        ((8_000, 80_001), "market"),
    ],
)
def test_a_slip_of_units_and_another_spelling_are_corrections(values: tuple[int, ...], kind: str) -> None:
    assert kinds(*values) == ["market", kind]


def test_a_limit_that_goes_back_within_thirty_days_was_wrong_between() -> None:
    assert kinds(8_000, 20_000, 8_000, days=30) == ["market", "market", "correction"]
    assert kinds(8_000, 20_000, 8_000, days=31) == ["market", "market", "market"]
    assert kinds(8_000, 20_000, 8_001, days=7) == ["market", "market", "market"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 40)), min_size=1, max_size=12))
def test_a_chain_has_no_gap_no_overlap_and_says_the_last_value(said: list[tuple[int, int]]) -> None:
    day = FIRST_DAY
    chain = begun("max_context", said[0][0])
    for value, days in said[1:]:
        day += timedelta(days=days)
        grown = continued_limit(chain, value, day.isoformat())
        if chain[-1].valid_from < day.isoformat():
            assert [limit.value for limit in grown[: len(chain)]] == [limit.value for limit in chain]
            assert grown[: len(chain) - 1] == chain[:-1]  # what has ended is never touched again
        assert continued_limit(grown, value, day.isoformat()) == grown
        chain = grown

    assert chain[-1].value == said[-1][0]
    assert [limit.valid_to for limit in chain] == [*(limit.valid_from for limit in chain[1:]), None]
    assert all(one.value != other.value for one, other in pairwise(chain))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 40)), min_size=1, max_size=6))
def test_a_table_of_limits_is_read_as_it_was_written(said: list[tuple[int, int]]) -> None:
    day, chain = FIRST_DAY, begun("max_output", 9)
    for value, days in said:
        day += timedelta(days=days)
        chain = continued_limit(chain, value, day.isoformat(), "2026-12-31")
    chains = {
        (PEN, "max_output"): chain,
        (INK, "max_context"): begun("max_context", 1, INK),
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "limits" / "openrouter.csv"
        write_limit_chains(path, chains)
        assert read_limit_chains(path) == chains
        assert read_limits(Path(folder)) == {"openrouter": chains}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("p/m,rpm,1,2026-01-01,,2026-01-01,market,x", "field"),
        ("p/m,max_context,many,2026-01-01,,2026-01-01,market,x", "value"),
        ("p/m,max_context,0,2026-01-01,,2026-01-01,market,x", "value"),
        ("p/m,max_context,1,2026-01,,2026-01-01,market,x", "valid_from"),
        ("p/m,max_context,1,,,2026-01-01,market,x", "valid_from"),
        ("p/m,max_context,1,,soon,2026-01-01,market,x", "valid_to"),
        ("p/m,max_context,1,2026-01-02,2026-01-01,2026-01-01,market,x", "valid_to"),
        ("p/m,max_context,1,2026-01-01,,2026-01-01,guess,x", "kind"),
    ],
)
def test_a_row_that_says_no_limit_is_named_with_its_place(row: str, column: str, tmp_path: Path) -> None:
    path = tmp_path / "limits.csv"
    path.write_text(f"{','.join(LIMIT_COLUMNS)}\n{row}\n")

    with pytest.raises(DataError) as caught:
        read_limit_chains(path)

    assert (caught.value.line, caught.value.column) == (2, column)


def test_a_limit_cannot_hold_in_two_rows_at_once(tmp_path: Path) -> None:
    path, row = tmp_path / "limits.csv", "p/m,max_context,{},2026-01-01,,2026-01-01,market,x\n"
    path.write_text(f"{','.join(LIMIT_COLUMNS)}\n{row.format(1)}{row.format(2)}")

    with pytest.raises(DataError, match="goes on in an earlier row"):
        read_limit_chains(path)
