"""The command group about the database: upgrade, downgrade, check, backup, and migrate-ids."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.configured import asked_settings, database_option, database_url
from modeldex.cli.db_ids import migrate_ids
from modeldex.cli.exits import FINDINGS
from modeldex.cli.options import WORD
from modeldex.cli.paths import NamedPath
from modeldex.cli.screen import screen
from modeldex.cli.tables import write_pairs
from modeldex.cli.writing import is_there
from modeldex.core.errors import UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.storage.database import Database
    from modeldex.storage.migrating import SchemaState

_BASE, _NEWEST = "base", "head"


@click.group()
def db() -> None:
    """Keep the database of the registry up to date: its tables, and the ids of models in it.

    The database is the one that --database names, else MODELDEX_DATABASE_URL, else database_url
    below [registry] of the configuration. In a URL on the command line others can read the
    password: leave it to the variable.

    \b
    Examples:
      modeldex db upgrade --database sqlite:///registry.db
      modeldex db check --database sqlite:///registry.db
    """


_as_sql = click.option("--sql", "as_sql", is_flag=True, help="Print the statements; run nothing.")


@db.command()
@click.argument("revision", default=_NEWEST, type=WORD)
@_as_sql
@database_option
def upgrade(revision: str, as_sql: bool, database: str | None) -> None:
    """Upgrade the tables to what this version needs.

    A REVISION stops before. Data stay as they are. All of it happens, or nothing. A database that
    is there already stays as it is, and so it does no harm to run this with every deployment. An
    SQLite file is made where there is none.

    \b
    Examples:
      modeldex db upgrade
      modeldex db upgrade --sql > upgrade.sql
    """
    from modeldex.storage import migrating
    from modeldex.storage.database import Database

    url = database_url(database, asked_settings())
    if as_sql:
        _print_way(url, revision, is_up=True)
        return
    with Database.open(url) as opened:
        before = migrating.check(opened).current
        if _is_way(before, revision, is_up=True):
            migrating.upgrade(opened, revision)
        _say_moved(opened, before)


@db.command()
@click.argument("revision", type=WORD)
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can be asked.")
@_as_sql
@database_option
def downgrade(revision: str, yes: bool, as_sql: bool, database: str | None) -> None:
    """Downgrade the tables to a REVISION, and drop the rest.

    The revision base is no table at all. What the revisions above it brought is dropped, with the
    data in it: make a copy before.

    \b
    Examples:
      modeldex db downgrade 0001 --yes
      modeldex db downgrade base --sql > downgrade.sql
    """
    from modeldex.storage import migrating
    from modeldex.storage.database import Database

    url = database_url(database, asked_settings())
    if as_sql:
        _print_way(url, revision, is_up=False)
        return
    with Database.open(url, create=False) as opened:
        before = migrating.check(opened).current
        if _is_way(before, revision, is_up=False):
            _ask(f"{opened.label}: go from {before} down to {revision}, and lose what lies between?", yes=yes)
            migrating.downgrade(opened, revision)
        _say_moved(opened, before)


@db.command()
@database_option
@output.formats
def check(database: str | None, form: str | None) -> None:
    """Check whether the tables are what this version needs.

    Nothing is changed. The command ends with 1 where they are not.

    \b
    Example:
      modeldex db check --json
    """
    from modeldex.storage import migrating
    from modeldex.storage.database import Database

    url = database_url(database, asked_settings())
    with Database.open(url, create=False) as opened:
        state, label = migrating.check(opened), opened.label
    record = {
        "database": label,
        "revision": state.current,
        "needed": state.head,
        "pending": list(state.pending),
        "drift": list(state.drift),
        "is_current": state.is_current,
    }
    if form is not None:
        output.write_record(form, record)
    else:
        record["drift"] = "; ".join(state.drift)
        record["revision"] = state.current or "none: it has no tables yet"
        shown = {name: output.exact_text(value) for name, value in record.items() if name != "is_current"}
        write_pairs((name, escaped(text)) for name, text in shown.items() if text)
        output.note(_verdict(state))
    if not state.is_current:
        sys.exit(FINDINGS)


@db.command()
@click.argument("file", type=NamedPath(dir_okay=False))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@database_option
def backup(file: Path, force: bool, database: str | None) -> None:
    """Back up an SQLite database to one FILE.

    The copy is whole as of one moment, and the database may be in use meanwhile. Its own file is
    not enough for a copy: what was written last can stand in another beside it, whose name ends
    with -wal. PostgreSQL is backed up by pg_dump.

    \b
    Examples:
      modeldex db backup registry.db.backup
      modeldex db backup registry.db.backup --force
    """
    from modeldex.storage.backup import back_up
    from modeldex.storage.database import Database

    url = database_url(database, asked_settings())
    with Database.open(url, create=False) as opened:
        if file.exists() and not force:
            raise click.UsageError(is_there(file))
        back_up(opened, file)
        output.note(f"{opened.label} is backed up to {file}")


db.add_command(migrate_ids)


def _verdict(state: SchemaState) -> str:
    if state.is_current:
        return "the tables are those that this version needs"
    if state.is_ahead:
        return "the tables are of a newer modeldex: install that one"
    if state.drift:
        return "somebody has changed the tables by hand: put back a copy, or change them back"
    return "the tables must be upgraded: modeldex db upgrade"


def _is_way(start: str | None, end: str, *, is_up: bool) -> bool:
    """Whether a revision lies above, or below, the one that a database has; UnknownNameError lists all."""
    from modeldex.storage.migrating import revisions

    order = (_BASE, *revisions())
    if end != _NEWEST and end not in order:
        raise UnknownNameError("revision", end, (*order, _NEWEST))
    target = len(order) - 1 if end == _NEWEST else order.index(end)
    if start is not None and start not in order:  # of a newer modeldex, for storage to refuse
        return True
    before = order.index(start or _BASE)
    return target > before if is_up else target < before


def _say_moved(database: Database, before: str | None) -> None:
    from modeldex.storage.migrating import check as stand_of

    after = stand_of(database).current
    if after == before:
        output.note(f"{database.label} stays at {after or _BASE}: nothing to do")
    else:
        output.note(f"{database.label} went from {before or _BASE} to {after or _BASE}")


def _print_way(url: str, revision: str, *, is_up: bool) -> None:
    """Print the statements from where a database stands to a revision; a file that is not there is empty."""
    from modeldex.storage import migrating
    from modeldex.storage.address import SQLITE, file_of, read_address
    from modeldex.storage.database import Database

    address = read_address(url)
    dialect, start = address.get_backend_name(), None
    if dialect != SQLITE or file_of(address).exists():
        with Database.open(url, create=False) as opened:
            start = migrating.check(opened).current
    if not _is_way(start, revision, is_up=is_up):
        output.note(f"-- at {start or _BASE} already: nothing to do")
        return
    screen().put(migrating.sql_of(dialect, start or _BASE, revision))


def _ask(question: str, *, yes: bool) -> None:
    """Go on only where somebody says so."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(f"{question} Nobody can be asked here: say --yes")
    click.confirm(question, abort=True, err=True)
