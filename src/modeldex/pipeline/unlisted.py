"""What lists show no longer: offerings that a source listed in one folder of facts, and not in a later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.pipeline.jumps import NO_SOURCES, rows_by_id
from modeldex.pipeline.normalise import is_gone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Unlisted:
    """What one source lists no longer."""

    source: str
    listed: int
    """How many offerings it listed before."""
    left_out: tuple[str, ...]
    """Full ids of those that have no row any more: the source need not list everything."""
    retired: tuple[str, ...]
    """Full ids of those that stay as retired: the source lists all that is served."""

    @property
    def count(self) -> int:
        """How many it lists no longer."""
        return len(self.left_out) + len(self.retired)


def unlisted_since(before: Path, after: Path) -> list[Unlisted]:
    """What each source lists no longer, of two folders of facts; sources that lost nothing are left out."""
    return list(_unlisted(before, after))


def _unlisted(before: Path, after: Path) -> Iterator[Unlisted]:
    for path in sorted((before / "sources").glob("*.csv")):
        now = after / "sources" / path.name
        if path.stem in NO_SOURCES or (now.exists() and now.read_bytes() == path.read_bytes()):
            continue
        was = sorted(full_id for full_id, cells in rows_by_id(path).items() if not is_gone(cells))
        rows = rows_by_id(now)
        left_out = tuple(full_id for full_id in was if full_id not in rows)
        retired = tuple(full_id for full_id in was if full_id in rows and is_gone(rows[full_id]))
        if left_out or retired:
            yield Unlisted(path.stem, len(was), left_out, retired)
