"""`Version`: what a registry was told of a model at one time, by whom and why; and who keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from modeldex.core.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from modeldex.core.model_entry import ModelEntry


class NewChange(NamedTuple):
    """One change of one model, that is to be written."""

    model: str
    """Full id."""
    change: str
    """One of `core.model_entry.CHANGES`."""
    entry: ModelEntry | None
    """What is said of the model from now on; None: nothing any more."""
    expected: int
    """The version that must be the latest, or else the write is stale; 0 for none."""


class Version(Record):
    """One version of what a layer says of a model. It is written once and stays."""

    model: str
    """Full id of the model."""
    version: int
    """From 1, without a gap."""
    change: str
    """What it came of: registered, changed, status, hidden, removed, rolled_back or renamed."""
    entry: ModelEntry | None
    """What was said of the model; None: nothing any more."""
    actor: str | None
    """Who did it; None where nobody said."""
    reason: str | None
    """Why; None where nobody said."""
    recorded_at: datetime
    """When, in UTC; never before the version before."""
    generation: int
    """The generation of its store that it came with."""


class LayerStore(Protocol):
    """Who keeps what a layer was told: a database, or the memory of the process."""

    @property
    def origin(self) -> str | None:
        """The database as it may be shown; None for memory."""

    def append(
        self, changes: Sequence[NewChange], *, actor: str | None, reason: str | None
    ) -> tuple[Version, ...]:
        """Write changes, all or none, as one generation; StaleWriteError where one is stale."""

    def latest(self) -> tuple[Version, ...]:
        """The latest version of every model."""

    def versions(self, model: str) -> tuple[Version, ...]:
        """Every version of a model, the oldest first."""

    def as_recorded(self, moment: datetime) -> tuple[Version, ...]:
        """What was the latest version of every model at a moment."""

    def since(self, generation: int) -> tuple[Version, ...]:
        """Every version that came after a generation, in order."""

    def generation(self) -> int:
        """How many changes there were."""

    def aliases(self) -> dict[str, dict[str, str]]:
        """`model` and `provider` -> other names of these -> what they mean."""

    def set_alias(self, alias: str, kind: str, target: str, *, actor: str | None, reason: str | None) -> None:
        """Give a model or a provider another name."""

    def remove_alias(self, alias: str, kind: str, *, actor: str | None, reason: str | None) -> bool:
        """Take a name away again; False where it was none."""
