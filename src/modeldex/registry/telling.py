"""How a registry is told something: which layer hears it, and what a stale word does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.errors import ModelNotFoundError, RegistryError, StaleWriteError, UnknownNameError
from modeldex.core.model_entry import ModelEntry
from modeldex.registry.layer import DATABASE, IN_PROCESS
from modeldex.registry.version import NewChange

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.registry.ledger import LayerLedger
    from modeldex.registry.stack import LayerStack
    from modeldex.registry.version import Version


UNCHANGED = ModelEntry("")
"""What a change makes where the layer says so already."""


class RegistryTelling:
    """What all changes have in common."""

    _stack: LayerStack
    _ledgers: dict[str, LayerLedger]
    """Layer -> its ledger; the database's only where there is one."""
    _is_closed: bool
    _actor: str | None
    """Who does what nobody puts a name to."""

    def _check_open(self) -> None:
        if self._is_closed:
            raise RegistryError("this registry is closed: it answers, and takes no more changes")

    def _ledger(self, layer: str | None) -> LayerLedger:
        """The ledger of a layer that can be told something; None: the one that lasts longest."""
        if layer is None:
            return self._ledgers.get(DATABASE) or self._ledgers[IN_PROCESS]
        if layer == DATABASE and layer not in self._ledgers:
            raise RegistryError(
                "this registry has no database: open it with `ModelRegistry.open(database=...)`"
            )
        if layer not in self._ledgers:
            raise UnknownNameError("layer to write to", layer, (DATABASE, IN_PROCESS))
        return self._ledgers[layer]

    def _tell(
        self,
        layer: str | None,
        full_id: str,
        change: str,
        make: Callable[[ModelEntry | None], ModelEntry | None],
        expected_version: int | None,
        actor: str | None,
        reason: str | None,
    ) -> Version | None:
        """Write what `make` makes of what the layer says so far, where that can stand; None: nothing new.

        `make` may be asked again, where another instance was faster; `UNCHANGED` says nothing new.
        """
        ledger = self._ledger(layer)
        if layer is None and ledger.name == DATABASE and self._ledgers[IN_PROCESS].entry(full_id) is not None:
            raise RegistryError(
                f"the layer {IN_PROCESS!r} speaks of {full_id} too, over the database: say which is meant,"
                f" layer={IN_PROCESS!r} or layer={DATABASE!r}"
            )

        def changes() -> list[NewChange]:
            head = ledger.head(full_id)
            if expected_version is not None and expected_version != head:
                raise StaleWriteError(full_id, expected_version, head)
            entry = make(ledger.entry(full_id))
            if entry is UNCHANGED:
                return []
            self._stack.check(ledger.name, full_id, entry)
            return [NewChange(full_id, change, entry, head)]

        expects_version = expected_version is not None
        written = self._written(ledger, changes, actor, reason, expects_version=expects_version)
        return written[0] if written else None

    def _told(
        self,
        layer: str | None,
        full_id: str,
        change: str,
        make: Callable[[ModelEntry | None], ModelEntry | None],
        expected_version: int | None,
        actor: str | None,
        reason: str | None,
    ) -> Version:
        """The same, of what is new in any case."""
        written = self._tell(layer, full_id, change, make, expected_version, actor, reason)
        assert written is not None
        return written

    def _written(
        self,
        ledger: LayerLedger,
        changes: Callable[[], list[NewChange]],
        actor: str | None,
        reason: str | None,
        *,
        expects_version: bool = False,
    ) -> tuple[Version, ...]:
        self._check_open()
        with self._stack.lock:
            written = ledger.write(
                changes, actor=actor or self._actor, reason=reason, expects_version=expects_version
            )
        self._stack.subscribers.tell()
        return written

    def _told_of(self, name: str, ledger: LayerLedger) -> str:
        """The full id of a model of which a layer has been told; also of one that is hidden or gone."""
        if ledger.head(name):
            return name
        found = self._stack.view.get(name)
        full_id = self._stack.view.hidden_id(name) if found is None else found.id
        if full_id is None or not ledger.head(full_id):
            reason = f"the layer {ledger.name!r} has never said anything of {full_id or name}"
            raise ModelNotFoundError(name, reason=reason)
        return full_id
