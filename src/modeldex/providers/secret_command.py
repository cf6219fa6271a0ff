"""`SecretCommands`: secrets that commands write, such as `pass show openai`."""

from __future__ import annotations

import shlex
import subprocess
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING

from modeldex.providers.secret_file import MOST_BYTES, secret_in

if TYPE_CHECKING:
    from typing import IO

    from modeldex.core.secret import Secret

MOST_SECONDS = 30.0
"""How long a command is waited for: its owner may have to unlock what it reads."""


class SecretCommands:
    """Commands, each run at most once in a process, by no shell.

    What a command writes to standard output is the secret; what it writes to standard error is thrown
    away, since it may hold one.
    """

    def __init__(self, most_seconds: float = MOST_SECONDS) -> None:
        self._most_seconds = most_seconds
        self._had: dict[str, Secret | str] = {}
        self._lock = Lock()

    def __repr__(self) -> str:
        return "SecretCommands()"

    def run(self, line: str) -> Secret | str:
        """The secret that a command line writes; or why it writes none, with the mend."""
        with self._lock:
            if line not in self._had:
                self._had[line] = _ran(line, self._most_seconds)
            return self._had[line]


def _ran(line: str, most_seconds: float) -> Secret | str:
    try:
        words = shlex.split(line)
    except ValueError:
        words = []
    if not words:
        return "its command cannot be read; close the quotes in it"
    named = f"its command {words[0]}"
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own configuration says so, and no shell reads it
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except (OSError, ValueError):
        return f"{named} cannot be run; install it, or name another"
    return _written(process, named, most_seconds)


def _written(process: subprocess.Popen[bytes], named: str, most_seconds: float) -> Secret | str:
    """What a command gives in time. A thread reads: what the command began may hold the pipe open."""
    assert process.stdout is not None
    pieces: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_read, args=(process.stdout, pieces), daemon=True, name="modeldex-secret").start()
    ends_at = monotonic() + most_seconds
    try:
        content = pieces.get(timeout=most_seconds)
        if len(content) > MOST_BYTES:
            return f"{named} writes more than a key; have it write the key alone"
        code = process.wait(max(ends_at - monotonic(), 0))
    except (Empty, subprocess.TimeoutExpired):
        return f"{named} gave nothing within {most_seconds:g} s; run it by hand once"
    finally:
        process.kill()
        process.wait()
    if code != 0:
        return f"{named} ended with {code}; run it by hand to see why"
    return secret_in(content, f"{named} writes")


def _read(pipe: IO[bytes], pieces: SimpleQueue[bytes]) -> None:
    with pipe:
        pieces.put(pipe.read(MOST_BYTES + 1))
