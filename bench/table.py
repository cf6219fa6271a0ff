"""The report: one row per package, as a Markdown table for people and as JSON for programs."""

import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

PROCESS_BAR = 5.0
"""modeldex promises a whole process of at most this many bare interpreters."""
LOOK_UP_BAR = 6.0
"""modeldex promises a repeated look-up of at most this many dict hits."""

HEADINGS = (
    "package",
    "version",
    "process ÷ bare",
    "process, ms",
    "look-up ÷ dict hit",
    "look-up, ns",
    "peak, MB",
    "what it answers",
)


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


def markdown(report: Report) -> str:
    """Render the report as Markdown: the machine, the table, and modeldex against its bars."""
    bare, *peers = report.others
    rows = [HEADINGS, ("---",) * 2 + ("---:",) * 5 + ("---",), *map(cells, (bare, report.ours, *peers))]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    head = f"{report.machine}; medians of {report.rounds} interleaved rounds."
    return "\n".join([head, "", *lines, "", *bar_lines(report.ours)])


def cells(row: Row) -> tuple[str, ...]:
    """Write one row of the table as text."""
    return (
        row.package,
        row.version or "-",
        number(row.process_ratio, 1),
        number(row.process_ms, 1),
        number(row.look_up_ratio, 1),
        number(row.look_up_ns, 0),
        number(row.peak_mb, 0),
        row.note.replace("|", "\\|"),
    )


def number(value: float | None, places: int) -> str:
    """Write a figure with a fixed number of places; a dash where there is none."""
    return "-" if value is None else f"{value:,.{places}f}"


def bar_lines(ours: Row) -> list[str]:
    """Say for each promise of modeldex the figure, the bar, and on which side of it the figure lies."""
    return [
        bar_line("whole process", ours.process_ratio, PROCESS_BAR, "a bare interpreter", ours.note),
        bar_line("repeated look-up", ours.look_up_ratio, LOOK_UP_BAR, "a dict hit", ours.note),
    ]


def bar_line(what: str, ratio: float | None, bar: float, unit: str, note: str) -> str:
    """Say it for one promise."""
    if ratio is None:
        return f"- modeldex, {what}: {note}."
    side = "within the bar" if ratio <= bar else "over the bar"
    return f"- modeldex, {what}: {ratio:.1f} times {unit}; the bar is {bar:g} times: {side}."


def as_json(report: Report) -> dict[str, object]:
    """Turn the report into plain values, with the bars beside the figures."""
    return {
        "machine": asdict(report.machine),
        "rounds": report.rounds,
        "bars": {"process_ratio": PROCESS_BAR, "look_up_ratio": LOOK_UP_BAR},
        "packages": [asdict(row) for row in (report.ours, *report.others)],
    }
