"""One update at a time in one folder."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from modeldex.core.errors import UpdateError
from modeldex.core.exclusion import HeldElsewhereError, exclusively

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCK = "lock.sqlite"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other updates out of a folder; UpdateError where one is at work."""
    try:
        with exclusively(folder / _LOCK):
            yield
    except HeldElsewhereError:
        raise UpdateError(
            f"another update is at work in {folder}; run this one again once that has ended"
        ) from None
