"""The repeated look-up: what one more question costs inside a running process, as a ratio to a dict hit.

This is what a server pays per request. Each package has a process of its own, which measures its own
dict hit too: both sides are a `timeit` loop over one expression on module globals, in turns, and medians
are compared. The dict is as large as a catalog, and its key equals the literal asked for without being
the same object, as in a table read from a file.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from timeit import Timer

from bench.peers import Package
from bench.processes import told

REPEATS_PER_ROUND = 5
SECONDS_PER_REPEAT = 0.005
TABLE_SIZE = 7_000
DICT_HIT = 'table["openai/gpt-4o"]'


@dataclass(frozen=True, slots=True)
class LookUp:
    """Median times of one package's process, in nanoseconds per look-up."""

    nanoseconds: float
    """The package's look-up, once warm."""
    dict_hit_nanoseconds: float
    """A dict hit in the same process, between the same repeats."""

    @property
    def ratio(self) -> float:
        """How many dict hits one look-up takes."""
        return self.nanoseconds / self.dict_hit_nanoseconds


def measure(package: Package, rounds: int, home: Path) -> LookUp:
    """Measure one package in a fresh process; MeasurementError if that process fails."""
    checkout = str(Path(__file__).resolve().parent.parent)
    start = f"import sys; sys.path.insert(0, {checkout!r}); from bench.lookups import main; main()"
    timings = told(["-c", start, package.setup, package.look_up, str(rounds * REPEATS_PER_ROUND)], home)
    return LookUp(timings["look_up"], timings["dict_hit"])


def dict_like_a_catalog() -> dict[str, object]:
    """Make a dict with a catalog's number of full ids, gpt-4o among them."""
    table: dict[str, object] = {f"provider-{n % 120}/model-{n}": n for n in range(TABLE_SIZE)}
    provider, model = "openai", "gpt-4o"
    table[f"{provider}/{model}"] = "record"
    return table


def loops_per_repeat(timer: Timer) -> int:
    """Find how many loops make a repeat long enough to time and short enough to interleave."""
    loops, seconds = timer.autorange()
    return max(1, round(loops * SECONDS_PER_REPEAT / seconds))


def main() -> None:
    """In the child: set up, time the look-up and the dict hit in turns, and print one JSON line."""
    setup, look_up, repeats = sys.argv[1:]
    names: dict[str, object] = {}
    exec(setup, names)  # noqa: S102 - the code of a row of `peers` is what is measured
    timers = {"look_up": Timer(look_up, globals=names)}
    timers["dict_hit"] = Timer(DICT_HIT, globals={"table": dict_like_a_catalog()})
    loops = {side: loops_per_repeat(timer) for side, timer in timers.items()}
    taken: dict[str, list[float]] = {side: [] for side in timers}
    for _ in range(int(repeats)):
        for side, timer in timers.items():
            taken[side].append(timer.timeit(loops[side]) / loops[side] * 1e9)
    print(json.dumps({side: median(each) for side, each in taken.items()}))
