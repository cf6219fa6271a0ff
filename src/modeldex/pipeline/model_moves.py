"""What differs between the tables of models before and after a run, counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES, MODEL_COLUMNS
from modeldex.core.status import ModelStatus
from modeldex.pipeline.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_RETIRED = ModelStatus.RETIRED.value


@dataclass(frozen=True, slots=True)
class ModelMoves:
    """How many offerings a run adds, removes, retires and reprices."""

    added: int = 0
    removed: int = 0
    retired: int = 0
    repriced: int = 0
    """Offerings whose plain rates, those without a condition, differ."""

    def __str__(self) -> str:
        """`3 added, 37 retired`; blank where none of it happened."""
        counts = {
            "added": self.added, "removed": self.removed, "retired": self.retired, "repriced": self.repriced,
        }  # fmt: skip
        return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)


def model_moves(before: Path, after: Path) -> ModelMoves:
    """Compare the tables of models of two folders of facts; of these only files that differ are read."""
    names = {path.relative_to(data) for data in (before, after) for path in data.glob("models/*/*.csv")}
    differing = [name for name in names if _bytes(before / name) != _bytes(after / name)]
    was, now = (_rows(data / name for name in differing) for data in (before, after))
    both = [(was[full_id], now[full_id]) for full_id in was.keys() & now.keys()]
    return ModelMoves(
        added=len(now.keys() - was.keys()),
        removed=len(was.keys() - now.keys()),
        retired=sum(new.get("status") == _RETIRED != old.get("status") for old, new in both),
        repriced=sum(any(old.get(rate) != new.get(rate) for rate in BASE_RATES) for old, new in both),
    )


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _rows(paths: Iterable[Path]) -> dict[str, dict[str, str]]:
    """Full id -> its cells that are not blank."""
    return {
        row.cells["id"]: row.cells
        for path in paths
        if path.is_file()
        for row in read_table(path, MODEL_COLUMNS, required=("id",), with_blanks=False)
    }
