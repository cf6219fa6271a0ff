"""The command that converts a neighbour's configuration."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.exits import FINDINGS
from modeldex.cli.paths import STANDARD, NamedPath
from modeldex.cli.screen import screen
from modeldex.cli.session import asked_catalog
from modeldex.cli.writing import write_new
from modeldex.core.errors import ConfigError, Fault
from modeldex.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from modeldex.config.importers.base import Converted, Note

KINDS = ("litellm", "otari", "bifrost")
"""The neighbours; a test holds that they are those that `config.importers` knows."""
_WIDTH = 80


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=NamedPath(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "-o",
    "--output",
    "target",
    type=NamedPath(dir_okay=False),
    metavar="OUT",
    help="File to write, in one step; standard output if left out.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything was left out.")
@click.option("--json", "as_json", is_flag=True, help="Write the result and the account of it as JSON.")
def import_config(
    kind: str, file: Path, target: Path | None, force: bool, strict: bool, as_json: bool
) -> None:
    """Import the configuration of a neighbour.

    KIND says whose FILE it is; where that is -, standard input is read. It is printed as one of
    ours, and what became of every key is said: what was left out, with its place and the reason,
    and what remains to be done by hand. A secret that stands in the file is not carried over: the
    variable that is to hold it is named.

    \b
    Examples:
      modeldex config import litellm litellm.yaml -o ours.toml
      modeldex config import litellm litellm.yaml --strict > ours.toml
    """
    from modeldex.config.importers.table import convert

    name = "standard input" if file is STANDARD else str(file)
    made = convert(kind, _text(file, name), name, asked_catalog())
    if target is not None:
        write_new(target, made.document, force=force)
    if as_json:
        output.write_json(plain(made))
    elif target is None:
        screen().put(made.document)
    for paragraph in _account(made, name, target):
        output.note(paragraph)
    if strict and made.left_out:
        sys.exit(FINDINGS)


def _text(file: Path, name: str) -> str:
    content = sys.stdin.buffer.read() if file is STANDARD else file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError([Fault(name, "", "is not UTF-8; save it in that encoding")]) from None


def _account(made: Converted, name: str, target: Path | None) -> Iterator[str]:
    counts = f"{len(made.carried):,} carried, {len(made.left_out):,} left out, {len(made.to_do):,} to do"
    yield f"{name}: {counts}{f'; written to {target}' if target is not None else ''}"
    yield from _listed("left out", made.left_out)
    yield from _listed("to do", made.to_do)


def _listed(heading: str, notes: Iterable[Note]) -> Iterator[str]:
    for note in notes:
        lines = textwrap.wrap(
            f"{heading}: {note}", _WIDTH, initial_indent="  ", subsequent_indent="    ",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        yield "\n".join(lines)
