"""`MemoryStore`: what a registry was told and no database keeps; it ends with the process."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from modeldex.core.errors import StaleWriteError
from modeldex.registry.version import Version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.registry.version import NewChange


class MemoryStore:
    """Versions and aliases in memory. One thread writes at a time: the registry sees to that."""

    origin = None

    def __init__(self) -> None:
        self._aliases: dict[str, dict[str, str]] = {"model": {}, "provider": {}}
        self._by_model: dict[str, list[Version]] = {}
        self._in_order: list[Version] = []
        self._generation = 0
        self._last = datetime.min.replace(tzinfo=UTC)

    def append(
        self, changes: Sequence[NewChange], *, actor: str | None, reason: str | None
    ) -> tuple[Version, ...]:
        """Write changes, all or none, as one generation; StaleWriteError where one is stale."""
        numbers: dict[str, int] = {}
        for new in changes:
            latest = numbers.get(new.model, len(self._by_model.get(new.model, ())))
            if new.expected != latest:
                raise StaleWriteError(new.model, new.expected, latest)
            numbers[new.model] = latest + 1
        if not changes:
            return ()
        self._last = max(self._last, datetime.now(UTC))
        self._generation += 1
        return tuple(self._written(new, actor, reason) for new in changes)

    def latest(self) -> tuple[Version, ...]:
        """The latest version of every model, by id."""
        return tuple(self._by_model[model][-1] for model in sorted(self._by_model))

    def versions(self, model: str) -> tuple[Version, ...]:
        """Every version of a model, the oldest first."""
        return tuple(self._by_model.get(model, ()))

    def as_recorded(self, moment: datetime) -> tuple[Version, ...]:
        """What was the latest version of every model at a moment, what was written then included."""
        until = {
            model: list(takewhile(lambda one: one.recorded_at <= moment, self._by_model[model]))
            for model in sorted(self._by_model)
        }
        return tuple(versions[-1] for versions in until.values() if versions)

    def since(self, generation: int) -> tuple[Version, ...]:
        """Every version that came after a generation, in order."""
        found = takewhile(lambda version: version.generation > generation, reversed(self._in_order))
        return tuple(reversed(list(found)))

    def generation(self) -> int:
        """How many changes there were."""
        return self._generation

    def aliases(self) -> dict[str, dict[str, str]]:
        """`model` and `provider` -> other names of these -> what they mean."""
        return {kind: dict(names) for kind, names in self._aliases.items()}

    def set_alias(
        self,
        alias: str,
        kind: str,
        target: str,
        *,
        actor: str | None,  # noqa: ARG002 - what no database keeps has no history of names
        reason: str | None,  # noqa: ARG002
    ) -> None:
        """Give a model or a provider another name."""
        self._aliases[kind][alias] = target
        self._generation += 1

    def remove_alias(
        self,
        alias: str,
        kind: str,
        *,
        actor: str | None,  # noqa: ARG002
        reason: str | None,  # noqa: ARG002
    ) -> bool:
        """Take a name away again; False where it was none."""
        was_there = self._aliases[kind].pop(alias, None) is not None
        self._generation += was_there
        return was_there

    def _written(self, new: NewChange, actor: str | None, reason: str | None) -> Version:
        before = self._by_model.setdefault(new.model, [])
        made = Version(
            model=new.model,
            version=len(before) + 1,
            change=new.change,
            entry=new.entry,
            actor=actor,
            reason=reason,
            recorded_at=self._last,
            generation=self._generation,
        )
        before.append(made)
        self._in_order.append(made)
        return made
