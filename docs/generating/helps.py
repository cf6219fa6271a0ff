"""The help of every command, as a terminal of 80 columns shows it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from click import Group

from docs.generating.terminal import Terminal
from modeldex.cli.commands import COMMANDS, SECTIONS


def whole_help() -> str:
    """The help of the whole command line."""
    return f"```text\n{shown('--help')}\n```"


def section_helps(section: str) -> str:
    """The help of every command of one section, each under its name, and those below it after it."""
    names = [name for command in SECTIONS[section] for name in with_those_below(command)]
    return "\n\n".join(f"## {name}\n\n```text\n{shown(f'{name} --help')}\n```" for name in names)


def with_those_below(name: str) -> list[str]:
    """A command by its words, and the commands of which it is the group."""
    module, _, attribute = COMMANDS[name].place.partition(":")
    command = getattr(import_module(module), attribute)
    below = command.commands if isinstance(command, Group) else ()
    return [name, *(f"{name} {one}" for one in below)]


def shown(words: str) -> str:
    """What a command writes on a terminal of 80 columns."""
    with TemporaryDirectory() as folder:
        return Terminal(Path(folder)).run(f"modeldex {words}").output or ""
