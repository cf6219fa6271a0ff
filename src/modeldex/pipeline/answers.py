"""A folder of fetched answers: of each source the last good one, and the day on which it was had."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import DataError
from modeldex.core.exclusion import HeldElsewhereError, exclusively
from modeldex.core.replacement import replacing
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.tables import read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COLUMNS = ("source", "seen_on", "sha256")
_TABLE = "fetched.csv"
_LOCK = ".lock.sqlite"
_MOST_SECONDS = 60.0
"""How long is waited for another process that keeps an answer in the same folder; that takes it a second."""


class AnswerFolder:
    """The last good answers, as they were decoded: `<source>.json`, and their days in `fetched.csv`.

    A line of that table says of which content it tells: the new day stands there before the new content
    does, beside the old day of the old one. Whatever breaks off in between, no answer gets another's day.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def place(self, source: str) -> Path:
        """The file of a source's answer."""
        return self.path / f"{source}.json"

    def day(self, source: str) -> str | None:
        """The day on which the answer of a source was had; None where there is no good one."""
        lines = self._lines()
        return lines.get((source, _digest(self.place(source)))) if lines else None

    def days(self) -> dict[str, str]:
        """Source -> the day on which its answer was had, of those that are good."""
        lines = self._lines()
        had = {source: _digest(self.place(source)) for source in sorted({source for source, _ in lines})}
        return {source: lines[source, digest] for source, digest in had.items() if (source, digest) in lines}

    def is_refused(self, source: str) -> bool:
        """Whether the answer of a source lies here and is no good: read, and then found to be of no use."""
        return self.place(source).is_file() and self.day(source) is None

    def put(self, source: str, content: Any, day: str, check: Callable[[Path], object]) -> bool:
        """Keep an answer, once `check` has read it without an error; whether it differs from the one before.

        What was there stays until the new one is whole. DataError where another process holds the folder.
        """
        place = self.place(source)
        written = _written(content)
        with self._alone(), replacing(place, make_folder=True) as aside:
            before = place.read_bytes() if place.is_file() else None
            aside.write_bytes(written)
            check(aside)
            lines = self._lines()
            known = {(source, digest) for digest in (_hash(before), _hash(written))}
            kept = {key: seen_on for key, seen_on in lines.items() if key[0] != source or key in known}
            self._write(kept | {(source, _hash(written)): day})
        return written != before

    def forget(self, source: str) -> None:
        """Let the answer of a source count for nothing, since it is of no use: it is to be asked for anew."""
        with self._alone():
            lines = self._lines()
            if any(name == source for name, _ in lines):
                self._write({key: seen_on for key, seen_on in lines.items() if key[0] != source})

    def _lines(self) -> dict[tuple[str, str], str]:
        """Source and SHA-256 of an answer -> the day on which it was had."""
        table = self.path / _TABLE
        if not table.exists():
            return {}
        found = {}
        for row in read_table(table, COLUMNS, required=COLUMNS):
            if not is_whole_day(row.cells["seen_on"]):
                raise row.fault("seen_on", f"must be a day like 2026-06-01, not {row.cells['seen_on']!r}")
            found[row.cells["source"], row.cells["sha256"]] = row.cells["seen_on"]
        return found

    def _write(self, lines: dict[tuple[str, str], str]) -> None:
        rows = (dict(zip(COLUMNS, (key[0], lines[key], key[1]), strict=True)) for key in sorted(lines))
        write_table(self.path / _TABLE, COLUMNS, rows)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder; another process is waited for."""
        until = monotonic() + _MOST_SECONDS
        with ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(exclusively(self.path / _LOCK))
                    break
                except HeldElsewhereError:
                    if monotonic() > until:
                        problem = "another process keeps answers here; wait for it, or name another folder"
                        raise DataError(str(self.path), problem) from None
                    sleep(0.02)
            yield


def _written(content: Any) -> bytes:
    """An answer as it is kept: in letters as they are, but for what is none in any encoding."""
    try:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(content, separators=(",", ":")).encode("ascii")


def _hash(content: bytes | None) -> str:
    return sha256(content or b"").hexdigest()


def _digest(place: Path) -> str:
    """The SHA-256 of a file, of nothing where there is none."""
    return _hash(place.read_bytes() if place.is_file() else None)
