"""Warm processes asked in turns: each answers for itself, and one that cannot says why."""

from pathlib import Path

import pytest
from bench.processes import MeasurementError
from bench.questions import Question, Way
from bench.turns import Respondent, Timing, first_answer, timings_of


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


ROWDY = "import os\nprint('hello')\nos.write(1, b'{}\\n')\nos.system('echo hi')"


def test_what_a_package_prints_is_no_figure(tmp_path: Path) -> None:
    question = Question(
        "print", "", "", {"rowdy": Way(ROWDY, "[print('again') or 1]"), "calm": Way("", "[1]")}
    )

    timings = timings_of(question, ["rowdy", "calm"], 2, tmp_path)

    assert [timing.answers for timing in timings.values()] == [1, 1]
    assert all(timing.nanoseconds for timing in timings.values())


def fails_after(turns: int, how: str) -> Way:
    """A way that answers until it was told to measure so often, and then does something else."""
    setup = (
        "import bench.turns\nimport os\n"
        "class Timed(bench.turns.Timer):\n"
        "    turns = 0\n"
        "    def timeit(self, number):\n"
        "        Timed.turns += 1\n"
        f"        if Timed.turns > {turns}: {how}\n"
        "        return super().timeit(number)\n"
        "    def autorange(self): return 1, 1.0\n"
        "bench.turns.Timer = Timed"
    )
    return Way(setup, "[1]")


def test_a_package_that_fails_between_rounds_leaves_the_others_their_figures(tmp_path: Path) -> None:
    ways = {
        "before": Way("", "[1]"),
        "raises at once": fails_after(0, "raise KeyError('gone')"),
        "raises later": fails_after(2, "raise KeyError('gone')"),
        "ends at once": fails_after(0, "os._exit(3)"),
        "ends later": fails_after(2, "os._exit(3)"),
        "after": Way("", "[1, 2]"),
    }

    timings = timings_of(Question("fail", "", "", ways), ways, 4, tmp_path)

    assert {name: timing.answers for name, timing in timings.items() if timing.nanoseconds} == {
        "before": 1,
        "after": 2,
    }
    for name in ("raises at once", "raises later"):
        assert timings[name] == Timing(reason="KeyError: 'gone'")
    for name in ("ends at once", "ends later"):
        assert timings[name].answers is None
        assert timings[name].reason.startswith("the process ended")


def test_a_package_that_fails_while_its_loops_are_counted_says_why(tmp_path: Path) -> None:
    question = Question("once", "", "", {"once": Way("left = iter([1])", "[next(left)]")})

    assert timings_of(question, ["once"], 1, tmp_path)["once"].reason.startswith("StopIteration")


def test_a_process_that_has_ended_cannot_be_told_to_measure(tmp_path: Path) -> None:
    with Respondent(Way("", "[1]"), tmp_path) as respondent:
        respondent.settle()
        respondent._process.kill()
        respondent._process.wait()

        with pytest.raises(MeasurementError, match="the process ended"):
            respondent.measure()


def test_a_process_that_ends_is_an_error_that_says_so(tmp_path: Path) -> None:
    with (
        Respondent(Way("import os; os._exit(0)", "[1]"), tmp_path) as respondent,
        pytest.raises(MeasurementError, match="the process ended"),
    ):
        respondent.settle()
