"""The whole process: how long from starting Python to the first answer, as a ratio to a bare interpreter.

This is what a command line, a hook or a serverless function pays on every call. Runs are interleaved
(bare, ours, each peer, then again), so that a busy moment of the machine falls on all of them, and
medians are compared. A bare interpreter runs untimed before each of them: a large process leaves the
caches cold, and without it the yardstick would be the one to suffer, which flatters everybody. Every
child runs in an empty folder with a home of its own: no package finds, or leaves, anything in the user's.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.peers import BARE, Package

PROBE = Path(__file__).with_name("probe.py")
TIMEOUT_SECONDS = 120
CLOSED_PORT = "http://127.0.0.1:9"
"""Proxy given to every child: a package that asks the network is told no at once, and is not waited for."""


class MeasurementError(Exception):
    """A child process gave no figure; the message is the reason, fit for a cell of the table."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What one untimed run of a package showed."""

    found: bool
    """Whether the look-up returned a record."""
    peak_mb: float | None
    """Peak resident memory in MB; None where the system does not tell."""
    resident_mb: float | None
    """Memory resident once the answer is there, in MB; None where the system does not tell."""
    network: tuple[str, ...]
    """Refused reaches for the network, by audit event."""
    version: str | None
    """Installed version; None for the bare interpreter."""


def child_environment(home: Path) -> dict[str, str]:
    """Give the caller's environment, without what changes Python's start-up or leads to the network."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_"))}
    places = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA"), str(home))
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), CLOSED_PORT)
    return {**kept, **places, **proxies, "NO_PROXY": "", "no_proxy": ""}


def run_python(arguments: Sequence[str], home: Path) -> str:
    """Run this interpreter in `home` and return its standard output; MeasurementError if it fails."""
    command = [sys.executable, *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=home,
            env=child_environment(home),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise MeasurementError(f"no answer within {TIMEOUT_SECONDS} s") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise MeasurementError(lines[-1] if lines else f"exit code {done.returncode}")
    return done.stdout


def told(arguments: Sequence[str], home: Path) -> Any:
    """Run this interpreter, and read the JSON it prints last; MeasurementError where there is none."""
    lines = run_python(arguments, home).splitlines()
    try:
        return json.loads(lines[-1])
    except (IndexError, ValueError):
        said = f"{lines[-1]!r}" if lines else "nothing"
        raise MeasurementError(f"the process told no figures: the last it printed is {said}") from None


def probe(package: Package, home: Path) -> Probe:
    """Run the package once, untimed, with the network refused: whether it answers, and its memory."""
    arguments = ["-P", str(PROBE), package.setup, package.look_up, package.distribution]
    run_python(arguments, home)  # compiles what the installer left uncompiled, which takes memory once only
    seen = told(arguments, home)
    return Probe(seen["found"], seen["peak_mb"], seen["resident_mb"], tuple(seen["network"]), seen["version"])


def milliseconds(command: Sequence[str], environment: Mapping[str, str], home: Path) -> float:
    """Time one process by the wall clock, from its start to its end; MeasurementError if it fails."""
    silent = subprocess.DEVNULL
    started = time.perf_counter_ns()
    done = subprocess.run(
        command, cwd=home, env=environment, stdin=silent, stdout=silent, stderr=silent, check=False
    )
    taken = (time.perf_counter_ns() - started) / 1e6
    if done.returncode:
        raise MeasurementError(f"a process that was timed ended with exit code {done.returncode}")
    return taken


def whole_process_medians(
    packages: Sequence[Package], rounds: int, home: Path
) -> tuple[dict[str, float], dict[str, str]]:
    """Give median milliseconds by distribution, and by distribution why there is none.

    The rounds are interleaved, after one that warms the caches.
    """
    reasons: dict[str, str] = {}
    timings: dict[str, list[float]] = {package.distribution: [] for package in packages}
    environment = child_environment(home)
    for number in range(rounds + 1):
        for package in packages:
            if package.distribution in reasons:
                continue
            milliseconds([sys.executable, "-c", BARE.program], environment, home)
            try:
                taken = milliseconds([sys.executable, "-c", package.program], environment, home)
            except MeasurementError as error:
                reasons[package.distribution] = str(error)
                continue
            if number > 0:
                timings[package.distribution].append(taken)
    return {name: median(taken) for name, taken in timings.items() if name not in reasons}, reasons
