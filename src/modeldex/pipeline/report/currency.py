"""How current the benchmarks are: whose scores there are, and when each source was last asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.core.list_fields import Scores
from modeldex.pipeline.manifest import CURATED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.merged import Merged

CURRENT_DAYS = 30
"""Scores are to be held against their source this often."""


@dataclass(frozen=True, slots=True)
class ScoreSource:
    """A source of benchmark scores."""

    name: str
    seen_on: str
    """Day on which it was last seen; of scores kept by hand, the oldest day of any."""
    age: int
    """Days since then."""
    scores: int
    """How many scores it states."""
    newest: str
    oldest: str
    """Days of its newest and of its oldest row, as far as it dates them, else of the source."""

    @property
    def is_current(self) -> bool:
        """Whether it was checked within `CURRENT_DAYS`."""
        return self.age <= CURRENT_DAYS


@dataclass(frozen=True, slots=True)
class Currency:
    """All scores that are stated."""

    sources: list[ScoreSource]
    """Those with most scores first."""

    @property
    def scores(self) -> int:
        """How many scores are stated."""
        return sum(one.scores for one in self.sources)

    @property
    def stale(self) -> int:
        """How many of them were not checked within `CURRENT_DAYS`."""
        return sum(one.scores for one in self.sources if not one.is_current)

    @property
    def share_current(self) -> float | None:
        """The part that was checked in time, 0 to 1; None where there is no score."""
        return 1 - self.stale / self.scores if self.scores else None


def benchmark_currency(merged: Merged, as_of: date) -> Currency:
    """Whose scores there are, and how old."""
    rows: dict[str, dict[tuple[str, int], Claims]] = defaultdict(dict)
    for claims in merged.claims.values():
        for one in claims:
            if one.stored.get("benchmarks"):
                rows[one.info.name][str(one.row.path), one.row.line] = one
    found = [_source(name, list(said.values()), as_of) for name, said in rows.items()]
    return Currency(sorted(found, key=lambda one: (-one.scores, one.name)))


def names_of_benchmarks(merged: Merged) -> set[str]:
    """Every benchmark that somebody states a score of."""
    cells = {str(stored["benchmarks"]) for stored in merged.models.values() if stored.get("benchmarks")}
    return {name for cell in cells for name in Scores.read(cell)}


def _source(name: str, said: list[Claims], as_of: date) -> ScoreSource:
    seen = min(said, key=lambda one: one.info.seen_day).info if name == CURATED else said[0].info
    dated = _days(said)
    scores = sum(len(Scores.read(str(one.stored["benchmarks"]))) for one in said)
    return ScoreSource(
        name, seen.seen_on, as_of.toordinal() - seen.seen_day, scores, max(dated), min(dated)
    )  # fmt: skip


def _days(said: Iterable[Claims]) -> list[str]:
    return [str(one.stored.get("updated") or one.info.seen_on) for one in said]
