"""Questions asked of warm processes in turns: one process per package, each told when to measure.

Packages would disturb each other in one process, and a quiet moment of the machine would flatter
whoever had it to themselves. So every package has a process of its own, which stays alive, and each
round asks all of them every question once: a busy moment falls on everybody. Medians are compared.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Timer as Alarm
from timeit import Timer
from typing import Self

from bench.lookups import loops_per_repeat
from bench.processes import TIMEOUT_SECONDS, MeasurementError, child_environment
from bench.questions import Question, Way

CHECKOUT = str(Path(__file__).resolve().parent.parent)


@dataclass(frozen=True, slots=True)
class Timing:
    """What one package took for one question; None, and the reason, where it gave no answer."""

    nanoseconds: float | None = None
    """Median, for the question asked once."""
    answers: int | None = None
    """How many answers an evaluation gave: what was found, where the question is a search."""
    reason: str = ""


class Respondent:
    """The process of one package for one question: it sets up, answers once, and then waits to be told."""

    def __init__(self, way: Way, home: Path) -> None:
        start = f"import sys; sys.path.insert(0, {CHECKOUT!r}); from bench.turns import main; main()"
        self._process = subprocess.Popen(
            [sys.executable, "-c", start, way.setup, way.expression],
            cwd=home,
            env=child_environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.answers = 0
        """How many answers an evaluation gives, once `settle` has returned."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def settle(self) -> None:
        """Wait until the process has answered once; MeasurementError says why it has not."""
        first = self._heard()
        if "error" in first:
            raise MeasurementError(first["error"])
        self.answers = int(first["answers"])

    def measure(self) -> float:
        """Have one repeat measured: nanoseconds of an evaluation."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._heard()["nanoseconds"])

    def _heard(self) -> dict[str, str]:
        """Read the next line of the process; a silent process is ended, and its silence is an error."""
        assert self._process.stdout is not None
        alarm = Alarm(TIMEOUT_SECONDS, self._process.kill)
        alarm.start()
        try:
            line = self._process.stdout.readline()
        finally:
            alarm.cancel()
        if not line:
            raise MeasurementError(f"the process ended, or gave no answer within {TIMEOUT_SECONDS} s")
        heard: dict[str, str] = json.loads(line)
        return heard


def timings_of(question: Question, packages: Iterable[str], rounds: int, home: Path) -> dict[str, Timing]:
    """Ask one question of every package that has a way, in interleaved rounds."""
    asked = [package for package in packages if package in question.ways]
    timings: dict[str, Timing] = {}
    taken: dict[str, list[float]] = {}
    with ExitStack() as stack:
        respondents: dict[str, Respondent] = {}
        for package in asked:
            respondent = stack.enter_context(Respondent(question.ways[package], home))
            try:
                respondent.settle()
            except MeasurementError as error:
                timings[package] = Timing(reason=str(error))
            else:
                respondents[package] = respondent
        for _ in range(rounds):
            for package, respondent in respondents.items():
                taken.setdefault(package, []).append(respondent.measure() / question.per_run)
        for package, respondent in respondents.items():
            timings[package] = Timing(median(taken[package]), respondent.answers)
    return timings


def all_timings(
    questions: Sequence[Question], packages: Sequence[str], rounds: int, home: Path
) -> dict[str, dict[str, Timing]]:
    """Question -> package -> timing."""
    return {question.name: timings_of(question, packages, rounds, home) for question in questions}


def first_answer(setup: str, expression: str) -> tuple[dict[str, object], Timer | None]:
    """In the child: set up and answer once; the answers counted, or what went wrong."""
    names: dict[str, object] = {}
    try:
        exec(setup, names)  # noqa: S102 - the code of a row of `questions` is what is measured
        answers = list(eval(expression, names))  # noqa: S307 - as above
    except Exception as error:  # noqa: BLE001 - whatever a package raises is its answer
        return {"error": f"{type(error).__name__}: {error}".splitlines()[0]}, None
    if not answers or any(answer is None for answer in answers):
        return {"error": f"{answers.count(None)} of {len(answers)} answers are unknown"}, None
    return {"answers": len(answers)}, Timer(expression, globals=names)


def main() -> None:
    """In the child: answer once, then measure one repeat for each line of standard input."""
    setup, expression = sys.argv[1:]
    said, timer = first_answer(setup, expression)
    loops = loops_per_repeat(timer) if timer else 0
    print(json.dumps(said), flush=True)
    if timer is None:
        return
    for _ in sys.stdin:
        print(json.dumps({"nanoseconds": timer.timeit(loops) / loops * 1e9}), flush=True)
