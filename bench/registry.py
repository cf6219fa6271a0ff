"""What a registry over the whole catalog costs: the look-up through all layers, opening, reloads, memory."""

from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench import lookups, reloading
from bench.peers import Package
from bench.processes import MeasurementError, run_python, told

REGISTERED = 10_000
"""Models that are registered for the figure of memory."""
_IMPORTS = f"import sys; sys.path.insert(0, {str(Path(__file__).resolve().parent.parent)!r})\n"

LOOK_UP = Package(
    "modeldex",
    f"{_IMPORTS}from pathlib import Path\nfrom bench.layered import ASKED, through_all_layers\n"
    "registry = through_all_layers(Path())\nassert registry.get_model(ASKED).id == 'openai/gpt-4o'",
    'registry.get_model("openai/gpt-4o")',
    "record with prices",
)
WRITE = f"""
{_IMPORTS}from pathlib import Path
from bench.layered import Configuration
Configuration(Path()).write()
"""
OPEN = """
from time import perf_counter
from modeldex import ModelRegistry
import modeldex.registry.file_watch, modeldex.registry.sources
started = perf_counter()
registry = ModelRegistry.open("bench.toml")
print((perf_counter() - started) * 1e3)
registry.close()
"""
"""The imports that opening brings with it are made beforehand."""
MEMORY = f"""
{_IMPORTS}import gc, sys, tracemalloc
from bench.layered import commonest, stated_model
from bench.probe import kernel_mb
from modeldex import ModelRegistry
registry = ModelRegistry.open(live=False)
registry.warm()
registry.register_model(stated_model(0))
registry.get_models_by_capability(commonest(registry)[0])
gc.collect()
before = kernel_mb("VmRSS")
if sys.argv[1] == "traced":
    tracemalloc.start()
registry.register_models(map(stated_model, range({REGISTERED})))
registry.get_models_by_capability(commonest(registry)[0])
gc.collect()
traced = tracemalloc.get_traced_memory()[0] / 1e6
after = kernel_mb("VmRSS")
print(traced if sys.argv[1] == "traced" else after - before)
"""
"""All that a first registration brings with it is there beforehand; a first question is asked after it."""


def _look_up(rounds: int, home: Path) -> tuple[float]:
    return (lookups.measure(LOOK_UP, rounds, home).ratio,)


def _opening(rounds: int, home: Path) -> tuple[float]:
    """Median of fresh processes, after one that warms the caches of the disk."""
    run_python(["-c", WRITE], home)
    taken = [float(told(["-c", OPEN], home)) for _ in range(rounds + 1)]
    return (median(taken[1:]),)


def _reloading(rounds: int, home: Path) -> tuple[float, float]:
    seen = reloading.measure(rounds, home)
    return seen.reload_ms, seen.read_ms


def _memory(_: int, home: Path) -> tuple[float, float]:
    return float(told(["-c", MEMORY, "resident"], home)), float(told(["-c", MEMORY, "traced"], home))


_MEASURES: dict[tuple[str, ...], Callable[[int, Path], tuple[float, ...]]] = {
    ("registry_look_up",): _look_up,
    ("registry_open",): _opening,
    ("registry_reload", "registry_read"): _reloading,
    ("registry_memory", "registry_traced"): _memory,
}
REGISTRY_FIGURES = tuple(name for names in _MEASURES for name in names)
"""What is measured here, by the names of its bars."""


def registry_figures(rounds: int, home: Path) -> tuple[dict[str, float], dict[str, str]]:
    """Figure -> what the registry takes, in the unit of its bar; and figure -> why it is not there."""
    figures: dict[str, float] = {}
    reasons: dict[str, str] = {}
    for names, measure in _MEASURES.items():
        try:
            figures |= zip(names, measure(rounds, home), strict=True)
        except MeasurementError as error:
            reasons |= dict.fromkeys(names, str(error))
    return figures, reasons
