"""Lines of `held.csv`: what passes once somebody accepts it, how long a line stays, and what one may say."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pipeline.runs import Runs

from modeldex import DataError, UnknownNameError
from modeldex.pipeline.held import HELD_COLUMNS, Held, accept, read_held, write_held

if TYPE_CHECKING:
    from tests.pipeline.conftest import House

QUARTZ, PEN = "openrouter/quartz-ai/quartz-7", "openrouter/quill/pen"
HEADER = ",".join(HELD_COLUMNS)


@pytest.fixture
def runs(house: House) -> Runs:
    """A folder in which OpenRouter has stated a rate and a window of the pen."""
    made = Runs(house.data)
    made.see("2026-04-01", openrouter={PEN: {"input_tokens": 2, "max_context": 8_000}})
    return made


def jump(runs: Runs, day: str = "2026-05-01", amount: object = 30, **others: Any) -> Any:
    return runs.see(day, openrouter={PEN: {"input_tokens": amount, "max_context": 8_000}}, **others)


def test_an_accepted_value_passes_dated_by_the_day_on_which_it_was_first_seen(runs: Runs) -> None:
    jump(runs, "2026-05-01")
    jump(runs, "2026-05-08")
    runs.accept(PEN, "input_tokens", "2026-05-09")
    outcome = jump(runs, "2026-05-15")

    assert [line.accepted_on for line in outcome.accepted] == ["2026-05-09"]
    assert runs.cells(PEN)["input_per_1m"] == "30"
    assert runs.history() == [("2", "2026-04-01", "2026-05-01"), ("30", "2026-05-01", "")]


def test_an_accepted_value_passes_on_the_same_day_too(runs: Runs) -> None:
    said = {PEN: {"input_tokens": 30, "max_context": 100_000}}
    runs.see("2026-05-01", openrouter=said)
    runs.accept(PEN, "input_tokens", "2026-05-01")
    runs.accept(PEN, "max_context", "2026-05-02")
    runs.see("2026-05-01", openrouter=said)

    assert runs.history() == [("2", "2026-04-01", "2026-05-01"), ("30", "2026-05-01", "")]
    assert runs.limits() == [
        ("8000", "2026-04-01", "2026-05-01", "market"), ("100000", "2026-05-01", "", "market"),
    ]  # fmt: skip
    assert [row["recorded_on"] for row in runs.rows("limits/openrouter.csv")] == ["2026-04-01", "2026-05-02"]


def test_what_is_confirmed_later_is_dated_by_the_day_on_which_it_was_first_seen(runs: Runs) -> None:
    jump(runs, "2026-05-01")
    jump(runs, "2026-05-08", models_dev={PEN: {"input_tokens": 30}})

    assert runs.history() == [("2", "2026-04-01", "2026-05-01"), ("30", "2026-05-01", "")]
    assert runs.held() == []


def test_another_value_than_the_accepted_one_does_not_pass(runs: Runs) -> None:
    jump(runs, "2026-05-01")
    runs.accept(PEN, "input_tokens", "2026-05-02")
    outcome = jump(runs, "2026-05-08", 31)

    assert runs.cells(PEN)["input_per_1m"] == "2"
    assert runs.held() == [("input_tokens", "2", "31", "")]
    assert [line.after for line in outcome.gone] == ["30"]


def test_an_accepted_line_stays_as_long_as_its_source_says_so(runs: Runs) -> None:
    jump(runs, "2026-05-01")
    runs.accept(PEN, "input_tokens", "2026-05-02")
    for day in ("2026-05-08", "2026-05-15"):
        jump(runs, day)
        assert runs.held() == [("input_tokens", "2", "30", "2026-05-02")]
    jump(runs, "2026-05-22", 25)

    assert runs.held() == []


def test_a_line_goes_when_its_source_takes_it_back_and_stays_when_that_is_not_read(runs: Runs) -> None:
    jump(runs)
    assert runs.see("2026-05-08", models_dev={QUARTZ: {"input_tokens": 2}}).gone == []
    assert runs.held() == [("input_tokens", "2", "30", "")]

    (line,) = jump(runs, "2026-05-15", 2).gone
    assert line.after == "30"
    assert runs.held() == []
    assert "held.csv" not in runs.files()


@pytest.mark.parametrize("silent", [{}, {PEN: {"max_context": 8_000}}], ids=["not listed", "not stated"])
def test_a_line_waits_while_its_source_says_nothing(silent: Any, runs: Runs) -> None:
    said = {PEN: {"input_tokens": 30, "max_context": 8_000}}
    runs.see("2026-05-01", openrouter=said)
    for day in ("2026-05-08", "2026-05-15"):
        assert runs.see(day, openrouter={QUARTZ: {}, **silent}).gone == []
        assert runs.held() == [("input_tokens", "2", "30", "")]
    outcome = runs.see("2026-05-22", openrouter=said)

    assert (len(outcome.held), outcome.gone) == (1, [])
    assert (runs.cells(PEN)["input_per_1m"], runs.cells(PEN)["original"]) == ("", "")
    assert runs.cells(PEN)["max_context"] == "8000"
    assert (runs.history(), runs.held()) == ([], [("input_tokens", "2", "30", "")])
    runs.accept(PEN, "input_tokens", "2026-05-23")
    runs.see("2026-05-29", openrouter=said)
    assert runs.cells(PEN)["input_per_1m"] == "30"
    assert runs.history() == [("2", "2026-04-01", "2026-05-01"), ("30", "2026-05-01", "")]


def test_after_a_silence_another_value_is_held_against_the_one_before(runs: Runs) -> None:
    jump(runs)
    runs.see("2026-05-08", openrouter={QUARTZ: {}})
    jump(runs, "2026-05-15", 31)
    assert runs.held() == [("input_tokens", "2", "31", "")]
    runs.see("2026-05-22", openrouter={QUARTZ: {}})
    (line,) = jump(runs, "2026-05-29", 3).gone

    assert (line.after, line.stated_on) == ("31", "2026-04-01")
    assert (runs.cells(PEN)["input_per_1m"], runs.held()) == ("3", [])


def test_a_jump_late_on_the_first_day_of_a_value_is_dated_once_it_is_accepted(runs: Runs) -> None:
    jump(runs, "2026-04-01")
    runs.accept(PEN, "input_tokens", "2026-04-02")
    jump(runs, "2026-04-08")

    assert runs.history() == [("2", "", "2026-04-01"), ("30", "2026-04-01", "")]


def test_a_run_in_which_nothing_is_new_changes_no_file_but_the_day_of_the_source(runs: Runs) -> None:
    jump(runs)
    before = runs.files()

    jump(runs)
    assert runs.files() == before
    jump(runs, "2026-05-08")
    after = runs.files()
    assert [path for path in after if after[path] != before.get(path)] == ["sources/manifest.csv"]


def test_a_line_accepted_before_keeps_its_day(runs: Runs) -> None:
    jump(runs)
    assert accept(runs.data, "openrouter", PEN, "input_tokens", "2026-05-02").accepted_on == "2026-05-02"
    assert accept(runs.data, "openrouter", PEN, "input_tokens", "2026-05-03").accepted_on == "2026-05-02"


def test_what_is_not_held_back_cannot_be_accepted(runs: Runs) -> None:
    jump(runs)

    with pytest.raises(UnknownNameError, match=f"openrouter {PEN} input_tokens"):
        runs.accept(PEN, "output_tokens", "2026-05-02")
    for day in ("2026-04-30", "yesterday", "2026-05"):
        with pytest.raises(DataError, match="accepted_on"):
            runs.accept(PEN, "input_tokens", day)
    assert runs.held() == [("input_tokens", "2", "30", "")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("a,p/m,colour,1,20,2026-01-01,2026-01-02,", "field"),
        ("a,p/m,input_tokens,1,much,2026-01-01,2026-01-02,", "after"),
        ("a,p/m,input_tokens,,20,2026-01-01,2026-01-02,", "before"),
        ("a,p/m,max_context,1,2.5,2026-01-01,2026-01-02,", "after"),
        ("a,p/m,max_context,1,20,2026-01,2026-01-02,", "stated_on"),
        ("a,p/m,max_context,1,20,2026-01-01,,", "seen_on"),
        ("a,p/m,max_context,1,20,2026-01-01,2026-01-02,soon", "accepted_on"),
        ("a,p/m,input_tokens,1,20,2026-01-01,2026-01-02,\n" * 2, "field"),
    ],
)
def test_a_line_that_says_no_jump_is_named_with_its_place(row: str, column: str, tmp_path: Path) -> None:
    (tmp_path / "held.csv").write_text(f"{HEADER}\n{row.rstrip()}\n")

    with pytest.raises(DataError) as caught:
        read_held(tmp_path)
    assert caught.value.column == column


def test_one_jump_after_another_still_tells_when_the_old_value_was_last_stated(runs: Runs) -> None:
    jump(runs, "2026-05-01", 30)
    jump(runs, "2026-05-08", 31)
    (line,) = read_held(runs.data)
    assert (line.after, line.stated_on, line.seen_on) == ("31", "2026-04-01", "2026-05-08")

    runs.accept(PEN, "input_tokens", "2026-05-09")
    jump(runs, "2026-05-15", 31)
    assert runs.history() == [("2", "2026-04-01", "2026-05-08"), ("31", "2026-05-08", "")]


LINES = st.builds(
    Held,
    source=st.sampled_from("ab"),
    id=st.just("p/m"),
    field=st.sampled_from(["input_tokens", "max_input"]),
    before=st.just("1"),
    after=st.just("20"),
    stated_on=st.just("2026-01-01"),
    seen_on=st.just("2026-01-02"),
    accepted_on=st.sampled_from([None, "2026-01-03"]),
)


@settings(deadline=None)
@given(st.lists(LINES, unique_by=lambda line: line.key))
def test_lines_are_read_as_they_were_written(lines: list[Held]) -> None:
    with TemporaryDirectory() as folder:
        write_held(Path(folder), lines)
        assert read_held(Path(folder)) == sorted(lines, key=lambda line: line.key)
