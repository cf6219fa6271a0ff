"""The file that a catalog was opened of, held for as long as the catalog is asked.

An update puts another file in its place, with other numbers for its rows. Whoever opened it by its path
after that, as a new thread or a forked process would, would mix the two.
"""

from __future__ import annotations

import os
from stat import S_ISREG
from weakref import finalize

from modeldex.core.errors import CatalogError

TYPE_CHECKING = False
if TYPE_CHECKING:
    Identity = tuple[int, int]

_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_MOST_AT_ONCE = 64 * 1024 * 1024


class HeldFile:
    """A file, whatever stands at its path later on."""

    __slots__ = ("__weakref__", "_handle", "_identity", "path")

    def __init__(self, path: str) -> None:
        """Take hold of the file at a path; CatalogError where there is none that can be read."""
        self.path = path
        try:
            is_file = S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - pathlib costs 10 ms of start-up
        except OSError:
            is_file = False
        if not is_file:
            raise CatalogError(f"no catalog at {path}; build one with `modeldex build` or reinstall modeldex")
        try:
            self._handle = os.open(path, _READING)
        except OSError as error:
            raise CatalogError(f"{path} cannot be read as a catalog: {error.strerror}") from None
        self._identity = _identity(os.fstat(self._handle))
        finalize(self, _let_go, self._handle, self._identity)

    def is_in_place(self) -> bool:
        """Whether this very file still stands at its path."""
        try:
            return _identity(os.stat(self.path)) == self._identity  # noqa: PTH116
        except OSError:
            return False

    def content(self) -> bytes:
        """All of it; CatalogError where this process has closed every file that it had open."""
        if not _is_open(self._handle, self._identity):
            raise CatalogError(
                f"{self.path} was replaced, and the file that was opened is closed; start this process anew"
            )
        size, pieces, found = os.fstat(self._handle).st_size, [], 0
        while found < size:
            piece = _read(self._handle, min(size - found, _MOST_AT_ONCE), found)
            if not piece:
                break
            pieces.append(piece)
            found += len(piece)
        return b"".join(pieces)


def _read(handle: int, count: int, start: int) -> bytes:
    """Bytes from a place on. Forked processes share the place at which a file is read: it is not moved."""
    if hasattr(os, "pread"):
        return os.pread(handle, count, start)
    os.lseek(handle, start, os.SEEK_SET)  # a system without `pread` has no fork either
    return os.read(handle, count)


def _identity(found: os.stat_result) -> Identity:
    return found.st_dev, found.st_ino


def _is_open(handle: int, identity: Identity) -> bool:
    """Whether a handle is still that of the file: a daemon closes all it had, and others take the number."""
    try:
        return _identity(os.fstat(handle)) == identity
    except OSError:
        return False


def _let_go(handle: int, identity: Identity) -> None:
    if _is_open(handle, identity):
        os.close(handle)
