"""The report of the bench in words: what was measured stands in it, what was not says why."""

import json
from pathlib import Path

import pytest
from bench.bars import BARS
from bench.fresh import Loading
from bench.report import Machine, Report, Row
from bench.table import as_json, bar_cells, compared, duration, loading_rows, markdown, ratios, table
from bench.turns import Timing

GOLDEN = Path(__file__).parent.parent / "golden" / "bench.md"
FIGURES = {bar.name: bar.most * (0.5 if place % 2 else 1.25) for place, bar in enumerate(BARS[:-1])}
REPORT = Report(
    machine=Machine("A CPU", 2, "Linux", "CPython 3.11.7"),
    rounds=15,
    ours=Row("modeldex", "0.1.0", 3.0, 33.4, 3.1, 67.2, 14.6, "record with prices"),
    others=(
        Row("bare interpreter", None, 1.0, 11.1, peak_mb=9.2, note="nothing"),
        Row("swift", "1.2", 7.25, 80.4, 11.0, 1249.5, 24.0, "a | b"),
        Row("absent", note="not measured: No module named 'absent'"),
    ),
    timings={
        "cost_by_name": {"modeldex": Timing(1_500.0, 12), "swift": Timing(6_000.0, 12)},
        "cost": {"modeldex": Timing(1_400.0, 12)},
        "cost_parts": {"modeldex": Timing(9_900.0, 12), "swift": Timing(4_950.0, 12)},
        "find": {
            "modeldex": Timing(80_000.0, 1_234),
            "swift": Timing(8_000_000.0, 12),
            "absent": Timing(reason="KeyError: 'x'"),
        },
        "find_anew": {
            "modeldex": Timing(88_000.0, 1_234),
            "swift": Timing(8_800_000.0, 12),
        },
    },
    loadings={"modeldex": Loading(100.0, 10_000), "swift": Loading(50.0, 500)},
    figures=FIGURES,
    reasons={BARS[-1].name: "exit code 2: no such command"},
)


def test_the_report_is_the_golden_one() -> None:
    assert markdown(REPORT) + "\n" == GOLDEN.read_text("utf-8")


def test_the_report_as_json_holds_figures_and_bars_side_by_side() -> None:
    told = json.loads(json.dumps(as_json(REPORT)))

    assert told["packages"][0]["package"] == "modeldex"
    assert told["questions"]["find"]["swift"] == {"nanoseconds": 8e6, "answers": 12, "reason": ""}
    assert told["catalogs"]["swift"]["records"] == 500
    assert {bar["name"]: bar["figure"] for bar in told["bars"]} == FIGURES | {BARS[-1].name: None}
    assert told["bars"][-1]["reason"] == "exit code 2: no such command"


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [(3.4, "3 ns"), (999, "999 ns"), (1_000, "1.00 µs"), (12_345, "12.3 µs"), (123_456, "123 µs"),
     (5_000_000, "5.00 ms"), (1_480_000_000, "1.48 s")],
)  # fmt: skip
def test_a_time_stands_in_the_unit_of_its_size(nanoseconds: float, text: str) -> None:
    assert duration(nanoseconds) == text


@pytest.mark.parametrize(
    ("theirs", "ours", "text"),
    [(50, 100, "0.5x"), (940, 100, "9.4x"), (1_040, 100, "10x"), (250_000, 100, "2,500x"), (None, 100, "-"),
     (None, None, "-"), (2_500, None, "2.50 µs")],
)  # fmt: skip
def test_a_peer_is_compared_where_both_have_answered(
    theirs: float | None, ours: float | None, text: str
) -> None:
    assert compared(theirs, ours) == text


def test_a_peer_without_an_answer_gets_a_dash() -> None:
    assert ratios({"modeldex": 1_000, "swift": 3_000}, ["swift", "absent"]) == ["1.00 µs", "3.0x", "-"]
    assert ratios({}, ["swift"]) == ["-", "-"]


def test_catalogs_of_different_sizes_are_compared_per_record_too() -> None:
    whole, each = loading_rows(REPORT.loadings, ["swift", "absent"], 3)

    assert whole[1:] == ("100 ms", "0.5x", "-")
    assert each[1:] == ("10.0 µs", "10x", "-")


def test_a_cell_with_a_bar_does_not_break_its_table() -> None:
    assert table(("a", "b"), [("x|y", "1")], "-r") == ["| a | b |", "| --- | ---: |", "| x\\|y | 1 |"]


def test_a_bar_says_on_which_side_of_it_a_figure_lies() -> None:
    bar = BARS[0]

    assert bar_cells(bar, bar.most, "")[1:] == (
        "5.00 bare interpreters",
        "5 bare interpreters",
        "within the bar",
    )
    assert bar_cells(bar, bar.most + 0.01, "")[-1] == "over the bar"


def test_a_bar_without_a_figure_says_why() -> None:
    assert bar_cells(BARS[0], None, "it fell")[1:] == ("-", "5 bare interpreters", "not measured: it fell")
    assert bar_cells(BARS[0], None, "")[-1] == "not measured"
