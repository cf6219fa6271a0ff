"""Asking a catalog file in SQL: one statement that reads, within bounds of time and size."""

from __future__ import annotations

import sqlite3
from time import monotonic

from modeldex.core.errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile

    Row = tuple[object, ...]

MOST_SECONDS = 30.0
"""A statement that takes longer is broken off."""
MOST_ROWS = 1_000_000
"""More rows than a catalog's largest table has; beyond it a LIMIT is missing."""
_MOST_BYTES = 50_000_000
"""Of one text or blob that a statement makes."""
_INSTRUCTIONS = 10_000
"""Of SQLite's machine, between two looks at the clock."""
_COLUMNS = (
    "SELECT m.name, c.name, lower(c.type) FROM sqlite_schema m, pragma_table_info(m.name) c"
    " WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'search%' ORDER BY m.name, c.cid"
)
_FUNCTIONS_AS_TABLES = "SELECT count(*) FROM json_each('[]'), json_tree('[]')"
"""Used once, so that a statement may use them: making them takes more than reading."""
_READS = (
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    getattr(sqlite3, "SQLITE_RECURSIVE", 33),
)


_BROKEN_OFF = "interrupted"
"""What SQLite says of a statement that the watch has ended."""


class _Watch:
    """Breaks off a statement that takes too long.

    While SQLite works, Python runs here alone: Ctrl-C is raised here too, and SQLite takes any
    error for a sign to break off.
    """

    def __init__(self) -> None:
        self._end = monotonic() + MOST_SECONDS
        self.is_late = False

    def __call__(self) -> bool:
        """Whether to break off; called by SQLite again and again."""
        self.is_late = monotonic() > self._end
        return self.is_late


def query(file: CatalogFile, text: str, most: int | None = None) -> tuple[tuple[str, ...], list[Row]]:
    """Names of the columns and the rows, so many at most.

    InvalidValueError says what is wrong with the statement, and with one that would change
    anything, reach another file, or be more than one; or that goes beyond the bounds above.
    """
    _check(text, most)
    connection = file.connection()
    connection.execute(_FUNCTIONS_AS_TABLES)
    watch = _Watch()
    length = connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_BYTES)
    connection.set_authorizer(_only_reads)
    connection.set_progress_handler(watch, _INSTRUCTIONS)
    try:
        cursor = connection.execute(text)
        names = tuple(column[0] for column in cursor.description or ())
        rows = cursor.fetchmany(MOST_ROWS + 1 if most is None else most) if most != 0 else []
    except (sqlite3.Error, sqlite3.Warning, ValueError, MemoryError) as error:
        if str(error) == _BROKEN_OFF and not watch.is_late:
            raise KeyboardInterrupt from None
        raise _fault(_mend(str(error))) from None
    finally:
        connection.set_progress_handler(None, 0)
        connection.set_authorizer(None)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, length)
    if most is None and len(rows) > MOST_ROWS:
        raise _fault(f"gives more than {MOST_ROWS:,} rows; add a LIMIT")
    return names, rows


def columns_of_tables(file: CatalogFile) -> list[tuple[str, str, str]]:
    """Table, column and type of everything that can be asked."""
    return [(table, column, kind) for table, column, kind in file.rows(_COLUMNS)]


def _check(text: str, most: int | None) -> None:
    if not isinstance(text, str):
        raise _fault(f"must be text, not {text!r}")
    if most is not None and (type(most) is not int or not 0 <= most <= MOST_ROWS):
        raise InvalidValueError(
            "SQL", {"most": f"must be a whole number up to {MOST_ROWS:,}, or None; not {most!r}"}
        )


def _fault(problem: str) -> InvalidValueError:
    return InvalidValueError("SQL", {"query": problem})


def _only_reads(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


def _mend(problem: str) -> str:
    if problem == _BROKEN_OFF:
        return f"takes longer than {MOST_SECONDS:g} seconds; narrow it, or add a LIMIT"
    if problem.startswith("no such table"):
        return f"{problem}; there are models, prices, statements, providers, sources, names, meta"
    if problem.startswith("no such column"):
        return f"{problem}; `modeldex sql --schema` lists them"
    if "not authorized" in problem or "prohibited" in problem:
        return "a catalog can only be read: SELECT, of its own tables"
    if "constructor failed: search" in problem or "authorization denied" in problem:
        return "the table search is for `modeldex search`; ask models with LIKE instead"
    return problem or "needs more memory than there is; narrow it"
