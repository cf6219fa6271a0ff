"""When a full date in a name tells models apart, and when it does not.

`claude-opus-4.5` has one dated snapshot: the name with the date and the name without it are one
model. `gpt-4o` has three, and `claude-3.5-sonnet` two: each is a model of its own, and the undated
name, which moves from one to the next, is another. Which dates there are is learned from the ids
that providers accept: a date that only a table of benchmarks writes is no snapshot.
"""

from __future__ import annotations

from datetime import date

from modeldex.identity.spelling import split_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.identity.matching import Match

_SAME_WITHIN_DAYS = 3
"""Providers date one snapshot by their own clocks: Azure has `gpt-5.5-2026-04-24`, OpenAI `-23`."""


class Snapshots:
    """The dated snapshots of every undated name, as ids show them."""

    def __init__(self) -> None:
        self._days: dict[tuple[str | None, str], list[int]] = {}

    def learn(self, match: Match) -> None:
        """Note the snapshot that an id names, if it names one."""
        base, day = split_date(match.name)
        if day is not None:
            self._days.setdefault((match.maker, base), []).append(date.fromisoformat(day).toordinal())

    def settled(self, match: Match) -> Match:
        """The match without a date that tells nothing apart."""
        base, day = split_date(match.name)
        days = self._days.get((match.maker, base), ())
        if day is None or (days and max(days) - min(days) > _SAME_WITHIN_DAYS):
            return match
        return match.replace(name=base, reasons=(*match.reasons, f"its only snapshot is of {day}"))
