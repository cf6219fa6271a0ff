"""The report of a run, in every form, staged until it takes the place of the one before."""

from __future__ import annotations

import json
from shutil import rmtree
from typing import TYPE_CHECKING

from modeldex.pipeline.report.facts import gather
from modeldex.pipeline.report.forms import HTML, JSON, MARKDOWN, written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from modeldex.pipeline.fetch import FetchOutcome
    from modeldex.pipeline.refresh import Refreshed
    from modeldex.pipeline.workplace import Workplace


def write_reports(
    work: Workplace, facts: Refreshed, as_of: date, outcomes: Sequence[FetchOutcome]
) -> list[Path]:
    """Stage the report on what the facts have become; the file of each form.

    There is none of the page with pictures where what draws them is not installed.
    """
    found = gather(work.staged, facts.directory, facts.merged, as_of, before=work.before, outcomes=outcomes)
    rmtree(work.pages, ignore_errors=True)
    work.pages.mkdir()
    files = {form: (work.pages / work.report.name).with_suffix(ending) for ending, form in _FORMS.items()}
    for form, staged in files.items():
        try:
            staged.write_text(written(found, form), encoding="utf-8")
        except ModuleNotFoundError:
            if form != HTML:
                raise
    return list(files.values())


def report_day(report: Path) -> str | None:
    """The day of the report that is in place; None where there is none that can be read."""
    try:
        stored = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
        return str(stored["as_of"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


_FORMS = {".md": MARKDOWN, ".json": JSON, ".html": HTML}
"""Ending of the file -> its form."""
