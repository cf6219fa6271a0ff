"""`data/spotchecks.csv`: verdicts of people, read with the place of every fault, and what they prove."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import DataError
from modeldex.pipeline.report.accuracy import LEAST_CHECKED, Accuracy, accuracies, interval
from modeldex.pipeline.spotchecks import SPOTCHECK_COLUMNS, SpotCheck, read_spotchecks

GOOD = {
    "checked_on": "2026-03-01", "id": "lumen/lumi-2", "field": "input_per_1m", "value": "2",
    "verdict": "right", "page": "https://lumen.example/pricing", "note": "",
}  # fmt: skip
AS_OF = date(2026, 3, 11)


def _table(folder: Path, *rows: dict[str, str]) -> Path:
    lines = [",".join(SPOTCHECK_COLUMNS), *(",".join(row.values()) for row in rows)]
    (folder / "spotchecks.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_a_row_is_a_verdict_about_a_field_under_its_one_name(tmp_path: Path):
    (check,) = read_spotchecks(_table(tmp_path, GOOD))

    assert (check.field, check.kind, check.verdict) == ("input_tokens", "prices", "right")
    assert check.page == "https://lumen.example/pricing"


def test_without_the_file_nothing_is_checked(tmp_path: Path):
    assert read_spotchecks(tmp_path) == ()


def test_a_benchmark_is_known_by_the_names_at_hand(tmp_path: Path):
    data = _table(tmp_path, GOOD | {"field": "gsm8k"})

    assert read_spotchecks(data, {"gsm8k"})[0].kind == "other"
    with pytest.raises(DataError, match="gsm8k"):
        read_spotchecks(data)


def test_what_is_unclear_needs_no_page(tmp_path: Path):
    assert read_spotchecks(_table(tmp_path, GOOD | {"verdict": "unclear", "page": ""}))[0].page is None


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("checked_on", "2026-03"), ("checked_on", "2999-01-01"), ("id", "lumi-2"), ("field", "visoin"),
        ("value", ""), ("verdict", "maybe"), ("page", ""), ("page", "lumen.example"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(column: str, cell: str, tmp_path: Path):
    with pytest.raises(DataError) as caught:
        read_spotchecks(_table(tmp_path, GOOD, GOOD | {"id": "lumen/lumi-1", column: cell}))

    assert f"spotchecks.csv:3: {column}" in str(caught.value)


def test_one_value_has_one_verdict_a_day(tmp_path: Path):
    with pytest.raises(DataError, match="line 2 too"):
        read_spotchecks(_table(tmp_path, GOOD, GOOD | {"verdict": "wrong"}))


def _checks(right: int, wrong: int, day: str = "2026-03-01", field: str = "input_tokens") -> list[SpotCheck]:
    verdicts = ["right"] * right + ["wrong"] * wrong
    return [
        SpotCheck(day, f"lumen/m{n}", field, "1", verdict, "https://x.example", "")
        for n, verdict in enumerate(verdicts)
    ]


def _by_kind(checks: list[SpotCheck]) -> dict[str, Accuracy]:
    return {one.kind: one for one in accuracies(checks, AS_OF)}


def test_the_share_right_is_of_what_is_settled():
    unclear = SpotCheck("2026-03-01", "lumen/x", "input_tokens", "1", "unclear", None, "")
    found = _by_kind([*_checks(38, 2), unclear])["prices"]

    assert (found.right, found.wrong, found.unclear, found.share) == (38, 2, 1, 0.95)
    assert found.is_measured


def test_the_interval_is_wilson_s():
    low, high = interval(38, 40)

    assert (round(low, 4), round(high, 4)) == (0.8350, 0.9862)
    assert interval(10, 10)[1] == 1.0


@pytest.mark.parametrize("day", ["2025-09-11", "2026-03-12"])
def test_old_verdicts_and_those_after_the_day_do_not_count(day: str):
    assert _by_kind(_checks(40, 0, day))["prices"].share is None


def test_few_verdicts_measure_nothing():
    assert not _by_kind(_checks(LEAST_CHECKED - 1, 0))["prices"].is_measured
    assert _by_kind(_checks(LEAST_CHECKED, 0))["prices"].is_measured


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_within_its_interval(sample: tuple[int, int]):
    right, checked = sample
    low, high = interval(right, checked)

    assert 0 <= low <= right / checked <= high <= 1


def test_the_verdicts_of_this_repository_are_in_order():
    data = Path(__file__).parent.parent.parent / "data"

    assert (data / "spotchecks.csv").is_file()
    assert all(check.verdict in ("right", "wrong", "unclear") for check in read_spotchecks(data))
