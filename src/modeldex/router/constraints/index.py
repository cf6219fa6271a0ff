"""`Index`: the candidates of a frame by a value that each has one or several of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.frames.bits import bits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.frames.frame import Frame


class Index:
    """Sets of candidates by value. Whoever asks chooses the values: one that nobody has costs nothing."""

    __slots__ = ("_sets", "known")

    def __init__(self, frame: Frame, values_of: Callable[[ModelConfig], Iterable[str]]) -> None:
        places: dict[str, list[int]] = {}
        for place, model in enumerate(frame.models):
            for value in values_of(model):
                places.setdefault(value, []).append(place)
        self._sets = {value: bits_of(found, len(frame)) for value, found in places.items()}
        self.known = self.any_of(self._sets)
        """The set of candidates that have any value."""

    def of(self, value: str) -> int:
        """The set of candidates that have a value."""
        return self._sets.get(value, 0)

    def any_of(self, values: Iterable[str]) -> int:
        """The set of candidates that have one of some values."""
        found = 0
        for value in values:
            found |= self._sets.get(value, 0)
        return found

    def where(self, holds: Callable[[str], bool]) -> int:
        """The set of candidates that have a value of which something holds."""
        return self.any_of([value for value in self._sets if holds(value)])


def index(frame: Frame, kept_as: str, values_of: Callable[[ModelConfig], Iterable[str]]) -> Index:
    """The index of a frame under a name; made once."""
    found: Index = frame.kept(("index", kept_as), lambda: Index(frame, values_of))
    return found
