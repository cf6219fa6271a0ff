"""The commands that fetch, over a furnished folder of facts: in this process, in a pipe, on a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING, Any

from tests.pipeline.running import UNHURRIED, Upstreams, command, environment, furnish

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from tests.http.server import AnswerServer
    from tests.pipeline.conftest import House

LONGEST = 60.0
"""Seconds that are waited for a process at most; where it takes them, something is wrong."""
_ANEW = re.compile(r"(?:\r\x1b\[2K(?:\x1b\[1A\x1b\[2K)*)|\r")
"""How the place of the bars is cleared before they are drawn anew."""


class Fetching:
    """A folder of facts with own lists of Lumen's and of a program's, and the servers that they are at."""

    def __init__(self, house: House, server: AnswerServer) -> None:
        furnish(house)
        self.house = house
        self.root = house.data.parent
        self.server = server
        self.upstreams = Upstreams(server)
        self.into = self.root / "answers"

    def arguments(self, *more: str, verb: str = "fetch") -> list[str]:
        folder = [f"--into={self.into}"] if verb == "fetch" else []
        return [verb, *more, f"--data={self.house.data}", *folder]

    def run(self, *more: str, origins: bool = True, **variables: str) -> Result:
        """The command in this process."""
        asked = [name for name in ("openrouter", "lumen") if origins and name in more]
        led = [f"--origin={name}={self.server.origin}" for name in asked]
        return command(*self.arguments(*more), *led, folder=self.root, **variables)

    def start(self, *more: str, **how: Any) -> subprocess.Popen[bytes]:
        """The command in a process of its own, led to the servers here."""
        return subprocess.Popen(
            [sys.executable, "-c", UNHURRIED, *self.arguments(*more)],
            env={**os.environ, **environment(self.root)},
            **how,
        )

    def on_a_terminal(self, *more: str, lines: int = 24) -> tuple[int, str]:
        """How the command ends, and what it writes, on a terminal of 80 columns."""
        return on_a_terminal(self.root, *self.arguments(*more), lines=lines)


def on_a_terminal(root: Path, *arguments: str, lines: int = 24) -> tuple[int, str]:
    """How a command ends, and what it writes, on a terminal of 80 columns."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    size = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": str(lines), "PYTHONUTF8": "1"}
    ran = subprocess.Popen(
        [sys.executable, "-c", UNHURRIED, "--no-pager", *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**kept, **environment(root), **size},
    )
    os.close(follower)
    written = b""
    try:
        while chunk := os.read(leader, 65_536):
            written += chunk
    except OSError:  # the other end is closed: the command has ended
        pass
    os.close(leader)
    return ran.wait(LONGEST), written.decode().replace("\r\n", "\n")


def plain(seen: str) -> str:
    """What a terminal was sent, without what moves and colours."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen)


def frames(seen: str) -> list[str]:
    """The bars, as they were drawn one after the other."""
    return [frame for frame in map(plain, _ANEW.split(seen)) if "━" in frame]
