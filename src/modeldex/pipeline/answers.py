"""A folder of fetched answers: of each source the last good one, and the day on which it was had."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modeldex.core.replacement import replacing
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.tables import read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLUMNS = ("source", "seen_on")
_TABLE = "fetched.csv"


class AnswerFolder:
    """The last good answers, as they were decoded: `<source>.json`, and their days in `fetched.csv`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def place(self, source: str) -> Path:
        """The file of a source's answer."""
        return self.path / f"{source}.json"

    def days(self) -> dict[str, str]:
        """Source -> the day on which its answer was had, of those that are there whole."""
        table = self.path / _TABLE
        if not table.exists():
            return {}
        found = {}
        for row in read_table(table, COLUMNS, required=COLUMNS):
            if not is_whole_day(row.cells["seen_on"]):
                raise row.fault("seen_on", f"must be a day like 2026-06-01, not {row.cells['seen_on']!r}")
            found[row.cells["source"]] = row.cells["seen_on"]
        return {source: day for source, day in found.items() if self.place(source).is_file()}

    def put(self, source: str, content: Any, day: str, check: Callable[[Path], object]) -> bool:
        """Keep an answer, once `check` has read it without an error; whether it differs from the one before.

        What was there stays until the new one is whole.
        """
        place = self.place(source)
        before = place.read_bytes() if place.is_file() else None
        with replacing(place, make_folder=True) as aside:
            written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(
                "utf-8", "surrogatepass"
            )
            aside.write_bytes(written)
            check(aside)
        days = self.days() | {source: day}
        write_table(
            self.path / _TABLE,
            COLUMNS,
            ({"source": name, "seen_on": days[name]} for name in sorted(days)),
        )
        return written != before
