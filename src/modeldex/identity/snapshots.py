"""When a full date in a name tells models apart, and when it does not.

`claude-opus-4.5` has one dated snapshot: the name with the date and the name without it are one
model. `gpt-4o` has three, and `claude-3.5-sonnet` two: each is a model of its own, and the undated
name, which moves from one to the next, is another. Which dates there are is learned from the ids
that providers accept: a date that only a table of benchmarks writes is no snapshot. Nor is one that
a single reseller writes where many write another of the same weeks: a hub that names its entries by
the day of the launch has `claude-4.5-opus-20251124` for `claude-opus-4-5-20251101`.
"""

from __future__ import annotations

from datetime import date

from modeldex.identity.spelling import split_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.identity.matching import Match

_SAME_WITHIN_DAYS = 3
"""Providers date one snapshot by their own clocks: Azure has `gpt-5.5-2026-04-24`, OpenAI `-23`."""
_LAUNCHED_WITHIN_DAYS, _MANY = 31, 5
"""How far a reseller's own day may be from the snapshot's, and how many providers must write that one."""


class Snapshots:
    """The dated snapshots of every undated name, as ids show them."""

    def __init__(self) -> None:
        self._days: dict[tuple[str | None, str], dict[int, set[str]]] = {}
        self._of_makers: set[tuple[str | None, str, int]] = set()

    def learn(self, match: Match, provider: str, *, at_home: bool) -> None:
        """Note the snapshot that a provider's id names, if it names one; `at_home`: its maker's own."""
        base, day = split_date(match.name)
        if day is not None:
            number = date.fromisoformat(day).toordinal()
            self._days.setdefault((match.maker, base), {}).setdefault(number, set()).add(provider)
            if at_home:
                self._of_makers.add((match.maker, base, number))

    def settled(self, match: Match) -> Match:
        """The match without a date that tells nothing apart."""
        base, day = split_date(match.name)
        if day is None:
            return match
        days = self._snapshots(match.maker, base)
        if days and max(days) - min(days) > _SAME_WITHIN_DAYS:
            return match
        only = date.fromordinal(min(days)).isoformat() if days else day
        return match.replace(name=base, reasons=(*match.reasons, f"its only snapshot is of {only}"))

    def _snapshots(self, maker: str | None, base: str) -> list[int]:
        """The days of the snapshots of a name, without a single reseller's own."""
        written = self._days.get((maker, base), {})
        common = [day for day, providers in written.items() if len(providers) >= _MANY]
        return [
            day
            for day, providers in written.items()
            if len(providers) > 1
            or (maker, base, day) in self._of_makers
            or not any(abs(day - other) <= _LAUNCHED_WITHIN_DAYS for other in common)
        ]
