"""Opening a catalog file: read-only, immutable, safe for threads and after a fork.

Each thread has a connection of its own, and keeps its cursors for the next question. A connection
that was opened before a fork is never used in the child, nor closed there. All of them read the file
that was opened first: once another one stands in its place, whoever comes later reads it from memory, as
where the package is no file on disk (inside a zip archive), or layers lie over it.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from weakref import finalize

from modeldex.catalog.held import HeldFile
from modeldex.catalog.lock import making
from modeldex.catalog.schema import APPLICATION_ID, SCHEMA_VERSION
from modeldex.core.errors import CatalogError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from modeldex.catalog.memory import MemoryFile

_READABLE_SCHEMAS = (SCHEMA_VERSION, SCHEMA_VERSION - 1)
_CACHE_KB = 512
"""Pages that a connection keeps. The system's own cache is as near, and SQLite's 2 MB would count
for each thread."""

_process = object()
"""What tells this process from the one it was forked from."""
_abandoned: list[_Connected] = []
"""Connections of a parent process: a child neither uses nor closes them while it runs."""


def _become_another_process() -> None:
    global _process  # noqa: PLW0603 - one per process
    _process = object()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_become_another_process)


class _Connected:
    """A connection that is closed when its thread ends or its catalog goes.

    A finalizer closes it, not `__del__`: a catalog and its models refer to each other, and among
    objects that are collected together the connection could be the first to go, unclosed.
    """

    __slots__ = ("__weakref__", "connection", "idle", "process")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.process = _process
        self.idle = [connection.cursor()]
        """Cursors that no question uses; one asked inside another, by a signal handler, makes its own."""
        finalize(self, connection.close)


class CatalogFile:
    """A compiled catalog on disk or in memory; hands each thread its connection."""

    def __init__(self, path: str | os.PathLike[str], content: bytes | None = None) -> None:
        self.path = os.path.abspath(os.fspath(path))  # noqa: PTH100 - pathlib costs 10 ms of start-up
        """Where it lies; with `content`, where it would."""
        self._memory = None if content is None else _memory_file(content)
        self._held = HeldFile(self.path) if content is None else None
        self._local = threading.local()
        self._connected()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection; CatalogError where the file is none of ours."""
        return self._connected().connection

    def _connected(self) -> _Connected:
        try:
            connected: _Connected = self._local.connected
        except AttributeError:
            return self._connect()
        if connected.process is _process:
            return connected
        _abandoned.append(connected)
        return self._connect()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query; CatalogError where the file turns out to be damaged."""
        connected = self._connected()
        cursor = connected.idle.pop() if connected.idle else connected.connection.cursor()
        try:
            return cursor.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damage(error) from None
        finally:
            connected.idle.append(cursor)

    def row(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a query; None where there is none."""
        connected = self._connected()
        cursor = connected.idle.pop() if connected.idle else connected.connection.cursor()
        try:
            return cursor.execute(query, values).fetchone()  # type: ignore[no-any-return]
        except sqlite3.DatabaseError as error:
            raise self._damage(error) from None
        finally:
            connected.idle.append(cursor)

    def _damage(self, error: sqlite3.DatabaseError) -> CatalogError:
        return CatalogError(f"{self.path} cannot be read as a catalog: {error}; install or build it anew")

    def _connect(self) -> _Connected:
        connection = self._opened()
        fault = self._fault(connection)
        if fault is not None:
            connection.close()
            raise CatalogError(fault)
        connected = self._local.connected = _Connected(connection)
        return connected

    def _fault(self, connection: sqlite3.Connection) -> str | None:
        """Why the opened file is none of ours; None where it is."""
        try:
            found = connection.execute("PRAGMA application_id").fetchone()[0]
            schema = connection.execute("PRAGMA user_version").fetchone()[0]
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        except sqlite3.Error as error:
            return (
                f"{self.path} cannot be read as a catalog: {error}; give a file that `modeldex build` wrote"
            )
        if found != APPLICATION_ID:
            return f"{self.path} is a SQLite file, but no catalog of modeldex"
        if schema not in _READABLE_SCHEMAS:
            readable = " and ".join(map(str, _READABLE_SCHEMAS))
            return f"{self.path} has schema {schema}, readable are {readable}; update the older of the two"
        return None

    def _opened(self) -> sqlite3.Connection:
        if self._memory is None:
            connection = self._opened_in_place()
            if connection is not None:
                return connection
        assert self._memory is not None
        connection = self._memory.connected(_process)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _opened_in_place(self) -> sqlite3.Connection | None:
        """A connection to the file at its path; None where that is another one, and memory has ours."""
        held = self._held
        assert held is not None
        uri, connection = f"file:{quoted(self.path)}?mode=ro&immutable=1", None
        try:
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False, cached_statements=64)
        except sqlite3.OperationalError as error:
            if held.is_in_place():
                raise CatalogError(f"{self.path} cannot be read as a catalog: {error}") from None
        if held.is_in_place():  # asked once it is open: it may be replaced at any time
            return connection
        if connection is not None:
            connection.close()
        with making():
            if self._memory is None:
                self._memory = _memory_file(held.content())
        return None


def _memory_file(content: bytes) -> MemoryFile:
    from modeldex.catalog.memory import MemoryFile

    return MemoryFile(content)


def quoted(path: str) -> str:
    """A path as the path of a URI: '?', '#', '%' and blanks are not taken for its syntax."""
    safe = b"/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~:"
    slashed = path.replace(os.sep, "/")
    rooted = slashed if slashed.startswith("/") else f"/{slashed}"
    return "".join(chr(byte) if byte in safe else f"%{byte:02X}" for byte in os.fsencode(rooted))
