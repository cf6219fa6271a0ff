"""What is written, and where: data to standard output, by a pager where it is long; talk to standard error.

On a terminal all that a command writes is held until it ends, so that a pager can take it as a
whole and what is said beside it comes after it. Elsewhere everything is written at once.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from modeldex.cli.cells import printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_ANY_WIDTH = 10_000
"""Columns of what is no terminal: a line stays a line, for whatever reads it."""


@dataclass(slots=True)
class Screen:
    """The two ends of a command: its data and what it says."""

    use_pager: bool = True
    color: bool | None = None
    """Whether to colour; None: as the terminal, `NO_COLOR` and `FORCE_COLOR` say."""
    _held: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)

    def put(self, text: str) -> None:
        """Write data."""
        if self._holds():
            self._held.append(text)
        else:
            sys.stdout.write(text)

    def draw(self, *things: RenderableType) -> None:
        """Write tables and styled lines, as wide as the terminal is."""
        console = self._console()
        for thing in things:
            console.print(thing)
        self.put(console.file.getvalue())  # type: ignore[attr-defined]

    def note(self, text: str) -> None:
        """Say something to a person, beside the data; on a terminal it is folded between words."""
        lines = "\n".join(_folded(printable(line)) for line in text.split("\n"))
        if self._holds():
            self._notes.append(lines)
        else:
            sys.stdout.flush()
            click.echo(lines, err=True)

    def finish(self) -> None:
        """Show what was held, by a pager where it is longer than the screen; then what was said."""
        held, notes = "".join(self._held), self._notes
        self._held, self._notes = [], []
        height = _height()
        if self.use_pager and height and held.count("\n") >= height:
            os.environ.setdefault("LESS", "FRX")  # colours as they are, and nothing cleared at the end
            click.echo_via_pager(held, color=True)
        else:
            sys.stdout.write(held)
        sys.stdout.flush()
        for lines in notes:
            click.echo(lines, err=True)

    @property
    def width(self) -> int:
        """Columns that a line may have: those of the terminal, or of the variable COLUMNS."""
        stated = os.environ.get("COLUMNS", "")
        if stated.isascii() and stated.isdigit() and int(stated):
            return int(stated)
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else _ANY_WIDTH

    def _holds(self) -> bool:
        return sys.stdout.isatty()

    def _console(self) -> Console:
        from rich.console import Console

        is_terminal = sys.stdout.isatty()
        return Console(
            file=io.StringIO(),
            width=self.width,
            height=shutil.get_terminal_size().lines,
            force_terminal=self.color if self.color is not None else is_terminal or None,
            no_color=None if self.color is None else not self.color,
            highlight=False,
        )


def _height() -> int:
    """Lines of the terminal; 0 where it does not know: nobody may be there to leave a pager."""
    return shutil.get_terminal_size(fallback=(0, 0)).lines


def _folded(line: str) -> str:
    if not sys.stderr.isatty():
        return line
    width = shutil.get_terminal_size().columns
    return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)


def give_up_output() -> None:
    """Let what is still to be written go nowhere, once standard output has refused it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def screen() -> Screen:
    """The screen of the command that runs; a plain one where none does."""
    context = click.get_current_context(silent=True)
    return Screen() if context is None else context.meta.setdefault(__name__, Screen())


def set_screen(context: click.Context, made: Screen) -> None:
    """Let a command, and those below it, write to this screen; it is finished with the command."""
    context.meta[__name__] = made
    context.call_on_close(made.finish)
