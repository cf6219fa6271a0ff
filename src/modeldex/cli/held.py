"""The commands that show what the pipeline holds back for review, and let it pass."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.data_option import data_option
from modeldex.core.days import today
from modeldex.core.errors import UnknownNameError
from modeldex.pipeline.held import accept as accept_held
from modeldex.pipeline.held import read_held
from modeldex.pipeline.keeping import alone_with

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.pipeline.held import Held


@click.command("held")
@data_option
@output.formats
def held_values(data: Path, form: str | None) -> None:
    """List the values that are held back for review.

    They moved more than tenfold, and no second source confirms them. What was there before stays until
    somebody accepts the new value, or the source states another one.

    \b
    Examples:
      modeldex pipeline held
      modeldex pipeline held --json
    """
    rows = read_held(data)
    if form is None and not rows:
        output.note("nothing is held back")
        return
    columns: tuple[output.Column[Held], ...] = (
        output.Column("source", lambda one: one.source, whole=True),
        output.Column("id", lambda one: one.id, cell=lambda one: escaped(one.id)),
        output.Column("field", lambda one: one.field, whole=True),
        output.Column("before", lambda one: one.before, right=True),
        output.Column("after", lambda one: one.after, right=True),
        output.Column("seen_on", lambda one: one.seen_on, heading="seen on", whole=True),
        output.Column(
            "accepted_on",
            lambda one: one.accepted_on,
            heading="accepted on",
            cell=lambda one: one.accepted_on or "",
            whole=True,
        ),
    )
    output.write_records(form, rows, columns, as_plain=asdict)
    if form is None:
        waiting = sum(one.accepted_on is None for one in rows)
        output.note(f"{waiting} to be reviewed; accept one with `modeldex pipeline accept SOURCE ID FIELD`")


@click.command()
@click.argument("source")
@click.argument("full_id", metavar="ID")
@click.argument("field")
@data_option
@click.option("--dry-run", is_flag=True, help="Say what would be accepted, and write nothing.")
def accept(source: str, full_id: str, field: str, data: Path, dry_run: bool) -> None:
    """Let a value pass that was held back: the next run takes it up.

    \b
    Example:
      modeldex pipeline accept openrouter openrouter/openai/gpt-5 input_tokens
    """
    key = (source, full_id, field)
    if dry_run:
        lines = {one.key: one for one in read_held(data)}
        if key not in lines:
            raise UnknownNameError("value held back", " ".join(key), map(" ".join, lines))
        click.echo(f"{lines[key]}, {_accepted_before(lines[key]) or 'would be accepted'}")
    else:
        with alone_with(data):
            before = next((_accepted_before(one) for one in read_held(data) if one.key == key), None)
            line = accept_held(data, source, full_id, field, today())
        click.echo(f"{line}, {before or 'accepted'}")


def _accepted_before(line: Held) -> str | None:
    return None if line.is_open else f"was accepted before, on {line.accepted_on}"
