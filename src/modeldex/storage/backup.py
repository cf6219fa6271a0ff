"""A copy of a database in one file, made while others read and write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

from modeldex.core.errors import StorageError
from modeldex.core.replacement import replacing
from modeldex.storage.address import SQLITE

if TYPE_CHECKING:
    from modeldex.storage.database import Database

_BESIDE = ("-wal", "-shm", "-journal")
"""Ends of the files that SQLite keeps beside a database, and takes for parts of it."""


def back_up(database: Database, target: Path) -> None:
    """Write all that is committed in an SQLite database to one file, which its user alone may read.

    A plain copy of the file would lack what stands in the log beside it. The copy takes the place of
    `target` in one step, and only where it is whole. StorageError says why there is none: PostgreSQL
    has a program of its own for it.
    """
    if database.dialect != SQLITE:
        raise StorageError(
            f"{database.label} is backed up by PostgreSQL's own program:"
            f" pg_dump --format=custom --file={target} {database.label}"
        )
    with database.dedicated() as connection:
        source = cast("sqlite3.Connection", connection)
        _check_target(source, target)
        with replacing(target, durable=True) as aside:
            aside.chmod(0o600)
            try:
                _copy(source, aside)
            except sqlite3.Error as error:
                raise StorageError(f"{database.label} cannot be copied to {target} ({error})") from error


def _copy(source: sqlite3.Connection, aside: Path) -> None:
    with closing(sqlite3.connect(aside, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, and no log beside it
        problem = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if problem != "ok":
            raise sqlite3.DatabaseError(f"it is damaged: {' '.join(str(problem).split())}")


def _check_target(source: sqlite3.Connection, target: Path) -> None:
    """Refuse a target that is the database itself, or that a log beside it would damage."""
    file = Path(source.execute("PRAGMA database_list").fetchone()[2])
    if target.exists() and target.samefile(file):
        raise StorageError(f"{target} is the database itself; name another file")
    for end in _BESIDE:
        beside = target.with_name(target.name + end)
        if beside.exists():
            raise StorageError(
                f"{beside} lies there, and would be taken for a part of the copy;"
                " name another file, or remove it where nobody uses it"
            )
