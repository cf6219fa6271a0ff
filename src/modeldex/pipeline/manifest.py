"""`data/sources/manifest.csv`: which sources there are, what they speak about, when each was last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from modeldex.core.days import is_day
from modeldex.pipeline.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

REQUIRED_COLUMNS = ("source", "title", "url", "licence", "own_listing_of", "seen_on", "offerings")
MANIFEST_COLUMNS = (*REQUIRED_COLUMNS, "about")
CURATED = "official"
"""Source name of facts kept by hand, each with the page that carries it."""
ESTIMATED = "estimated"
"""Source name of what the merge infers by rule, where nobody states it."""
OFFERINGS, MODELS, TOUCHES = "offerings", "models", "touches"
"""What a source speaks about: what a provider serves, a model wherever it is served, or on which day a
catalog last touched its row of an offering."""


@dataclass(frozen=True)
class SourceInfo:
    """A line of the manifest."""

    name: str
    title: str
    url: str
    licence: str
    own_listing_of: str | None
    seen_on: str
    offerings: int
    about: str = OFFERINGS

    @cached_property
    def seen_day(self) -> int:
        """The day on which it was last seen, counted from the year 1."""
        return date.fromisoformat(self.seen_on).toordinal()


def read_manifest(data: Path) -> dict[str, SourceInfo]:
    """The sources and when each was last seen."""
    infos = {}
    for row in read_table(data / "sources" / "manifest.csv", MANIFEST_COLUMNS, required=REQUIRED_COLUMNS):
        cells = row.cells
        if not is_whole_day(cells["seen_on"]):
            raise row.fault("seen_on", f"must be a day like 2025-06-01, not {cells['seen_on']!r}")
        if not (cells["offerings"].isascii() and cells["offerings"].isdigit()):
            raise row.fault("offerings", f"must be a whole number, not {cells['offerings']!r}")
        about = cells.get("about") or OFFERINGS
        if about not in (OFFERINGS, MODELS, TOUCHES):
            raise row.fault("about", f"must be {OFFERINGS}, {MODELS} or {TOUCHES}, not {about!r}")
        infos[cells["source"]] = SourceInfo(
            cells["source"], cells["title"], cells["url"], cells["licence"],
            cells["own_listing_of"] or None, cells["seen_on"], int(cells["offerings"]), about,
        )  # fmt: skip
    return infos


def is_whole_day(text: str) -> bool:
    """Whether a text is a day of the calendar, to the day."""
    return len(text) == 10 and is_day(text)
