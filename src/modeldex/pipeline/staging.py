"""What a run is to put in place: the files of facts, catalog and report that differ from those there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from modeldex.catalog.reader import ModelCatalog
from modeldex.core.errors import CatalogError
from modeldex.pipeline.journal import difference, differences
from modeldex.pipeline.run_report import report_day, write_reports

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from modeldex.pipeline.journal import Change
    from modeldex.pipeline.refresh import Refreshed
    from modeldex.pipeline.run_state import RunState
    from modeldex.pipeline.workplace import Places

_ORDER = ("history", "limits", "sources", "held.csv", "prices", "models", "version.csv")
"""In which order parts of the folder of facts are put in place: what is read before what follows from
it, so that after each file the facts can be built. Whatever is not named comes first."""


def staged_changes(
    places: Places, facts: Refreshed, state: RunState, say: Callable[[str], None]
) -> list[Change]:
    """The changes that put what is staged in place, with the report on it; none where nothing is new."""
    work = places.work
    changes = differences(work.staged, work.before, places.data, _rank)
    is_to_be_told = bool(changes) or report_day(work.report) != state.day
    if _digest(places.catalog) != facts.digest:  # its bytes say nothing: only its rows are promised
        changes += filter(None, [difference(work.catalog, places.catalog, work.path)])
    if is_to_be_told:
        say("report")
        staged = write_reports(work, facts, date.fromisoformat(state.day), state.outcomes)
        found = (difference(new, work.report.with_suffix(new.suffix), work.path) for new in staged)
        changes += filter(None, found)
    return changes


def _digest(catalog: Path) -> str | None:
    """The digest of the catalog in place; None where there is none that can be read."""
    try:
        return ModelCatalog.open(catalog).digest
    except CatalogError:
        return None


def _rank(name: str) -> tuple[int, str]:
    top = name.partition("/")[0]
    place = _ORDER.index(top) if top in _ORDER else -1
    is_manifest = name == "sources/manifest.csv"
    return place, "~" if is_manifest else name
