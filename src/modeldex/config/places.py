"""Where a key stands in a file, and how a fault writes that key."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""The names of the tables down to a value, and the numbers of the elements of arrays, from 0."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Place(NamedTuple):
    """A place in a file, as editors count."""

    line: int
    """From 1."""
    column: int
    """From 1, in characters; a tab is one."""


class Lines:
    """The lines of a text, by the offsets at which they begin."""

    def __init__(self, text: str) -> None:
        self._begins = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, offset: int) -> Place:
        """The place of a character."""
        line = bisect_right(self._begins, offset)
        return Place(line, offset - self._begins[line - 1] + 1)


def dotted(key: KeyPath) -> str:
    """A key as TOML writes it, `models."openai/gpt-4o".prices[0].unit`; blank for the whole file."""
    written = ""
    for part in key:
        if isinstance(part, int):
            written += f"[{part}]"
            continue
        name = part if _BARE.fullmatch(part) else quoted(part)
        written += f".{name}" if written else name
    return written


def quoted(name: str) -> str:
    """A name in quotes, as TOML and JSON write it."""
    escaped = "".join(
        f"\\{char}" if char in '"\\' else char if char.isprintable() else f"\\u{ord(char):04X}"
        for char in name
    )
    return f'"{escaped}"'
