"""What happened when: releases of models and changes of prices, per period of the calendar."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.pipeline.merged import Merged

Periods = list[tuple[str, int]]
"""Periods with their counts, the oldest first, those with none in between as zero."""


def releases_per_quarter(merged: Merged) -> tuple[Periods, int]:
    """Canonical models by the quarter of their earliest stated release, and how many only name a year."""
    first: dict[str, str] = {}
    for full_id, stored in merged.models.items():
        released = stored.get("release_date")
        if released:
            model = str(stored.get("model") or full_id)
            first[model] = min(first.get(model, "9"), str(released))
    quarters = Counter(int(day[:4]) * 4 + (int(day[5:7]) - 1) // 3 for day in first.values() if len(day) >= 7)
    named = [(f"{n // 4}-Q{n % 4 + 1}", quarters[n]) for n in _all_between(quarters)]
    return named, sum(len(day) < 7 for day in first.values())


def price_changes_per_month(merged: Merged) -> Periods:
    """Rates that took the place of another, by the month in which they came into force."""
    begun = [
        price.valid_from or price.recorded_on or ""
        for prices in merged.prices.values()
        for price in prices
        if price.supersedes
    ]
    months = Counter(int(day[:4]) * 12 + int(day[5:7]) - 1 for day in begun if len(day) >= 7)
    return [(f"{n // 12}-{n % 12 + 1:02}", months[n]) for n in _all_between(months)]


def _all_between(counts: Counter[int]) -> range:
    return range(min(counts), max(counts) + 1) if counts else range(0)
