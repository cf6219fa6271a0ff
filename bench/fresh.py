"""What a fresh process alone can show: the first answer, the first touch of a model, a whole catalog loaded.

Each figure is taken inside the process, by its own clock, so that starting Python does not count; every
round starts one process per figure. Memory is what is resident beyond a bare interpreter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from bench.peers import BARE, Package
from bench.processes import MeasurementError, probe, told
from bench.questions import CATALOGS, Way

OWN_FIGURES = ("first_answer", "first_touch", "catalog", "memory_some", "memory_all")
"""What is measured of modeldex alone, by the names of its bars."""
TOUCHED = 500
"""Models touched at random: what a server that uses many of them holds."""
SEED = 20_260_601

FIRST_ANSWER = """
from modeldex import ModelCatalog, get_model
from time import perf_counter
started = perf_counter()
model = get_model("openai/gpt-4o")
print((perf_counter() - started) * 1e3)
"""
FIRST_TOUCH = """
import sys
from modeldex import get_model
from time import perf_counter
names = sys.argv[1:]
get_model("openai/gpt-4o")
started = perf_counter()
for name in names:
    get_model(name)
print((perf_counter() - started) / len(names) * 1e6)
"""
MATERIALISE = """
from modeldex import ModelCatalog
from time import perf_counter
started = perf_counter()
models = ModelCatalog.bundled().all_models()
print((perf_counter() - started) * 1e3)
"""
IDS = """
import json, modeldex
print(json.dumps([model.id for model in modeldex.all_models()]))
"""


@dataclass(frozen=True, slots=True)
class Loading:
    """One package's whole catalog in memory; None, and the reason, where it gave none."""

    milliseconds: float | None = None
    """Median, from the start of the import."""
    records: int | None = None
    reason: str = ""


def random_ids(home: Path) -> list[str]:
    """Full ids of models picked at random, the same ones in every run over the same catalog."""
    ids: list[str] = told(["-c", IDS], home)
    return Random(SEED).sample(ids, TOUCHED)  # noqa: S311 - no secret


def own_figures(rounds: int, home: Path) -> dict[str, float]:
    """Figure -> median of fresh modeldex processes: ms to the first answer, µs a touch, ms for all, MB."""
    names = random_ids(home)
    measures: dict[str, Callable[[], float]] = {
        "first_answer": lambda: float(told(["-c", FIRST_ANSWER], home)),
        "first_touch": lambda: float(told(["-c", FIRST_TOUCH, *names], home)),
        "catalog": lambda: float(told(["-c", MATERIALISE], home)),
    }
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(rounds + 1):  # the first round warms the caches of the disk
        for name, measure in measures.items():
            figure = measure()
            if number > 0:
                taken[name].append(figure)
    return {name: median(figures) for name, figures in taken.items()} | memory_figures(names, home)


def memory_figures(names: Sequence[str], home: Path) -> dict[str, float]:
    """MB resident beyond a bare interpreter, with some models touched and with all."""
    touching = Package("modeldex", "import modeldex", f"[modeldex.get_model(name) for name in {names!r}]", "")
    loading = Package("modeldex", "import modeldex", "modeldex.all_models()", "")
    bare, some, everything = (probe(each, home).resident_mb for each in (BARE, touching, loading))
    if bare is None or some is None or everything is None:
        return {}
    return {"memory_some": some - bare, "memory_all": everything - bare}


def loadings(packages: Sequence[str], rounds: int, home: Path) -> dict[str, Loading]:
    """Package -> its whole catalog in memory, in interleaved rounds of fresh processes."""
    taken: dict[str, list[float]] = {}
    found: dict[str, Loading] = {}
    for number in range(rounds + 1):
        for package in packages:
            if package not in CATALOGS or found.get(package, Loading()).reason:
                continue
            try:
                milliseconds, records = load(CATALOGS[package], home)
            except MeasurementError as error:
                found[package] = Loading(reason=str(error))
                continue
            if number > 0:
                taken.setdefault(package, []).append(milliseconds)
                found[package] = Loading(median(taken[package]), records)
    return found


def load(way: Way, home: Path) -> tuple[float, int]:
    """Import a package and bring all of its records into memory: milliseconds, and how many there are."""
    program = (
        f"from time import perf_counter\nstarted = perf_counter()\n{way.setup}\nrecords = {way.expression}\n"
        "taken = perf_counter() - started\nprint([taken * 1e3, len(records)])"
    )
    milliseconds, records = told(["-c", program], home)
    return milliseconds, records
