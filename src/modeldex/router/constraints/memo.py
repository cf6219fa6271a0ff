"""`Memo`: what was made for keys that callers choose; beyond so many, all is made anew.

Frames keep what rests on few keys. A key that a caller can vary at will has a memo of its own there, so that
it drives out nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from modeldex.router.frames.frame import Frame

_MOST = 128


class Memo:
    """Threads share it without a lock: at worst, two of them make the same thing."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}

    def of(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What was made for a key, or is made now."""
        found = self._made.get(key)
        if found is None:
            found = make()
            if len(self._made) >= _MOST:
                self._made.clear()
            self._made[key] = found
        return found


def memo(frame: Frame, kept_as: str) -> Memo:
    """The memo of a frame under a name."""
    found: Memo = frame.kept(("memo", kept_as), Memo)
    return found
