"""The group of commands: loads a command when it is used, turns errors into exit codes."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from modeldex._version import __version__
from modeldex.cli import output
from modeldex.core.errors import InvalidValueError, ModeldexError, ModelNotFoundError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

FINDINGS, USAGE, NOT_FOUND = 1, 2, 4
"""Exit codes beside 0; 3 is kept for the network."""

_HELP = """The catalog of LLM models that an application can trust.

Asks a catalog that came with the package: which models there are, what they can do, what they
cost, and who says so. Answers offline. Data goes to standard output, everything else to standard
error.

\b
Exit codes:
  0  ok
  1  findings: the data asked about are not in order
  2  usage: a wrong option or name
  4  not found: no such model

\b
Examples:
  modeldex list --can vision,tool_use --max-input-cost 1 --sort context
  modeldex show claude-opus-4-5
  modeldex why openai/gpt-5 context_window
"""


class LazyGroup(click.Group):
    """A group that imports the module of a command when the command is asked for."""

    def __init__(self, places: Mapping[str, str], **options: Any) -> None:
        super().__init__(**options)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the table."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, loaded now."""
        place = self._places.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what modeldex raises on purpose becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except ModeldexError as error:
            sys.stdout.flush()
            output.note(f"modeldex: {error}")
            ctx.exit(_exit_code(error))
        except OSError as error:
            if error.filename is None:
                raise
            output.note(f"modeldex: {error.filename}: {error.strerror}")
            ctx.exit(FINDINGS)


def _exit_code(error: ModeldexError) -> int:
    if isinstance(error, ModelNotFoundError):
        return NOT_FOUND
    return USAGE if isinstance(error, UnknownNameError | InvalidValueError) else FINDINGS


def group(places: Mapping[str, str]) -> LazyGroup:
    """The whole command line."""
    made = LazyGroup(
        places, name="modeldex", help=_HELP, context_settings={"help_option_names": ["-h", "--help"]}
    )
    return click.version_option(__version__, prog_name="modeldex")(made)
