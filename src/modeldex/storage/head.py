"""The revision of the schema that this version needs, and the one that a database has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import column, inspect, select, table

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

HEAD = "0002"
"""The revision that this version of modeldex needs."""
REVISION_TABLE = "modeldex_revision"
"""Where a database keeps its revision: not Alembic's own name, since others may share the database."""


def current_revision(connection: Connection) -> str | None:
    """The revision of a database; None where it has no tables of modeldex."""
    if not inspect(connection).has_table(REVISION_TABLE):
        return None
    return connection.execute(select(column("version_num")).select_from(table(REVISION_TABLE))).scalar()
