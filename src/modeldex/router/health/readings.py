"""`HealthReadings`: the readings of one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.seen.readings import HealthReading

if TYPE_CHECKING:
    from collections.abc import Mapping


class HealthReadings(dict[str, HealthReading]):
    """Full id, or `provider/*`, -> reading. A dictionary for its speed, which nobody changes."""

    __slots__ = ("troubled",)

    def __init__(self, readings: Mapping[str, HealthReading], troubled: tuple[str, ...] = ()) -> None:
        super().__init__(readings)
        self.troubled = troubled
        """Under which names a circuit is not closed, or a cool-down was asked for: where it is empty,
        nothing stands in the way of any model, and no reading need be looked at."""
