"""What was probably meant by a name that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_LISTED = 12
"""So many names at most are all listed, where none looks like the one that is written."""

MOST_HELPED = 20
"""So many faults of one kind get such a word; more of them are one mistake, and looking takes its time."""


def did_you_mean(name: str, known: Iterable[str], *, are_listed: bool = True) -> str:
    """The names that look like one, as the end of a sentence; else all of them, where they are few."""
    near = near_names(name, known := tuple(known))
    if near:
        return f"; did you mean {', '.join(near)}?"
    return f"; known: {', '.join(known)}" if are_listed and 0 < len(known) <= MOST_LISTED else ""


def near_names(name: str, known: Iterable[str], most: int = 3, likeness: float = 0.6) -> list[str]:
    """The names that look like one, the likest first, whatever the case and the punctuation."""
    from difflib import get_close_matches  # noqa: PLC0415 - only faults need it

    plain = {_plain(one): one for one in known}
    return [plain[one] for one in get_close_matches(_plain(name), plain, n=most, cutoff=likeness)]


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
