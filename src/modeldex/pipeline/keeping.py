"""The folder of facts, written by one command at a time."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from modeldex.core.errors import DataError
from modeldex.core.exclusion import HeldElsewhereError, exclusively

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".lock.sqlite"
"""The file in the folder of facts that stands for whoever writes there; a dot makes it nobody's fact."""
_LEFT_BEHIND = re.compile(r"\..+\.\d+\.new")
"""What `core.replacement` calls a file until it is whole."""


@contextmanager
def alone_with(data: Path) -> Iterator[None]:
    """Be the only command that writes into a folder of facts; DataError where another one does.

    What a process that died was writing, and nobody will make whole, is taken away first.
    """
    try:
        with exclusively(data / LOCK):
            for path in data.rglob(".*.new"):
                if _LEFT_BEHIND.fullmatch(path.name):
                    path.unlink(missing_ok=True)
            yield
    except HeldElsewhereError:
        problem = "another command is writing these facts; wait until it has ended, and try again"
        raise DataError(str(data), problem) from None
