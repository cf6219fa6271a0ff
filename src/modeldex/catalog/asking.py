"""Asking a catalog file in SQL: one statement that reads, and nothing else."""

from __future__ import annotations

import sqlite3

from modeldex.core.errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile

_COLUMNS = (
    "SELECT m.name, c.name, lower(c.type) FROM sqlite_schema m, pragma_table_info(m.name) c"
    " WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'search\\_%' ESCAPE '\\' ORDER BY m.name, c.cid"
)
_READS = (
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    getattr(sqlite3, "SQLITE_RECURSIVE", 33),
)


def query(
    file: CatalogFile, text: str, most: int | None = None
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Names of the columns and the rows, so many at most.

    InvalidValueError says what is wrong with the statement, and with one that would change
    anything, reach another file, or is more than one.
    """
    connection = file.connection()
    connection.set_authorizer(_only_reads)
    try:
        cursor = connection.execute(text)
        names = tuple(column[0] for column in cursor.description or ())
        return names, cursor.fetchall() if most is None else cursor.fetchmany(most)
    except (sqlite3.Error, sqlite3.Warning, ValueError, UnicodeError) as error:
        raise InvalidValueError("SQL", {"query": _mend(str(error))}) from None
    finally:
        connection.set_authorizer(None)


def columns_of_tables(file: CatalogFile) -> list[tuple[str, str, str]]:
    """Table, column and type of everything that can be asked."""
    return [(table, column, kind) for table, column, kind in file.rows(_COLUMNS)]


def _only_reads(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


def _mend(problem: str) -> str:
    if problem.startswith("no such table"):
        return f"{problem}; there are models, prices, statements, providers, sources, names, meta"
    if problem.startswith("no such column"):
        return f"{problem}; `modeldex sql --schema` lists them"
    if "not authorized" in problem or "prohibited" in problem:
        return "a catalog can only be read: SELECT, of its own tables"
    return problem
