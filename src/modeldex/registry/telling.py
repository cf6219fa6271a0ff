"""How a registry is told something: which layer hears it, and what a stale word does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.core.errors import ModelNotFoundError, RegistryError, StaleWriteError, UnknownNameError
from modeldex.core.model_entry import ModelEntry
from modeldex.registry.layer import DATABASE, IN_PROCESS
from modeldex.registry.version import NewChange

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.registry.ledger import LayerLedger
    from modeldex.registry.stack import LayerStack
    from modeldex.registry.version import Version


class Said(NamedTuple):
    """To which layer something is said, by whom, why, and of which version."""

    layer: str | None = None
    """Name of the layer; None: the one that lasts longest."""
    expected_version: int | None = None
    """The version that the writer has read, 0 for none; None: whichever is the latest."""
    actor: str | None = None
    """Who says it; None: whoever the registry was opened by."""
    reason: str | None = None
    """Why; None where nobody says."""


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
        self, full_id: str, change: str, make: Callable[[ModelEntry | None], ModelEntry | None], said: Said
    ) -> Version | None:
        """Write what `make` makes of what the layer says so far, where that can stand; None: nothing new.

        `make` may be asked again, where another instance was faster; `UNCHANGED` says nothing new.
        """
        ledger, expected = self._ledger(said.layer), said.expected_version
        if said.layer is None and ledger.name == DATABASE and self._ledgers[IN_PROCESS].entry(full_id):
            raise RegistryError(
                f"the layer {IN_PROCESS!r} speaks of {full_id} too, over the database: say which is meant,"
                f" layer={IN_PROCESS!r} or layer={DATABASE!r}"
            )

        def changes() -> list[NewChange]:
            head = ledger.head(full_id)
            if expected is not None and expected != head:
                raise StaleWriteError(full_id, expected, head)
            entry = make(ledger.entry(full_id))
            if entry is UNCHANGED:
                return []
            self._stack.check(ledger.name, full_id, entry)
            return [NewChange(full_id, change, entry, head)]

        written = self._written(ledger, changes, said)
        return written[0] if written else None

    def _told(
        self, full_id: str, change: str, make: Callable[[ModelEntry | None], ModelEntry | None], said: Said
    ) -> Version:
        """The same, of what is new in any case."""
        written = self._tell(full_id, change, make, said)
        assert written is not None
        return written

    def _written(
        self, ledger: LayerLedger, changes: Callable[[], list[NewChange]], said: Said
    ) -> tuple[Version, ...]:
        self._check_open()
        with self._stack.lock:
            written = ledger.write(
                changes,
                actor=said.actor or self._actor,
                reason=said.reason,
                expects_version=said.expected_version is not None,
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
