"""`DatabaseStore`: what a registry was told, in a database that other instances share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.model_entry import ModelEntry
from modeldex.registry.version import Version
from modeldex.storage.aliases import NameAliases
from modeldex.storage.versions import ModelVersions, NewVersion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from modeldex.registry.version import NewChange
    from modeldex.storage.database import Database
    from modeldex.storage.versions import StoredVersion


class DatabaseStore:
    """What `storage` keeps as plain values, as entries."""

    def __init__(self, database: Database) -> None:
        self.origin: str | None = database.label
        self._stored = ModelVersions(database)
        self._aliases = NameAliases(database)

    def append(
        self, changes: Sequence[NewChange], *, actor: str | None, reason: str | None
    ) -> tuple[Version, ...]:
        """Write changes, all or none, in one transaction; returned once they are on the disk."""
        rows = [
            NewVersion(
                model=new.model,
                change=new.change,
                content=None if new.entry is None else new.entry.plain(),
                expected=new.expected,
            )
            for new in changes
        ]
        return _read(self._stored.append(rows, actor=actor, reason=reason))

    def latest(self) -> tuple[Version, ...]:
        """The latest version of every model, by id."""
        return _read(self._stored.latest())

    def versions(self, model: str) -> tuple[Version, ...]:
        """Every version of a model, the oldest first."""
        return _read(self._stored.versions(model))

    def as_recorded(self, moment: datetime) -> tuple[Version, ...]:
        """What was the latest version of every model at a moment."""
        return _read(self._stored.as_recorded(moment))

    def since(self, generation: int) -> tuple[Version, ...]:
        """Every version that came after a generation, in order."""
        return _read(self._stored.since(generation))

    def generation(self) -> int:
        """How many changes there were, of all instances."""
        return self._stored.generation()

    def aliases(self) -> dict[str, dict[str, str]]:
        """`model` and `provider` -> other names of these -> what they mean."""
        found: dict[str, dict[str, str]] = {"model": {}, "provider": {}}
        for one in self._aliases.all():
            found[one.kind][one.alias] = one.target
        return found

    def set_alias(self, alias: str, kind: str, target: str, *, actor: str | None, reason: str | None) -> None:
        """Give a model or a provider another name."""
        self._aliases.set(alias, kind, target, actor=actor, reason=reason)

    def remove_alias(self, alias: str, kind: str, *, actor: str | None, reason: str | None) -> bool:
        """Take a name away again; False where it was none."""
        return self._aliases.remove(alias, kind, actor=actor, reason=reason)


def _read(stored: Sequence[StoredVersion]) -> tuple[Version, ...]:
    return tuple(map(_version, stored))


def _version(stored: StoredVersion) -> Version:
    content = stored.content
    return Version(
        model=stored.model,
        version=stored.version,
        change=stored.change,
        entry=None if content is None else ModelEntry.read(stored.model, content),
        actor=stored.actor,
        reason=stored.reason,
        recorded_at=stored.recorded_at,
        generation=stored.generation,
    )
