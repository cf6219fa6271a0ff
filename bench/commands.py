"""How long a command takes: the whole process of `modeldex ...`, as a person or a shell waits for it."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.processes import TIMEOUT_SECONDS, MeasurementError, child_environment, milliseconds


@dataclass(frozen=True, slots=True)
class Command:
    """One command line that is measured."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    """What the shell adds when it asks for completions."""


COMMANDS = (
    Command("help", ("--help",)),
    Command(
        "completion",
        (),
        {"_MODELDEX_COMPLETE": "bash_complete", "COMP_WORDS": "modeldex sh", "COMP_CWORD": "1"},
    ),
    Command("show", ("show", "openai/gpt-4o")),
    Command("cost_command", ("cost", "openai/gpt-4o", "--in", "1200", "--out", "300")),
)


def program() -> str:
    """Find the command that was installed beside this interpreter; MeasurementError where there is none."""
    found = shutil.which("modeldex", path=str(Path(sys.executable).parent))
    if found is None:
        raise MeasurementError("the command modeldex is not installed beside this interpreter")
    return found


def try_out(command: Command, home: Path) -> None:
    """Run a command once, untimed; MeasurementError where it fails or prints nothing."""
    done = subprocess.run(
        [program(), *command.arguments],
        cwd=home,
        env={**child_environment(home), **command.environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode or not done.stdout:
        said = (done.stderr or "it printed nothing").strip().splitlines()
        raise MeasurementError(f"exit code {done.returncode}: {said[-1] if said else 'no reason given'}")


def command_medians(
    commands: Sequence[Command], rounds: int, home: Path
) -> tuple[dict[str, float], dict[str, str]]:
    """Command -> median milliseconds over interleaved rounds; and command -> reason, where it fails."""
    reasons: dict[str, str] = {}
    for command in commands:
        try:
            try_out(command, home)
        except (MeasurementError, subprocess.TimeoutExpired) as error:
            reasons[command.name] = str(error)
    working = [command for command in commands if command.name not in reasons]
    taken: dict[str, list[float]] = {command.name: [] for command in working}
    for number in range(rounds + 1):
        for command in working:
            if command.name in reasons:
                continue
            line = [program(), *command.arguments]
            try:
                once = milliseconds(line, {**child_environment(home), **command.environment}, home)
            except MeasurementError as error:
                reasons[command.name] = str(error)
                continue
            if number > 0:
                taken[command.name].append(once)
    return {name: median(each) for name, each in taken.items() if name not in reasons}, reasons
