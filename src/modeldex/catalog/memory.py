"""A catalog in memory: the threads of a process read one copy of it, not one each."""

from __future__ import annotations

import sqlite3
from itertools import count
from weakref import finalize

from modeldex.catalog.lock import making

_SHARES_MEMORY = sqlite3.sqlite_version_info >= (3, 36)
"""From 3.36 on SQLite has files in memory that several connections may open."""
_numbers = count()


class MemoryFile:
    """The bytes of a catalog file, to be connected to.

    Who connects first opens the bytes as they are, which is quickest where there is one thread; all
    others share a copy that is made for the second. A forked child makes copies of its own: at the
    fork another thread of the parent may have been reading, and its hold would never end.
    """

    __slots__ = ("__weakref__", "_content", "_keeper", "_name", "_process")

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._process: object = None
        self._name = ""
        self._keeper: sqlite3.Connection | None = None
        """The copy is there for as long as one connection to it."""

    def connected(self, process: object) -> sqlite3.Connection:
        """A new connection, for a thread of a process."""
        if not _SHARES_MEMORY:
            return self._deserialized()
        with making():
            if self._process is not process:
                self._process, self._name = process, ""
                return self._deserialized()
            if not self._name:
                self._copy()
        return _opened(self._name)

    def _copy(self) -> None:
        name = f"file:/modeldex-{next(_numbers)}?vfs=memdb"
        keeper, content = _opened(name), self._deserialized()
        content.backup(keeper)
        content.close()
        finalize(self, keeper.close)
        self._name, self._keeper = name, keeper

    def _deserialized(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.deserialize(self._content)
        return connection


def _opened(name: str) -> sqlite3.Connection:
    return sqlite3.connect(name, uri=True, check_same_thread=False, cached_statements=64)
