"""A reload while threads read: how long it takes, how long the slowest read takes, and what readers see.

Eight threads ask a look-up, a count, a list by capability and a list by provider, and rest a
millisecond: without a rest they would share one interpreter among nine, and the figures would be those
of its queue. Each read is timed by itself, also the first ones of a new state. A file that differs in
each of a hundred models is put in place before each reload; `reload` is what a watch of the file calls.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import perf_counter, sleep
from typing import TYPE_CHECKING, TypeVar

from bench.layered import ASKED, EACH, MARKED, Configuration, commonest
from bench.processes import MeasurementError, told
from modeldex import ModelRegistry

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")

READERS = 8
REST_SECONDS = 0.001
BETWEEN_SECONDS = 0.05
"""Readers read this long between two reloads."""


@dataclass(frozen=True, slots=True)
class Reloading:
    """What some reloads took, and the reads meanwhile."""

    reload_ms: float
    """The slowest reload."""
    read_ms: float
    """The slowest single read, of all kinds."""


def measure(reloads: int, home: Path) -> Reloading:
    """Reload in a fresh process; MeasurementError where a reader saw a mixed state."""
    checkout = str(Path(__file__).resolve().parent.parent)
    start = f"import sys; sys.path.insert(0, {checkout!r}); from bench.reloading import main; main()"
    seen = told(["-c", start, str(reloads)], home)
    if seen["mixed"]:
        raise MeasurementError(f"{seen['mixed']} of {seen['reads']:,} reads saw a mixed state")
    return Reloading(seen["reload_ms"], seen["read_ms"])


class Reader:
    """What one thread asks until it is told to end, and what it sees."""

    def __init__(self, registry: ModelRegistry, ended: Event) -> None:
        one, *_ = commonest(registry)
        self._reads: tuple[Callable[[], object], ...] = (
            lambda: registry.get_model(ASKED),
            lambda: registry.count_models(capabilities=one),
            lambda: registry.get_models_by_capability(one),
        )
        self._registry = registry
        self._ended = ended
        self.slowest_seconds = 0.0
        self.reads = 0
        self.mixed = 0
        """Reads that saw models of more than one state of the file, or not all of them."""

    def run(self) -> None:
        """Read, rest, and read again."""
        while not self._ended.is_set():
            for read in self._reads:
                self._timed(read)
            marked = self._timed(lambda: self._registry.get_models_by_provider(MARKED))
            windows = {model.context_window for model in marked}
            self.mixed += len(windows) != 1 or len(marked) != EACH
            sleep(REST_SECONDS)

    def _timed(self, read: Callable[[], Answer]) -> Answer:
        started = perf_counter()
        answer = read()
        self.slowest_seconds = max(self.slowest_seconds, perf_counter() - started)
        self.reads += 1
        return answer


def main() -> None:
    """In the child: reload while threads read, and print one JSON line."""
    configuration = Configuration(Path())
    registry = ModelRegistry.open(configuration.write(), live=False)
    registry.warm()
    ended = Event()
    readers = [Reader(registry, ended) for _ in range(READERS)]
    with ThreadPoolExecutor(READERS) as threads:
        reading = [threads.submit(reader.run) for reader in readers]
        try:
            slowest = max(_reload(registry, configuration, mark) for mark in range(1, int(sys.argv[1]) + 1))
        finally:
            ended.set()
    for one in reading:
        one.result()  # raises what a reader raised
    seen = {
        "reload_ms": slowest * 1e3,
        "read_ms": max(reader.slowest_seconds for reader in readers) * 1e3,
        "reads": sum(reader.reads for reader in readers),
        "mixed": sum(reader.mixed for reader in readers),
    }
    print(json.dumps(seen))


def _reload(registry: ModelRegistry, configuration: Configuration, mark: int) -> float:
    """Seconds of one reload, between two spells in which readers read."""
    configuration.write(mark)
    sleep(BETWEEN_SECONDS)
    started = perf_counter()
    registry.reload()
    taken = perf_counter() - started
    sleep(BETWEEN_SECONDS)
    return taken
