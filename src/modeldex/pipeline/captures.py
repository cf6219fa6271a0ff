"""`data/sources/captures.csv`: the captured answers that the tables were read from, and their days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.core.days import today
from modeldex.core.errors import DataError
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

COLUMNS = ("source", "answer", "seen_on", "dated_by")


@dataclass(frozen=True, slots=True)
class Capture:
    """One captured answer."""

    source: str
    answer: Path
    seen_on: str


def read_captures(data: Path, folder: Path | None, sources: Container[str]) -> list[Capture]:
    """The captures of a folder, the oldest first; without a folder the table alone is checked.

    DataError where an answer is missing or has no day, or its source is none of `sources`.
    """
    captures = []
    for row in read_table(data / "sources" / "captures.csv", COLUMNS, required=COLUMNS[:3]):
        if row.cells["source"] not in sources:
            raise row.fault("source", f"no source {row.cells['source']!r}; see `modeldex ingest --help`")
        answer = (folder or data) / row.cells["answer"]
        if folder is not None and not answer.is_file():
            raise row.fault("answer", f"{row.cells['answer']!r} is not in {folder}")
        if not is_whole_day(row.cells["seen_on"]):
            raise row.fault("seen_on", f"must be a day like 2025-06-01, not {row.cells['seen_on']!r}")
        if row.cells["seen_on"] > today():
            raise row.fault("seen_on", f"{row.cells['seen_on']} has not come yet")
        captures.append(Capture(row.cells["source"], answer, row.cells["seen_on"]))
    if not captures:
        raise DataError(str(data / "sources" / "captures.csv"), "names no capture")
    return sorted(captures, key=lambda capture: capture.seen_on)
