"""Warm processes asked in turns: each answers for itself, and one that cannot says why."""

from pathlib import Path

import pytest
from bench.processes import MeasurementError
from bench.questions import Question, Way
from bench.turns import Respondent, first_answer, timings_of


@pytest.mark.parametrize(
    ("setup", "expression", "said"),
    [
        ("values = [1, 2]", "values", {"answers": 2}),
        ("values = [1, None, None]", "values", {"error": "2 of 3 answers are unknown"}),
        ("", "[]", {"error": "0 of 0 answers are unknown"}),
        ("import no_package", "[1]", {"error": "ModuleNotFoundError: No module named 'no_package'"}),
        ("", "[1 / 0]", {"error": "ZeroDivisionError: division by zero"}),
    ],
)  # fmt: skip
def test_a_first_answer_is_counted_or_says_what_went_wrong(
    setup: str, expression: str, said: dict[str, object]
) -> None:
    told, timer = first_answer(setup, expression)

    assert told == said
    assert (timer is None) == ("error" in said)


def test_packages_are_asked_in_turns_and_each_run_is_shared_out(tmp_path: Path) -> None:
    question = Question(
        "sum",
        "a sum",
        "",
        {
            "right": Way("numbers = range(10)", "[sum(numbers)]"),
            "wrong": Way("raise RuntimeError('no data')", "[1]"),
            "unasked": Way("", "[1]"),
        },
        per_run=10,
    )

    timings = timings_of(question, ["right", "wrong", "unheard-of"], 3, tmp_path)

    assert timings.keys() == {"right", "wrong"}
    assert timings["right"].answers == 1
    assert timings["right"].nanoseconds is not None
    assert timings["right"].nanoseconds > 0
    assert timings["wrong"].nanoseconds is None
    assert timings["wrong"].reason == "RuntimeError: no data"


def test_a_process_that_ends_is_an_error_that_says_so(tmp_path: Path) -> None:
    with (
        Respondent(Way("import os; os._exit(0)", "[1]"), tmp_path) as respondent,
        pytest.raises(MeasurementError, match="the process ended"),
    ):
        respondent.settle()
