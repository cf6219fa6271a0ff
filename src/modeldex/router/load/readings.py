"""`LoadReadings`: the loads of one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.seen.readings import LoadReading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class LoadReadings(dict[str, LoadReading]):
    """Full id -> load. A dictionary for its speed, which nobody changes."""

    __slots__ = ("told",)

    def __init__(self, loads: Mapping[str, LoadReading], told: Iterable[str] = ()) -> None:
        super().__init__(loads)
        self.told = tuple(told)
        """Full ids of the models whose provider says what is left."""
