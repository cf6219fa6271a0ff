"""`data/wanted.csv`: what users ask for by name, whether or not any source has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.core.status import ModelStatus
from modeldex.pipeline.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from modeldex.core.model_config import ModelConfig

WANTED_COLUMNS = ("kind", "name", "pattern", "note")
FAMILY, MAKER, PROVIDER = "family", "maker", "provider"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A family of models, a maker or a provider that the catalog ought to have."""

    kind: str
    """`family`, `maker` or `provider`."""
    name: str
    """Its name for people."""
    patterns: tuple[str, ...]
    """Of a family: lower-case parts of full ids, any of which is enough; else one slug."""
    note: str
    """Why it may be missing, or what is meant; empty where nothing is to be said."""

    def means(self, model: ModelConfig) -> bool:
        """Whether an offering is of it."""
        if self.kind == FAMILY:
            full_id = model.id.lower()
            return any(pattern in full_id for pattern in self.patterns)
        return (model.maker if self.kind == MAKER else model.provider) in self.patterns


@dataclass(frozen=True, slots=True)
class Sought:
    """What the catalog has of something wanted."""

    wanted: Wanted
    offerings: int
    """Offerings of it that have not retired."""
    retired: int
    """Offerings of it that have."""
    providers: int
    """Providers that serve it now."""

    @property
    def state(self) -> str:
        """`present`, `retired` where it was served once, or `missing`."""
        return "present" if self.offerings else "retired" if self.retired else "missing"


def read_wanted(data: Path) -> tuple[Wanted, ...]:
    """The rows of `wanted.csv`; DataError at the first fault."""
    wanted = []
    for row in read_table(data / "wanted.csv", WANTED_COLUMNS, required=WANTED_COLUMNS):
        kind, name, pattern = row.cells["kind"], row.cells["name"], row.cells["pattern"]
        if kind not in (FAMILY, MAKER, PROVIDER):
            raise row.fault("kind", f"must be {FAMILY}, {MAKER} or {PROVIDER}, not {kind!r}")
        if not name:
            raise row.fault("name", "must be a name for people, not blank")
        if not pattern or pattern != pattern.lower():
            raise row.fault("pattern", f"must be lower-case parts of full ids, or a slug, not {pattern!r}")
        patterns = tuple(pattern.split())
        if kind != FAMILY and len(patterns) != 1:
            raise row.fault("pattern", f"must be one slug for a {kind}, not {pattern!r}")
        wanted.append(Wanted(kind, name, patterns, row.cells["note"]))
    return tuple(wanted)


def sought(wanted: Iterable[Wanted], models: Iterable[ModelConfig]) -> tuple[Sought, ...]:
    """What a catalog has of each thing wanted, in the order of the table."""
    listed = tuple(models)
    return tuple(_sought(one, [model for model in listed if one.means(model)]) for one in wanted)


def _sought(wanted: Wanted, found: list[ModelConfig]) -> Sought:
    served = [model for model in found if model.status is not ModelStatus.RETIRED]
    return Sought(wanted, len(served), len(found) - len(served), len({model.provider for model in served}))
