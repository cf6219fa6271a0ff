"""`python -m bench`: measure every installed package and print the report; the exit code judges no timing."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.bars import figures_of
from bench.commands import COMMANDS, command_medians
from bench.fresh import OWN_FIGURES, loadings, own_figures
from bench.lookups import measure
from bench.peers import BARE, OURS, PEERS, Package
from bench.processes import MeasurementError, Probe, probe, whole_process_medians
from bench.questions import QUESTIONS
from bench.registry import registry_figures
from bench.report import Report, Row, this_machine
from bench.routing import routing_figures
from bench.table import as_json, markdown
from bench.turns import all_timings
from bench.wires import wire_figures

DEFAULT_ROUNDS = 15
REPEATS_PER_ROUND = 5
"""A question to a warm process takes milliseconds: it is asked more often than a process is started."""


def narrate(message: str) -> None:
    """Tell the person waiting what is being done; standard output is kept for the report."""
    print(f"bench: {message}", file=sys.stderr, flush=True)


def usable(packages: Sequence[Package], home: Path) -> tuple[dict[str, Probe], dict[str, str]]:
    """Try each package once: the probes of those that answer, and the reasons of those that do not."""
    probes: dict[str, Probe] = {}
    reasons: dict[str, str] = {}
    for package in packages:
        try:
            seen = probe(package, home)
        except MeasurementError as error:
            reasons[package.distribution] = str(error)
            continue
        if seen.found:
            probes[package.distribution] = seen
        else:
            reasons[package.distribution] = f"{package.look_up} found nothing"
    return probes, reasons


def measured_row(package: Package, seen: Probe, medians: dict[str, float], rounds: int, home: Path) -> Row:
    """Give the figures of one package that answers; the bare interpreter has no look-up of its own."""
    name = package.distribution
    ratio = medians[name] / medians[BARE.distribution]
    note = f"{package.answer}; reaches for the network" if seen.network else package.answer
    row = Row(name, seen.version, ratio, medians[name], peak_mb=seen.peak_mb, note=note)
    if package is BARE:
        return row
    try:
        look_up = measure(package, rounds, home)
    except MeasurementError as error:
        return replace(row, note=f"{note}; look-up not measured: {error}")
    return replace(row, look_up_ratio=look_up.ratio, look_up_ns=look_up.nanoseconds)


def package_rows(rounds: int, home: Path) -> dict[str, Row]:
    """Probe, time the whole processes in turns, then the look-ups one package after the other."""
    packages = (BARE, OURS, *PEERS)
    narrate("trying each package once")
    probes, reasons = usable(packages, home)
    tried = [package for package in packages if package.distribution in probes]
    narrate(f"{rounds} interleaved rounds of {len(tried)} processes")
    medians, failed = whole_process_medians(tried, rounds, home)
    reasons |= failed
    for name, reason in reasons.items():
        narrate(f"{name} is skipped: {reason}")
    narrate("repeated look-ups")
    return {
        package.distribution: measured_row(package, probes[package.distribution], medians, rounds, home)
        if package.distribution in medians
        else Row(package.distribution, note=f"not measured: {reasons[package.distribution]}")
        for package in packages
    }


def own_bars(ours: Row, rounds: int, home: Path) -> tuple[dict[str, float], dict[str, str]]:
    """Those figures of bars that need fresh processes of modeldex alone, and why one is not there."""
    figures: dict[str, float] = {}
    reasons: dict[str, str] = {}
    for name, ratio in (("process", ours.process_ratio), ("look_up", ours.look_up_ratio)):
        if ratio is None:
            reasons[name] = ours.note
        else:
            figures[name] = ratio
    narrate("first answers, first touches, memory")
    try:
        figures |= own_figures(rounds, home)
    except MeasurementError as error:
        reasons |= dict.fromkeys(OWN_FIGURES, str(error))
    narrate("registry")
    of_registry, missing = registry_figures(rounds, home)
    narrate("wire formats")
    of_wires, unmeasured = wire_figures(rounds, home)
    narrate("router")
    of_router, undecided = routing_figures(rounds, home)
    narrate("commands")
    medians, failed = command_medians(COMMANDS, rounds, home)
    found = figures | of_registry | of_wires | of_router | medians
    return found, reasons | missing | unmeasured | undecided | failed


def run(rounds: int, home: Path) -> Report:
    """Measure everything, one kind of figure after the other."""
    rows = package_rows(rounds, home)
    present = [name for name, row in rows.items() if row.process_ratio is not None]
    narrate(f"{len(QUESTIONS)} questions to warm processes")
    timings = all_timings(QUESTIONS, present, rounds * REPEATS_PER_ROUND, home)
    narrate("whole catalogs")
    catalogs = loadings(present, rounds, home)
    ours = rows.pop(OURS.distribution)
    figures, reasons = own_bars(ours, rounds, home)
    asked, unanswered = figures_of(timings)
    return Report(
        this_machine(), rounds, ours, tuple(rows.values()), timings, catalogs,
        figures | asked, reasons | unanswered,
    )  # fmt: skip


def positive(text: str) -> int:
    """Read a whole number of at least one, for argparse."""
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def main() -> None:
    """Read the options, measure in a throw-away home, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure modeldex beside its peers.")
    parser.add_argument("--rounds", type=positive, default=DEFAULT_ROUNDS, help="rounds to take medians over")
    parser.add_argument("--json", action="store_true", help="JSON to stdout, the table to stderr")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="modeldex-bench-") as home:
        report = run(options.rounds, Path(home))
    if options.json:
        print(markdown(report), file=sys.stderr)
        print(json.dumps(as_json(report), indent=2, ensure_ascii=False))
    else:
        print(markdown(report))


if __name__ == "__main__":
    main()
