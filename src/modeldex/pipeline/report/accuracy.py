"""How much of the catalog is right: by spot checks, and against the providers' own listings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from modeldex.catalog.columns import UNKNOWN_CELL
from modeldex.catalog.evidence import is_one_value
from modeldex.catalog.spotcheck import KINDS, kind_of
from modeldex.core.status import ModelStatus
from modeldex.pipeline.evidence import values_taken
from modeldex.pipeline.manifest import OFFERINGS
from modeldex.pipeline.spotchecks import RIGHT, UNCLEAR, WRONG

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from modeldex.pipeline.merged import Merged
    from modeldex.pipeline.spotchecks import SpotCheck

CHECK_DAYS = 180
"""Verdicts older than this many days say nothing of the catalog of now."""
LEAST_CHECKED = 30
"""Fewer verdicts than this measure nothing."""
_SURE = 1.959964
"""Standard deviations within which 95 % of a normal distribution lie."""
COMPARED_KINDS = ("prices", "limits", "capabilities")


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What spot checks say of one kind of value."""

    kind: str
    right: int
    wrong: int
    unclear: int
    """Checks that no page settles; they count neither way."""
    low: float | None
    high: float | None
    """The share right is between the two with 95 % confidence, by Wilson's interval; None: no check."""

    @property
    def checked(self) -> int:
        """How many verdicts there are, right or wrong."""
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """The part that was right, 0 to 1; None where nothing is checked."""
        return self.right / self.checked if self.checked else None

    @property
    def is_measured(self) -> bool:
        """Whether there are verdicts enough to say anything."""
        return self.checked >= LEAST_CHECKED


@dataclass(frozen=True, slots=True)
class OwnWord:
    """Of the values that providers' own listings state too, how many the tables have."""

    kind: str
    stated: int
    same: int
    """Those that the tables have, exactly or but for rounding."""
    others: int
    """Those instead of which the tables have another value."""
    none: int
    """Those instead of which the tables have none."""

    @property
    def share(self) -> float | None:
        """The part that the tables have, 0 to 1; None where nothing is stated."""
        return self.same / self.stated if self.stated else None


def accuracies(checks: Iterable[SpotCheck], as_of: date) -> list[Accuracy]:
    """What the verdicts of the last `CHECK_DAYS` days say, by kind of value."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in (*KINDS, "other")}
    newest, oldest = as_of.isoformat(), as_of.fromordinal(as_of.toordinal() - CHECK_DAYS).isoformat()
    for check in checks:
        if oldest <= check.checked_on <= newest:
            counts[check.kind][check.verdict] += 1
    return [_accuracy(kind, found) for kind, found in counts.items()]


def _accuracy(kind: str, found: Counter[str]) -> Accuracy:
    right, wrong = found[RIGHT], found[WRONG]
    low, high = interval(right, right + wrong) if right + wrong else (None, None)
    return Accuracy(kind, right, wrong, found[UNCLEAR], low, high)


def interval(right: int, checked: int) -> tuple[float, float]:
    """Wilson's interval: where the true share lies with 95 % confidence, given a sample."""
    share, spread = right / checked, _SURE**2 / checked
    middle = (share + spread / 2) / (1 + spread)
    half = _SURE * sqrt((share * (1 - share) + spread / 4) / checked) / (1 + spread)
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


def own_words(merged: Merged) -> list[OwnWord]:
    """How far the tables follow what providers themselves list, of offerings that have not retired."""
    stated, same, none = Counter[str](), Counter[str](), Counter[str]()
    for full_id, claims in merged.claims.items():
        own = [one for one in claims if _is_own(one.info.own_listing_of, one.provider, one.info.about)]
        stored = merged.models[full_id]
        if not own or stored["status"] == ModelStatus.RETIRED.value:
            continue
        taken = values_taken(stored, merged.prices[full_id])
        for field, value in (pair for one in own for pair in one.statements()):
            kind = kind_of(field)
            if value == UNKNOWN_CELL or kind not in COMPARED_KINDS:
                continue
            stated[kind] += 1
            has = taken.get(field)
            none[kind] += has is None
            same[kind] += has is not None and (has == value or is_one_value(field, (has, value)))
    return [
        OwnWord(kind, stated[kind], same[kind], stated[kind] - same[kind] - none[kind], none[kind])
        for kind in COMPARED_KINDS
    ]


def _is_own(own_listing_of: str | None, provider: str, about: str) -> bool:
    return about == OFFERINGS and own_listing_of == provider
