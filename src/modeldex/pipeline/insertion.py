"""Rows into a table of the catalog file, many by each statement."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_MOST_VALUES = 999
"""As many as every SQLite takes in one statement."""


def insert(db: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows of one width, quickest where they come in the order of the table's key.

    A statement of a hundred rows costs half of a hundred statements.
    """
    if not rows:
        return
    width = len(rows[0])
    many = max(1, _MOST_VALUES // width)
    whole = len(rows) - len(rows) % many
    values = chain.from_iterable(rows)
    row = f"({', '.join('?' * width)})"
    db.executemany(
        f"INSERT INTO {table} VALUES {', '.join([row] * many)}",  # noqa: S608 - a name of ours
        (tuple(islice(values, many * width)) for _ in range(0, whole, many)),
    )
    db.executemany(f"INSERT INTO {table} VALUES {row}", rows[whole:])  # noqa: S608 - a name of ours
