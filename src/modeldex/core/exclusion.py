"""What one process does at a time: a lock that ends with its process, however that ends."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class HeldElsewhereError(Exception):
    """Another process holds the lock."""


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Hold the lock that a file stands for; HeldElsewhereError where another process does.

    The file is an empty database: SQLite's locks go with a process that dies, on every system.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = None
    try:
        try:
            lock = sqlite3.connect(path, timeout=0, isolation_level=None)
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise OSError(errno.EIO, str(error), str(path)) from error
            raise HeldElsewhereError(str(path)) from None
        yield
    finally:
        if lock is not None:
            lock.close()
