"""The salt of a folder: what the names of its files are hashed with."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 32


def read_salt(path: Path) -> bytes:
    """The salt that a file holds, which is made where there is none, or a damaged one.

    Several that begin in one folder get the same one: it appears whole, and whoever comes second
    reads what is there.
    """
    found = _read(path)
    if found is not None and len(found) == _BYTES:
        return found
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.new")
    try:
        aside.touch(0o600, exist_ok=False)
        aside.write_bytes(secrets.token_bytes(_BYTES))
        if found is None:
            _put(aside, path)
        else:
            aside.replace(path)
        return path.read_bytes()
    finally:
        aside.unlink(missing_ok=True)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _put(aside: Path, path: Path) -> None:
    """Give a whole file its name, unless another has it."""
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        aside.replace(path)
