"""What one run of the bench found, as plain values: no figure is judged here, and none is put into words."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.fresh import Loading
from bench.turns import Timing


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one package; None = not measured, and `note` says why."""

    package: str
    version: str | None = None
    process_ratio: float | None = None
    """Whole process, in bare interpreters."""
    process_ms: float | None = None
    look_up_ratio: float | None = None
    """Repeated look-up, in dict hits of the same process."""
    look_up_ns: float | None = None
    peak_mb: float | None = None
    """Peak resident memory of the whole process, in MB."""
    note: str = ""
    """What the look-up returns, or why there are no figures."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the figures were taken."""

    cpu: str
    cores: int | None
    system: str
    python: str

    def __str__(self) -> str:
        """One line for the head of the report."""
        return f"{self.cpu}, {self.cores or 'unknown'} cores, {self.system}, {self.python}"


@dataclass(frozen=True, slots=True)
class Report:
    """One run of the benchmark."""

    machine: Machine
    rounds: int
    ours: Row
    others: tuple[Row, ...]
    """The bare interpreter and the peers, in the order of the table."""
    timings: Mapping[str, Mapping[str, Timing]] = field(default_factory=dict)
    """Question -> package -> what it took in a warm process."""
    loadings: Mapping[str, Loading] = field(default_factory=dict)
    """Package -> its whole catalog in memory."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """Bar -> what modeldex took, in the unit of the bar."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Bar -> why there is no figure."""


def this_machine() -> Machine:
    """Describe the processor, the system and the interpreter in use."""
    system = platform.system()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return Machine(cpu_model(), os.cpu_count(), system, python)


def cpu_model() -> str:
    """Name the processor: by the kernel where it has a name, else by what `platform` knows."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine() or "unknown processor"
