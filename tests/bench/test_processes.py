"""Processes of their own: one that tells nothing, or fails, leaves a reason and the others' figures."""

from pathlib import Path

import pytest
from bench.peers import BARE, Package
from bench.processes import MeasurementError, told, whole_process_medians


def test_what_a_process_tells_is_the_last_that_it_prints(tmp_path: Path) -> None:
    assert told(["-c", "print('hello'); print('[1, 2]')"], tmp_path) == [1, 2]


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("pass", "the last it printed is nothing"),
        ("print([1]); print('good bye')", "the last it printed is 'good bye'"),
        ("raise RuntimeError('no data')", "RuntimeError: no data"),
    ],
)
def test_a_process_that_tells_no_figures_says_why(program: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match=reason):
        told(["-c", program], tmp_path)


def test_a_package_whose_process_fails_leaves_the_others_their_figures(tmp_path: Path) -> None:
    failing = Package("failing", "raise SystemExit(3)", "True", "")
    working = Package("working", "pass", "True", "")

    medians, reasons = whole_process_medians([BARE, failing, working], 1, tmp_path)

    assert medians.keys() == {BARE.distribution, "working"}
    assert reasons == {"failing": "a process that was timed ended with exit code 3"}
