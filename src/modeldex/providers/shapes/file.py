"""`ShapeRecorder` and `read_shapes`: shapes in a file, a line of JSON each."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from modeldex.core.errors import DataError
from modeldex.providers.shapes.shape import RequestShape

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger("modeldex.providers")

MOST_BYTES = 64 * 1024 * 1024
"""The size at which a file of shapes is full: some 300,000 calls."""


class ShapeRecorder:
    """Adds a line to a file for each call. Several processes may add to one file.

    A call is never held up by it: a file that is full, or cannot be written, is said once in the log, and
    no more is recorded.
    """

    def __init__(self, path: Path | str, *, most_bytes: int = MOST_BYTES) -> None:
        self.path = Path(path)
        """The file; it is made with the first shape, for its owner alone."""
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._is_over = False

    def add(self, shape: RequestShape) -> None:
        """Record one call, or several equal ones."""
        line = json.dumps(shape.record(), separators=(",", ":")).encode() + b"\n"
        with self._lock:
            if self._is_over:
                return
            try:
                self._append(line)
            except OSError as error:
                self._give_up(f"cannot be written: {error.strerror}")

    def _append(self, line: bytes) -> None:
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if os.fstat(handle).st_size + len(line) > self._most_bytes:
                self._give_up(f"is full at {self._most_bytes:,} bytes; move it away, and begin another")
                return
            os.write(handle, line)  # one write of one line, so that lines of several processes stay whole
        finally:
            os.close(handle)

    def _give_up(self, problem: str) -> None:
        self._is_over = True
        logger.warning("no more request shapes are recorded: %s %s", self.path, problem)


def read_shapes(path: Path | str) -> Iterator[RequestShape]:
    """The shapes of a file, in its order; DataError names the line that is none, or the file.

    A last line that a crash cut off is passed over.
    """
    try:
        with Path(path).open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip() and line.endswith((b"\n", b"}")):
                    yield _shape(line, path, number)
    except OSError as error:
        raise DataError(str(path), f"cannot be read: {error.strerror}") from None


def _shape(line: bytes, path: Path | str, number: int) -> RequestShape:
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            raise ValueError("must be an object")
        return RequestShape.of_record(record)
    except (ValueError, RecursionError) as error:
        raise DataError(str(path), f"is no request shape: {error}", line=number) from None
