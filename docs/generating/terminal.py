"""A terminal of 80 columns in a folder of its own, in which the commands of a page are run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import chdir
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from modeldex import ModelCatalog
from modeldex.settings import ENVIRONMENT

if TYPE_CHECKING:
    from pathlib import Path

_ENVIRONMENT = {
    **dict.fromkeys(ENVIRONMENT),
    "COLUMNS": "80", "NO_COLOR": "1", "FORCE_COLOR": None, "LOGNAME": "ann",
}  # fmt: skip
_STATED_CODE = re.compile(r"#.*\bexit code (\d+)")
_FOLDER_OF_SHIM = ".bin"
_FOLDER_OF_USER, _FOLDER_OF_DATA = ".config", ".data"


class Ran(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    output: str | None
    """Both streams as a person sees them, without blanks at the ends of lines; None where a part of
    its pipe is not installed here: then only the command before the pipe was run."""
    data: str
    """Standard output alone."""


class Terminal:
    """Runs commands in a folder; those that need no shell run in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = _ENVIRONMENT | {
            "XDG_CONFIG_HOME": str(folder / _FOLDER_OF_USER),
            "XDG_DATA_HOME": str(folder / _FOLDER_OF_DATA),
        }

    def run(self, line: str) -> Ran:
        """Run one line that begins with `modeldex`; a comment at its end is left out."""
        words, given, programs = _parts(line)
        if words[:1] != ["modeldex"]:
            raise ValueError(f"no command of modeldex: {line}")
        if programs is None:
            return self._in_process(words[1:])
        if all(shutil.which(program) for program in ("bash", *programs)):
            return self._in_shell(line)
        ran = self._in_process(words[1:], (self.folder / given).read_text("utf-8") if given else None)
        return ran._replace(output=None)

    def _in_process(self, words: list[str], given: str | None = None) -> Ran:
        from click.testing import CliRunner

        from modeldex.cli.commands import COMMANDS
        from modeldex.cli.group import group

        with chdir(self.folder):
            runner = CliRunner(env=self._environment | dict.fromkeys(_keys()))
            ran = runner.invoke(group(COMMANDS), words, input=given, prog_name="modeldex")
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return Ran(ran.exit_code, _tidy(ran.output), ran.stdout)

    def _in_shell(self, line: str) -> Ran:
        shim = self.folder / _FOLDER_OF_SHIM / "modeldex"
        shim.parent.mkdir(exist_ok=True)
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m modeldex "$@"\n', "utf-8")
        shim.chmod(0o700)
        left_out = self._environment.keys() | _keys()
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        stated = {name: value for name, value in self._environment.items() if value is not None}
        path = f"{shim.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        ran = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            cwd=self.folder, env=kept | stated | {"PATH": path}, text=True, check=False,
            capture_output=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return Ran(ran.returncode, _tidy(ran.stdout + ran.stderr), ran.stdout)


@cache
def _keys() -> frozenset[str]:
    """Variables of all providers: whose keys somebody has is no matter of a page."""
    known = ModelCatalog.bundled().providers()
    return frozenset(name for one in known for names in one.env.values() for name in names)


def _parts(line: str) -> tuple[list[str], str | None, list[str] | None]:
    """The words of the first command, the file it reads, and the programs of its pipe; None: no shell."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|<>")
    lexer.whitespace_split = True
    words = list(lexer)
    signs = [place for place, word in enumerate(words) if set(word) <= set("|<>")]
    if not signs:
        return words, None, None
    after = {place: words[place + 1] for place in signs}
    given = next((after[place] for place in signs if words[place] == "<"), None)
    return words[: signs[0]], given, [after[place] for place in signs if words[place] == "|"]


def stated_code(line: str) -> int:
    """The exit code that the comment of a line states; 0 where it states none."""
    stated = _STATED_CODE.search(line)
    return int(stated[1]) if stated else 0


def commands(lines: tuple[str, ...]) -> list[tuple[int, str]]:
    """Place and text of each command in a block; one that ends with a backslash goes on below."""
    found: list[tuple[int, str]] = []
    goes_on = False
    for place, line in enumerate(lines):
        if goes_on:
            first, begun = found.pop()
            found.append((first, f"{begun.removesuffix(chr(92))}{line.strip()}"))
        elif line.startswith("modeldex "):
            found.append((place, line))
        goes_on = (goes_on or line.startswith("modeldex ")) and line.endswith("\\")
    return found


def _tidy(output: str) -> str:
    return "\n".join(line.rstrip() for line in output.strip("\n").splitlines())
