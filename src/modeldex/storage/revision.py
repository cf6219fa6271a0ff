"""Whether a database has the revision of the schema that this version needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect

from modeldex.core.errors import StorageError
from modeldex.storage.address import SQLITE
from modeldex.storage.head import HEAD, current_revision

if TYPE_CHECKING:
    from modeldex.storage.database import Database


def require_current(database: Database, *, create: bool = True) -> None:
    """See that a database has the schema of this version.

    An SQLite file without any table gets it at once, unless `create` is False, as whoever only reads
    says; any other database only by `modeldex db upgrade`, which the StorageError names.
    """
    with database.reading() as connection:
        found = current_revision(connection)
        is_empty = found is None and not inspect(connection).get_table_names()
    if found == HEAD:
        return
    if create and is_empty and database.dialect == SQLITE:
        from modeldex.storage.migrating import upgrade  # noqa: PLC0415 - Alembic loads only where it migrates

        upgrade(database)
        return
    raise StorageError(_mend(database.label, found))


def _mend(label: str, found: str | None) -> str:
    if found is None:
        return f"{label} has no tables yet; make them: modeldex db upgrade"
    if found > HEAD:
        return f"{label} is of schema {found}, newer than {HEAD} of this version; install a newer modeldex"
    return f"{label} is of schema {found}, and this version needs {HEAD}; run: modeldex db upgrade"
