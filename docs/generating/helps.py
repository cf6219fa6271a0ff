"""The help of every command, as a terminal of 80 columns shows it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from docs.generating.terminal import Terminal
from modeldex.cli.commands import SECTIONS


def whole_help() -> str:
    """The help of the whole command line."""
    return f"```text\n{shown('--help')}\n```"


def section_helps(section: str) -> str:
    """The help of every command of one section, each under its name."""
    return "\n\n".join(f"## {name}\n\n```text\n{shown(f'{name} --help')}\n```" for name in SECTIONS[section])


def shown(words: str) -> str:
    """What a command writes on a terminal of 80 columns."""
    with TemporaryDirectory() as folder:
        return Terminal(Path(folder)).run(f"modeldex {words}").output or ""
