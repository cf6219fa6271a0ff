"""`LayerLedger`: what a layer was told, version by version, and the layer that follows from it."""

from __future__ import annotations

from random import random
from time import sleep
from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.core.errors import StaleWriteError
from modeldex.registry.layer import Layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.core.model_entry import ModelEntry
    from modeldex.registry.stack import LayerStack
    from modeldex.registry.version import LayerStore, NewChange, Version

_TURNS = 60
"""So often a change that says nothing of versions is made again on what another instance wrote."""
_PAUSE_SECONDS = 0.005
"""The shortest pause before that; several instances that write one model take turns so."""


class LayerLedger:
    """One layer with its store. Whoever calls it holds the lock of the stack."""

    def __init__(self, name: str, store: LayerStore, stack: LayerStack) -> None:
        self.name = name
        """The layer's name."""
        self.store = store
        """Who keeps its versions."""
        self._stack = stack
        self._entries: dict[str, ModelEntry] = {}
        self._heads: dict[str, int] = {}
        self._seen = 0

    def load(self) -> None:
        """Put in force what the store has, and nothing else: the first time, or anew."""
        seen = self.store.generation()
        before, self._entries, self._heads = self._entries, {}, {}
        self._take(self.store.latest(), seen, before)

    def catch_up(self) -> None:
        """Put in force what was written since, here or by another instance.

        A store that was put back to an earlier time is read anew.
        """
        seen = self.store.generation()
        if seen < self._seen:
            self.load()
        elif seen > self._seen:
            self._take(self.store.since(self._seen), seen)

    def entry(self, full_id: str) -> ModelEntry | None:
        """What the layer says of a model."""
        return self._entries.get(full_id)

    def head(self, full_id: str) -> int:
        """The number of the latest version of a model; 0 for none."""
        return self._heads.get(full_id, 0)

    def write(
        self,
        make: Callable[[], list[NewChange]],
        *,
        actor: str | None,
        reason: str | None,
        expects_version: bool = False,
    ) -> tuple[Version, ...]:
        """Write changes and put them in force; they are made of what all instances have written so far.

        StaleWriteError where the caller named a version, and it is not the latest.
        """
        for turn in range(_TURNS):
            self.catch_up()
            try:
                written = self.store.append(make(), actor=actor, reason=reason)
                break
            except StaleWriteError:
                if expects_version or turn == _TURNS - 1:
                    raise
                sleep(random() * min(turn + 1, 10) * _PAUSE_SECONDS)  # noqa: S311 - to be out of step
        self.catch_up()
        return written

    def _take(self, versions: Iterable[Version], seen: int, gone: Iterable[str] = ()) -> None:
        """Put versions in force; of what is gone, or contradicts what lies below, nothing is."""
        entries, heads = dict(self._entries), {}
        for version in versions:
            heads[version.model] = version.version
            seen = max(seen, version.generation)
            if version.entry is None:
                entries.pop(version.model, None)
            else:
                entries[version.model] = version.entry
        layer = self.as_layer(entries)
        touched = {*heads, *gone}
        if touched or layer.beside != self._stack.layer(self.name).beside:
            self._stack.put(layer, touched)
        self._entries, self._seen = entries, seen
        self._heads.update(heads)

    def as_layer(self, entries: dict[str, ModelEntry]) -> Layer:
        """The layer of some entries, under the aliases of now."""
        aliases = self.store.aliases()
        return Layer(
            name=self.name,
            entries=MappingProxyType(entries),
            model_aliases=MappingProxyType(aliases["model"]),
            provider_aliases=MappingProxyType(aliases["provider"]),
            origin=self.store.origin,
        )
