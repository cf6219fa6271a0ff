"""Questions asked of warm processes in turns: one process per package, each told when to measure.

Packages would disturb each other in one process, and a quiet moment of the machine would flatter
whoever had it to themselves. So every package has a process of its own, which stays alive, and each
round asks all of them every question once: a busy moment falls on everybody. Medians are compared.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Timer as Alarm
from timeit import Timer
from typing import Self, TextIO

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
        self.answers = int(self._heard()["answers"])

    def measure(self) -> float:
        """Have one repeat measured: nanoseconds of an evaluation; MeasurementError says why there is none."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
        except OSError:
            raise MeasurementError("the process ended between two repeats") from None
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
        if "error" in heard:
            raise MeasurementError(heard["error"])
        return heard


def timings_of(question: Question, packages: Iterable[str], rounds: int, home: Path) -> dict[str, Timing]:
    """Ask one question of every package that has a way, in interleaved rounds; a failure is its own."""
    asked = [package for package in packages if package in question.ways]
    reasons: dict[str, str] = {}
    respondents: dict[str, Respondent] = {}
    taken: dict[str, list[float]] = {package: [] for package in asked}
    with ExitStack() as stack:
        for package in asked:
            respondents[package] = stack.enter_context(Respondent(question.ways[package], home))
            try:
                respondents[package].settle()
            except MeasurementError as error:
                reasons[package] = str(error)
        for _ in range(rounds):
            for package in asked:
                if package in reasons:
                    continue
                try:
                    taken[package].append(respondents[package].measure() / question.per_run)
                except MeasurementError as error:
                    reasons[package] = str(error)
    return {
        package: Timing(reason=reasons[package])
        if package in reasons
        else Timing(median(taken[package]), respondents[package].answers)
        for package in asked
    }


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
        return failure(error), None
    if not answers or any(answer is None for answer in answers):
        return {"error": f"{answers.count(None)} of {len(answers)} answers are unknown"}, None
    return {"answers": len(answers)}, Timer(expression, globals=names)


def failure(error: Exception) -> dict[str, object]:
    """In the child: what a package raised, as one line."""
    return {"error": f"{type(error).__name__}: {error}".splitlines()[0]}


def said_in_turn(setup: str, expression: str) -> Iterator[dict[str, object]]:
    """In the child: the first answer, then a repeat for each line of standard input; an error ends it."""
    said, timer = first_answer(setup, expression)
    if timer is None:
        yield said
        return
    try:
        loops = loops_per_repeat(timer)
        yield said
        for _ in sys.stdin:
            yield {"nanoseconds": timer.timeit(loops) / loops * 1e9}
    except Exception as error:  # noqa: BLE001 - whatever a package raises is its answer
        yield failure(error)


def own_output() -> TextIO:
    """In the child: standard output, for the bench alone; what a package prints goes where errors go."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return own


def main() -> None:
    """In the child: say in lines of JSON what there is to say, each as soon as it is known."""
    setup, expression = sys.argv[1:]
    with own_output() as own:
        for said in said_in_turn(setup, expression):
            print(json.dumps(said), file=own, flush=True)
