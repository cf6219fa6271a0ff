"""The digest of a catalog: what tells whether two of them say the same."""

from __future__ import annotations

from hashlib import sha256
from types import MappingProxyType

from modeldex.catalog.schema import DIGESTED, SCHEMA_VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

_ROWS_AT_ONCE = 10_000


def digest_of(
    db: sqlite3.Connection,
    schema: int = SCHEMA_VERSION,
    digested: Mapping[str, str] = DIGESTED,
    in_hand: Mapping[str, Sequence[tuple[object, ...]]] = MappingProxyType({}),
) -> str:
    """SHA-256 over the schema version and the canonical rows, which `digested` asks for by table.

    Who has just written a table may hand over its rows, in the order of its query: to read them again
    takes longer than all the rest.
    """
    found = sha256(f"schema {schema}\n".encode())
    for table, query in digested.items():
        found.update(f"{table}\n".encode())
        rows = in_hand[table] if table in in_hand else db.execute(query).fetchall()
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            found.update(repr(rows[start : start + _ROWS_AT_ONCE]).encode())
    return found.hexdigest()
