"""The report of a run, in every form, staged beside the one that it takes the place of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from modeldex.pipeline.report.facts import gather
from modeldex.pipeline.report.forms import HTML, JSON, MARKDOWN, written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from modeldex.pipeline.fetch import FetchOutcome
    from modeldex.pipeline.refresh import Refreshed


def write_reports(
    report: Path,
    before: Path,
    after: Path,
    facts: Refreshed,
    as_of: date,
    outcomes: Sequence[FetchOutcome],
) -> list[tuple[Path, Path]]:
    """Write the report on what `before` became in `after`; (staged file, its place) of each form.

    `report` is its place without the ending. The page with pictures is left out where what draws them
    is not installed.
    """
    found = gather(after, facts.directory, facts.merged, as_of, before=before, outcomes=outcomes)
    files = []
    for ending, form in _FORMS.items():
        place = report.with_suffix(ending)
        staged = place.with_name(f"new-{place.name}")
        try:
            staged.write_text(written(found, form), encoding="utf-8")
        except ModuleNotFoundError:
            if form != HTML:
                raise
            continue
        files.append((staged, place))
    return files


def report_day(report: Path) -> str | None:
    """The day of the report that is in place; None where there is none that can be read."""
    try:
        stored = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
        return str(stored["as_of"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


_FORMS = {".md": MARKDOWN, ".json": JSON, ".html": HTML}
"""Ending of the file -> its form."""
