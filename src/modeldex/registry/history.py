"""What a registry was told before: versions, what differs between them, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modeldex.catalog.diff import changes
from modeldex.core.errors import InvalidValueError, RegistryError
from modeldex.registry.reads import RegistrySnapshot
from modeldex.registry.telling import RegistryTelling, Said

if TYPE_CHECKING:
    from modeldex.core.evidence import Change
    from modeldex.core.model_config import ModelConfig
    from modeldex.registry.version import Version


class RegistryHistory(RegistryTelling):
    """Questions to the versions. They are read from where they are kept, which may be a database."""

    _base: str

    def versions(self, name: str, *, layer: str | None = None) -> tuple[Version, ...]:
        """Every version of what a layer says of a model, the oldest first; none where it never did.

        ModelNotFoundError where no layer or catalog has, or ever had, such a model.
        """
        ledger = self._ledger(layer)
        full_id = name if ledger.head(name) else self._stack.view.get_or_raise(name).id
        return ledger.store.versions(full_id)

    def version(self, name: str, number: int, *, layer: str | None = None) -> Version:
        """One version of a model; RegistryError says which there are."""
        ledger = self._ledger(layer)
        full_id = self._told_of(name, ledger)
        found = next((one for one in ledger.store.versions(full_id) if one.version == number), None)
        if found is None:
            head = ledger.head(full_id)
            raise RegistryError(f"{full_id} has no version {number}; it has 1 to {head}")
        return found

    def diff_versions(
        self, name: str, before: int, after: int, *, layer: str | None = None
    ) -> tuple[Change, ...]:
        """What differs between the model under one version and under another, over what lies below now.

        Version 0 is what lies below alone.
        """
        old, new = (self._under(name, number, layer) for number in (before, after))
        return tuple(changes([old] if old else [], [new] if new else []))

    def rollback(
        self,
        name: str,
        version: int,
        *,
        expected_version: int | None = None,
        actor: str | None = None,
        reason: str | None = None,
        layer: str | None = None,
    ) -> Version:
        """Say again what a version said, as a new version; those between stay in the history."""
        found = self.version(name, version, layer=layer)
        said = Said(layer, expected_version, actor, reason or f"back to version {version}")
        return self._told(found.model, "rolled_back", lambda _: found.entry, said)

    def as_recorded(self, moment: datetime, *, layer: str | None = None) -> RegistrySnapshot:
        """The models as they would be, had the layer heard nothing after a moment.

        The catalog and the other layers are those of now. A moment without a zone is taken as UTC.
        """
        if not isinstance(moment, datetime):
            raise InvalidValueError("as_recorded", {"moment": f"must be a datetime, not {moment!r}"})
        ledger = self._ledger(layer)
        in_utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        versions = ledger.store.as_recorded(in_utc)
        entries = {one.model: one.entry for one in versions if one.entry is not None}
        return RegistrySnapshot(self._stack.as_with(ledger.as_layer(entries)), self._base)

    def _under(self, name: str, number: int, layer: str | None) -> ModelConfig | None:
        """The model as one version makes it of what lies below."""
        ledger = self._ledger(layer)
        full_id = self._told_of(name, ledger)
        below = self._stack.below(ledger.name, full_id)
        entry = self.version(full_id, number, layer=layer).entry if number else None
        return below if entry is None else entry.over(below)
