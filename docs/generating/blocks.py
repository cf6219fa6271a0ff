"""The fenced blocks of a Markdown page."""

from __future__ import annotations

import re
from typing import NamedTuple

_FENCE = re.compile(r"^```(\S*)[ ]?(.*)$")


class Block(NamedTuple):
    """One fenced block: what stands between ``` and ```."""

    language: str
    """The first word after the opening fence: `python`, `sh`, `text`."""
    title: str
    """The rest of that line: the name of the file that the block shows, or nothing."""
    lines: tuple[str, ...]
    """What stands between the fences."""
    first: int
    """Place of its first line in the lines of the page."""

    @property
    def end(self) -> int:
        """Place of its closing fence in the lines of the page."""
        return self.first + len(self.lines)


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page, in order; an open one ends with the page."""
    found: list[Block] = []
    opened: tuple[str, str, int] | None = None
    lines = text.splitlines()
    for place, line in enumerate(lines):
        fence = _FENCE.match(line)
        if opened is None and fence:
            opened = fence[1], fence[2], place + 1
        elif opened is not None and line == "```":
            language, title, first = opened
            found.append(Block(language, title, tuple(lines[first:place]), first))
            opened = None
    if opened is not None:
        raise ValueError(f"line {opened[2]}: a block is opened and never closed")
    return found


def follows(lines: list[str], before: Block, after: Block) -> bool:
    """Whether nothing but blank lines stands between two blocks."""
    return not any(line.strip() for line in lines[before.end + 1 : after.first - 1])
