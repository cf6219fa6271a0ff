"""How fresh each source is: when it was seen, what is still taken from it, and what it no longer gives."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from modeldex.catalog.columns import BASE_RATES
from modeldex.core.capability import CAPABILITIES
from modeldex.pipeline.manifest import CURATED, MODELS, TOUCHES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.manifest import SourceInfo
    from modeldex.pipeline.merged import Merged
    from modeldex.sources.base import Bounds, Source

_GONE = "status=last_listed:"
"""Beginning of an original of a row that is kept though its source no longer lists it."""


class Fetched(Protocol):
    """What became of the fetching of a source, as `pipeline/fetch` tells it."""

    @property
    def source(self) -> str:
        """Its name."""

    @property
    def outcome(self) -> str:
        """`fetched`, `unchanged`, `skipped` or `failed`."""

    @property
    def reason(self) -> str | None:
        """Why it was skipped, or failed."""

    @property
    def unknown_fields(self) -> Mapping[str, int]:
        """Fields that the parser does not know, with counts."""

    @property
    def last_good(self) -> str | None:
        """Day of the answer that is in place."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source of the tables, and how fresh it is."""

    info: SourceInfo
    age: int
    """Days since it was seen."""
    rates: int
    """Rates in force that are taken from it."""
    oldest: str | None
    """Day of the oldest value that is still taken from it; None where none is."""
    fetched: Fetched | None
    """What became of it when it was last fetched; None where nobody says."""
    faults: tuple[str, ...]
    """What is outside of its bounds."""


def source_states(
    infos: Iterable[SourceInfo],
    merged: Merged,
    sources: Mapping[str, Source],
    outcomes: Sequence[Fetched],
    as_of: date,
) -> list[SourceState]:
    """Every source, the one seen last first."""
    rates, oldest = _taken(merged)
    rows = _rows(merged)
    fetched = {outcome.source: outcome for outcome in outcomes}
    return [
        SourceState(
            info,
            as_of.toordinal() - info.seen_day,
            rates.get(info.name, 0),
            oldest.get(info.name),
            fetched.get(info.name),
            _faults(info, rows.get(info.name, []), sources[info.name].bounds) if info.name in sources else (),
        )
        for info in sorted(infos, key=lambda info: (-info.seen_day, info.name))
    ]


def unseen(states: Iterable[SourceState], outcomes: Sequence[Fetched]) -> list[Fetched]:
    """What was fetched, or could not be, of sources that the tables have nothing of yet."""
    known = {state.info.name for state in states}
    return [outcome for outcome in outcomes if outcome.source not in known]


def _taken(merged: Merged) -> tuple[dict[str, int], dict[str, str]]:
    """Source -> how many rates in force are its, and the oldest day of a value taken from it.

    A rate is as old as its record; a row as its source dates it, or as the day on which it was seen. A
    row counts where its source's word is the first on an offering, or is about the model as such.
    """
    rates: dict[str, int] = defaultdict(int)
    oldest: dict[str, str] = {}
    for full_id, stored in merged.models.items():
        days = [
            (one.info.name, str(one.stored.get("updated") or one.info.seen_on))
            for one in merged.claims.get(full_id, ())
            if one.info.name == stored.get("source") or one.info.about == MODELS
        ]
        for price in merged.prices[full_id]:
            if price.valid_to is None and price.source is not None:
                rates[price.source] += 1
                days.append((price.source, price.recorded_on or price.valid_from or ""))
        for source, day in days:
            if day and day < oldest.get(source, "9"):
                oldest[source] = day
    return rates, oldest


def _rows(merged: Merged) -> dict[str, list[Claims]]:
    """Source -> what it says, row by row, without what it no longer lists.

    A row may be told of other names of its model too, in part: it counts once, where it says most.
    """
    found: dict[str, dict[int, Claims]] = defaultdict(dict)
    for claims in merged.claims.values():
        for one in claims:
            if one.info.name != CURATED and _GONE not in one.row.cells.get("original", ""):
                rows = found[one.info.name]
                rows[one.row.line] = max(one, rows.get(one.row.line, one), key=_size)
    return {name: list(rows.values()) for name, rows in found.items()}


def _size(one: Claims) -> int:
    return len(one.stored) + len(one.prices)


def _faults(info: SourceInfo, rows: list[Claims], bounds: Bounds) -> tuple[str, ...]:
    """How the rows of a source fall short of what a whole answer of it has."""
    if info.about == TOUCHES:  # days alone: no row of it is anything that is said
        return _too_few(info.offerings, bounds)
    faults = _too_few(len(rows), bounds)
    for column, share in bounds.fill.items():
        filled = sum(_states(one, column) for one in rows)
        if filled < share * len(rows):
            faults += (f"{column} stated by {filled:,} of {len(rows):,}, at least {share:.0%} expected",)
    return faults


def _too_few(rows: int, bounds: Bounds) -> tuple[str, ...]:
    return (f"{rows:,} rows, at least {bounds.least:,} expected",) if rows < bounds.least else ()


def _states(one: Claims, column: str) -> bool:
    if column in BASE_RATES:
        return any(price.unit == BASE_RATES[column] and price.is_base for price in one.prices)
    if column in CAPABILITIES:
        return bool(sum(one.masks) & CAPABILITIES[column].mask)
    return column in one.row.cells and bool(one.row.cells[column])
