"""What tells one content of a file from another, without reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def file_state(path: Path) -> tuple[int, int, int, int] | None:
    """Device, inode, time of the last change and size of a file, links followed; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size
