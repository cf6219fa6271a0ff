"""The entry point: finds the command that was asked for and loads that one alone."""

from __future__ import annotations

import io
import sys
from importlib.util import find_spec

from modeldex.cli.commands import COMMANDS

_NEEDED = ("click", "rich")
"""Needed by every command; rich is loaded only where something is drawn."""


def main() -> None:
    """Run the command line; exit codes are 0 ok, 1 findings, 2 usage, 3 network, 4 not found."""
    if sys.stdout is None:  # the caller has closed it
        sys.stderr.write("modeldex: standard output is closed; there is nowhere to write to\n")
        sys.exit(2)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an encoding without a letter is no reason to fail
            stream.reconfigure(errors="replace")
    missing = next((package for package in _NEEDED if not _is_there(package)), None)
    if missing is not None:
        sys.stderr.write(
            f"modeldex: the command line needs the package {missing}; install it with\n"
            "  python -m pip install 'modeldex[cli]'\n"
        )
        sys.exit(2)
    from modeldex.cli.group import group

    group(COMMANDS).main(prog_name="modeldex")


def _is_there(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False
