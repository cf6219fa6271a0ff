"""What a driver's error means: one StorageError with the database, the cause and the mend."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from modeldex.core.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCKED = "is locked by another program; end that one, or try again"
_BY_NAME = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_FULL": "cannot grow: the disk is full",
    "SQLITE_READONLY": "is read-only; give this user the right to write the file and its folder",
    "SQLITE_CANTOPEN": "cannot be opened; this user must be allowed to write it and in its folder",
    "SQLITE_NOTADB": "is no SQLite database; name another file",
    "SQLITE_CORRUPT": "is damaged; put back a copy that is whole",
    "SQLITE_IOERR": "cannot be read or written; look at the disk",
    "SQLITE_PERM": "may not be opened by this user",
}
"""SQLite's name of an error, or how it begins -> what that means."""
_BY_STATE = {
    "42501": "does not let this user do that; grant it the rights on the database and its schema",
    "53100": "cannot grow: the server's disk is full",
    "53": "has no connection, memory or disk left; look at the server's limits",
    "25006": "is read-only; name the primary server, not a standby",
    "55P03": _LOCKED,
    "40P01": "met a deadlock; try again",
    "57": "was shut down, or ended the connection; try again once it runs",
    "42P01": "has not the tables of this version; run: modeldex db upgrade",
}
"""PostgreSQL's state of an error, or how it begins -> what that means; the longer one first."""
_UNREACHED = (
    "cannot be reached; check that its server runs, and host, port, user, password and database in the URL"
)


@contextmanager
def told_as_storage_error(label: str) -> Iterator[None]:
    """Turn the errors of drivers into StorageErrors about the database that is called `label`."""
    try:
        yield
    except DBAPIError as error:
        raise storage_error(label, error.orig) from error.orig
    except PoolTimeoutError as error:
        raise StorageError(f"{label}: all connections of this process are in use; try again") from error


def storage_error(label: str, cause: BaseException | None) -> StorageError:
    """The StorageError for a driver's error."""
    said = " ".join(str(cause).split())
    return StorageError(f"{label} {_meaning(cause)} ({said})")


def _meaning(cause: BaseException | None) -> str:
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", None) or ""
        return next((text for start, text in _BY_NAME.items() if name.startswith(start)), _FAILED)
    state = getattr(cause, "sqlstate", None)
    if state is None:
        # a server that lets nobody in gives no state, only its words: which of these it is, they tell
        return _UNREACHED
    starts = sorted(_BY_STATE, key=len, reverse=True)
    return next((_BY_STATE[start] for start in starts if state.startswith(start)), _FAILED)


_FAILED = "did not do what it was asked"
