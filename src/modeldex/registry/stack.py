"""`LayerStack`: the layers of a registry, and the one state that is made of them.

A change is built aside, checked, and put in force in one step: readers have the state before or the
state after, and never wait. Writers wait for each other.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.core.days import today
from modeldex.registry.building import LayerFault, LayersRefusedError, build, rebuild, through
from modeldex.registry.events import CatalogChanged, ReloadRefused, Subscribers, events_between, logger
from modeldex.registry.ground import Ground
from modeldex.registry.layer import LAYERS, Layer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.policy import LifecyclePolicy
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.model_entry import ModelEntry
    from modeldex.registry.view import View


class LayerStack:
    """Layers by name, and the state in force."""

    def __init__(self, catalog: ModelCatalog | None, lifecycle: LifecyclePolicy | None = None) -> None:
        self.lock = threading.RLock()
        """Held by whoever changes something; never by a reader."""
        self.subscribers = Subscribers()
        """Who is told of changes."""
        self._layers: dict[str, Layer] = {}
        self._left_out: dict[str, set[str]] = {}
        self.view: View = build(Ground(catalog, today()), (), generation=0)[0]
        """The state in force."""
        self.view.lifecycle = lifecycle or self.view.lifecycle

    def layer(self, name: str) -> Layer:
        """A layer as it is in force; an empty one where nothing was put there."""
        return self._layers.get(name) or Layer(name=name)

    def put(
        self,
        layer: Layer,
        touched: Iterable[str] | None = None,
        *,
        lifecycle: LifecyclePolicy | None = None,
        is_strict: bool = False,
    ) -> View:
        """Put a layer in force; `touched` are the models of which it speaks otherwise than before.

        An entry that contradicts another layer is left out and told: another instance may have written
        it. Where the layer is strict nothing changes, and LayersRefusedError says which. `lifecycle` is
        the policy from then on.
        """
        with self.lock:
            self.turn_to(today())
            before, known = self.layer(layer.name), self._left_out.get(layer.name, set())
            ids = {*layer.entries, *before.entries} if touched is None else {*touched, *known}
            made, faults = self._rebuilt(layer, ids)
            if faults and is_strict:
                raise LayersRefusedError(faults)
            left_out = {fault.full_id for fault in faults}
            if left_out:
                kept = {one: entry for one, entry in layer.entries.items() if one not in left_out}
                layer = layer.replace(entries=MappingProxyType(kept))
                made, _ = self._rebuilt(layer, ids)
            self._left_out[layer.name] = left_out
            made.lifecycle = lifecycle or made.lifecycle
            self._swap(self._layers | {layer.name: layer}, made, ids)
            self._tell_left_out(fault for fault in faults if fault.full_id not in known)
            return made

    def _rebuilt(self, layer: Layer, touched: set[str]) -> tuple[View, list[LayerFault]]:
        layers = _ordered(self._layers | {layer.name: layer})
        return rebuild(self.view, layers, touched, generation=self.view.generation + 1)

    def put_catalog(self, catalog: ModelCatalog | None) -> View:
        """Put another catalog below all layers."""
        with self.lock:
            made = self._on(Ground(catalog, today()), set())
            if catalog is not None and self.subscribers:
                now = datetime.now(UTC)
                event = CatalogChanged(
                    version=catalog.version, digest=catalog.digest, generation=made.generation, at=now
                )
                self.subscribers.put((event,))
            return made

    def turn_to(self, day: str) -> View:
        """Put the state of a day in force: statuses by their dates, rates by their rows."""
        with self.lock:
            before = self.view
            if before.day == day:
                return before
            ground = Ground(before.catalog, day)
            return self._on(ground, {*before.over, *before.ground.due, *ground.due})

    def _on(self, ground: Ground, touched: set[str]) -> View:
        """Put the state of the same layers on another ground in force."""
        made, faults = build(ground, _ordered(self._layers), generation=self.view.generation + 1)
        made.lifecycle = self.view.lifecycle
        self._swap(self._layers, made, {*touched, *made.over} if touched else touched)
        self._tell_left_out(faults)
        return made

    def as_with(self, *others: Layer) -> View:
        """The state that there would be with some layers in the place of those in force."""
        layers = self._layers | {layer.name: layer for layer in others}
        made, _ = build(self.view.ground, _ordered(layers), generation=self.view.generation)
        made.lifecycle = self.view.lifecycle
        return made

    def below(self, name: str, full_id: str) -> ModelConfig | None:
        """A model as everything below a layer makes it; None where nothing is there."""
        lower = [layer for layer in self.view.layers if LAYERS.index(layer.name) < LAYERS.index(name)]
        return through(lower, full_id, self.view.ground.of_id(full_id), [])

    def check(self, name: str, full_id: str, entry: ModelEntry | None) -> None:
        """See that an entry can stand in a layer, over what lies below it and under what lies over it.

        InvalidModelConfigError names its fields that cannot be, RegistryError a layer over it that
        contradicts it.
        """
        if entry is not None:
            entry.over(self.below(name, full_id))
        entries = {} if entry is None else {full_id: entry}
        faults: list[LayerFault] = []
        layers = {**self._layers, name: Layer(name=name, entries=entries)}
        through(_ordered(layers), full_id, self.view.ground.of_id(full_id), faults)
        if faults:
            raise LayersRefusedError(faults)

    def _swap(self, layers: dict[str, Layer], made: View, touched: set[str]) -> None:
        made.prepare_like(self.view)
        before, self._layers = self.view, layers
        self.view = made
        if self.subscribers:
            self.subscribers.put(events_between(before, made, sorted(touched), datetime.now(UTC)))

    def _tell_left_out(self, faults: Iterable[LayerFault]) -> None:
        for fault in faults:
            logger.warning("left out: %s", fault.told)
            refused = ReloadRefused(
                origin=fault.layer.origin or fault.layer.name,
                reason=f"left out: {fault.told}",
                generation=self.view.generation,
                at=datetime.now(UTC),
            )
            self.subscribers.put((refused,))


def _ordered(layers: dict[str, Layer]) -> tuple[Layer, ...]:
    return tuple(layers[name] for name in LAYERS if name in layers)
