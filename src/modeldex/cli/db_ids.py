"""The command that maps stored ids of models to their new names."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.configured import (
    asked_settings,
    database_option,
    database_url,
    open_to_read,
    user_name,
)
from modeldex.cli.exits import FINDINGS
from modeldex.cli.paths import NamedPath
from modeldex.cli.screen import screen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from modeldex.cli.id_migration import IdLine, IdMigration
    from modeldex.storage.database import Database

_UNNAMED = {
    False: "no successor: no model is called so any more: write a line for it in a map, --map FILE",
    True: "no successor: no model is called so, and the map has no line for it",
}
"""What to say of ids that nobody knows, and that no line names: without a map, and with one."""
_NAMED = (
    "no successor: the map has a new id for it at another provider alone, or one that stays with"
    " resellers: write a line with the full id"
)
_ADVICE = {
    "conflict": "the new id has versions of its own, or several ids become one: remove one side, then repeat",
    "by hand": "only a configuration file in TOML is edited: change these yourself",
}
"""What else becomes of an id -> what to do about it."""


_MOST_LISTED = 10
"""Lines of a map that are named; of more, only so many."""


@click.command("migrate-ids")
@click.option(
    "--map",
    "map_file",
    type=NamedPath(exists=True, dir_okay=False),
    metavar="FILE",
    help="Renames: lines OLD,NEW of CSV, or one table of TOML, YAML or JSON.",
)
@click.option("--sql", "as_sql", is_flag=True, help="Print the statements for the database; run nothing.")
@click.option("--dry-run", is_flag=True, help="Change nothing; only report.")
@click.option("--yes", is_flag=True, help="Do not ask, on a terminal.")
@click.option("--strict", is_flag=True, help="Exit with 1 also for ids that nobody knows, and unused lines.")
@database_option
@output.formats
def migrate_ids(
    map_file: Path | None,
    as_sql: bool,
    dry_run: bool,
    yes: bool,
    strict: bool,
    database: str | None,
    form: str | None,
) -> None:
    """Map stored ids of models to their new names.

    They stand in conversations, aliases, registered models, and the configuration file. Without a
    map, a full id that the catalog has no longer becomes the one that it is another name of. With a
    map, what the map says holds, and nothing else: an id in it may be full or bare (claude-4-opus
    is then anthropic/claude-4-opus too), and renames may follow each other.

    All of the database changes, or nothing of it; the configuration file takes its place right
    after that. To repeat it does no harm: after a crash it does what is left to do. What was to be
    renamed and is not, or would then mean no model, makes exit code 1. Ids that nobody knows and no
    line names are listed and left, and lines that fit no id are told: with --strict they make it too.

    \b
    Examples:
      modeldex db migrate-ids --dry-run
      modeldex db migrate-ids --map ids.csv
      modeldex db migrate-ids --map ids.csv --sql > ids.sql
    """
    from modeldex.cli.id_migration import plan_migration
    from modeldex.cli.rename_map import read_map

    if as_sql and form is not None:
        raise click.UsageError("--sql prints statements: leave the other form out")
    settings = asked_settings()
    url = database_url(database, settings)
    renames = None if map_file is None else read_map(map_file)
    with open_to_read(url) as opened:
        found = plan_migration(renames, settings, opened)
        if as_sql:
            _print_sql(found, opened.dialect)
        else:
            _report(found, form)
        if not (as_sql or dry_run or found.is_nothing):
            _ask(found, yes=yes)
            _carry_out(found, opened)
    _conclude(found, "would be renamed" if as_sql or dry_run else "renamed", has_map=renames is not None)
    if found.has_findings or (strict and (found.left or found.unused)):
        sys.exit(FINDINGS)


def _report(found: IdMigration, form: str | None) -> None:
    lines = found.lines()
    if form is not None or lines:
        output.write_records(form, lines, _COLUMNS, as_plain=lambda line: line._asdict())


def _becomes_cell(line: IdLine) -> str:
    if line.outcome == "renamed":
        return escaped(line.becomes)
    return escaped(" ".join(filter(None, (line.becomes, f"({line.outcome})"))))


def _place_cell(line: IdLine) -> str:
    return escaped(line.place.replace(": aliases.models.", ": alias "))


_COLUMNS: tuple[output.Column[IdLine], ...] = (
    output.Column("id", lambda line: line.id, "id", lambda line: escaped(line.id), whole=True),
    output.Column("becomes", lambda line: line.becomes, "becomes", _becomes_cell, words=True),
    output.Column("place", lambda line: line.place, "in", _place_cell, words=True),
    output.Column("rows", lambda line: line.rows, "rows", right=True),
    output.Column("outcome", lambda line: line.outcome, ""),
)


def _print_sql(found: IdMigration, dialect: str) -> None:
    from modeldex.storage.renaming import as_sql as statements

    for statement in statements(found.plan, dialect, actor=user_name()):
        screen().put(f"{statement}\n")
    if found.edit is not None:
        output.note(
            f"{len(found.edit.renamed)} ids in {found.edit.path} are not in the statements: change them there"
        )


def _ask(found: IdMigration, *, yes: bool) -> None:
    """On a terminal, go on only where somebody says so, with the report before their eyes."""
    if yes or not sys.stdin.isatty():
        return
    screen().finish()
    count = len(found.lines()) - len(found.left)
    click.confirm(f"rename {_ids(count)}?", abort=True, err=True)


def _carry_out(found: IdMigration, database: Database) -> None:
    """Write the file aside, change the database, then put the file in its place."""
    from modeldex.core.replacement import replacing
    from modeldex.storage.renaming import apply

    edit = found.edit
    with ExitStack() as stack:
        if edit is not None:
            stack.enter_context(replacing(edit.path, durable=True)).write_bytes(edit.after)
        before_commit = None if edit is None else edit.check_unchanged
        apply(database, found.plan, actor=user_name(), before_commit=before_commit)


def _conclude(found: IdMigration, what: str, *, has_map: bool) -> None:
    count = len(found.lines()) - len(found.left)
    left = f"; {_ids(len(found.left))} left as they are" if found.left else ""
    if found.is_nothing and not left:
        output.note("no stored id has another name now: nothing to do")
    else:
        output.note(f"{_ids(count)} {what}{left}")
    for note in _advice(found, has_map=has_map):
        output.note(note)


def _advice(found: IdMigration, *, has_map: bool) -> Iterator[str]:
    """What to do about what is left, and about the lines of a map that are perhaps mistaken."""
    lost = {line.id for line in found.left if line.outcome == "no successor"}
    if lost & found.named:
        yield _NAMED
    if lost - found.named:
        yield _UNNAMED[has_map]
    for outcome, advice in _ADVICE.items():
        if any(line.outcome == outcome for line in found.left):
            yield f"{outcome}: {advice}"
    for name in found.unknown:
        yield f"no model is called {name} here, though the map says so: look it up before you go on"
    if found.unused:
        count = len(found.unused)
        lines = "1 line of the map fits" if count == 1 else f"{count:,} lines of the map fit"
        listed = ", ".join(found.unused[:_MOST_LISTED]) + (", ..." if count > _MOST_LISTED else "")
        yield f"{lines} no stored id: {listed}"


def _ids(count: int) -> str:
    return f"{count:,} {'id' if count == 1 else 'ids'}"
