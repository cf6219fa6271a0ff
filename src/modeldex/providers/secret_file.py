"""A secret that is the whole content of a file, as containers and tools for secrets hand them out."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from modeldex.core.secret import Secret

if TYPE_CHECKING:
    from io import BufferedReader
    from os import PathLike

logger = logging.getLogger("modeldex.providers")

MOST_BYTES = 65_536
"""More than that is no key."""
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""Neither is known to Windows."""


class SecretFiles:
    """Files of which each holds one secret; they are read anew each time."""

    def __init__(self) -> None:
        self._warned_of: set[str] = set()

    def __repr__(self) -> str:
        return "SecretFiles()"

    def read(self, path: str) -> Secret | str:
        """The secret in a file, without one line break at its end; or why there is none, with the mend.

        A file that everybody on the machine may read is read, and warned of once.
        """
        try:
            with opened_at_once(path) as opened:
                mode = os.fstat(opened.fileno()).st_mode
                content = opened.read(MOST_BYTES + 1) if stat.S_ISREG(mode) else None
        except FileNotFoundError:
            return f"{path} is not there; put the key into it"
        except (OSError, RuntimeError, ValueError):  # no home folder, or a name that no file has
            return f"{path} cannot be read; let this user read it"
        if content is None:
            return f"{path} is no file; name the file that holds the key"
        if mode & stat.S_IROTH and path not in self._warned_of:
            self._warned_of.add(path)
            logger.warning("%s holds a key, and everybody may read it: chmod 600 it", path)
        return secret_in(content, f"{path} holds")


def opened_at_once(path: str | PathLike[str]) -> BufferedReader:
    """A file that is opened to be read, without waiting for whoever would write into a pipe; OSError."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | _AT_ONCE)

    return open(Path(path).expanduser(), "rb", opener=opener)


def regular_content(path: str | PathLike[str], most_bytes: int) -> bytes | None:
    """What a file begins with; None where it is a pipe or a device. OSError where it cannot be read."""
    with opened_at_once(path) as opened:
        return opened.read(most_bytes) if stat.S_ISREG(os.fstat(opened.fileno()).st_mode) else None


def secret_in(content: bytes, whose: str) -> Secret | str:
    """The secret that some bytes are; or why they are none."""
    if len(content) > MOST_BYTES:
        return f"{whose} more than a key; leave it the key alone"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return f"{whose} what is no text; leave it the key alone"
    if not text.strip():
        return f"{whose} nothing; put the key there"
    return Secret(text.removesuffix("\n").removesuffix("\r"))
