"""`LayerStack`: the layers of a registry, and the one state that is made of them.

A change is built aside, checked, and put in force in one step: readers have the state before or the
state after, and never wait. Writers wait for each other.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modeldex.core.days import today
from modeldex.registry.building import LayerFault, LayersRefusedError, build, rebuild, through
from modeldex.registry.events import CatalogChanged, Subscribers, events_between
from modeldex.registry.ground import Ground
from modeldex.registry.layer import LAYERS, Layer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.model_entry import ModelEntry
    from modeldex.registry.view import View


class LayerStack:
    """Layers by name, and the state in force."""

    def __init__(self, catalog: ModelCatalog | None) -> None:
        self.lock = threading.RLock()
        """Held by whoever changes something; never by a reader."""
        self.subscribers = Subscribers()
        """Who is told of changes."""
        self._layers: dict[str, Layer] = {}
        self.view: View = build(Ground(catalog, today()), (), generation=0)[0]
        """The state in force."""

    def layer(self, name: str) -> Layer:
        """A layer as it is in force; an empty one where nothing was put there."""
        return self._layers.get(name) or Layer(name=name)

    def put(self, layer: Layer, touched: Iterable[str] | None = None) -> View:
        """Put a layer in force; `touched` are the models of which it speaks otherwise than before.

        Where an entry contradicts what lies below it nothing changes: LayersRefusedError says which.
        """
        with self.lock:
            self.turn_to(today())
            before = self._layers.get(layer.name)
            if touched is None:
                touched = {*layer.entries, *(before.entries if before else ())}
            layers = self._layers | {layer.name: layer}
            made, faults = rebuild(self.view, _ordered(layers), touched, generation=self._next)
            return self._swap(layers, made, faults, touched)

    def put_catalog(self, catalog: ModelCatalog | None) -> View:
        """Put another catalog below all layers."""
        with self.lock:
            ground = Ground(catalog, today())
            made, faults = build(ground, _ordered(self._layers), generation=self._next)
            view = self._swap(self._layers, made, faults, ())
            if catalog is not None and self.subscribers:
                now = datetime.now(UTC)
                event = CatalogChanged(
                    version=catalog.version, digest=catalog.digest, generation=view.generation, at=now
                )
                self.subscribers.put((event,))
            return view

    def turn_to(self, day: str) -> View:
        """Put the state of a day in force: statuses by their dates, rates by their rows."""
        with self.lock:
            before = self.view
            if before.day == day:
                return before
            ground = Ground(before.catalog, day)
            made, faults = build(ground, _ordered(self._layers), generation=self._next)
            return self._swap(self._layers, made, faults, {*before.over, *made.over})

    def as_with(self, *others: Layer) -> View:
        """The state that there would be with some layers in the place of those in force."""
        layers = self._layers | {layer.name: layer for layer in others}
        made, faults = build(self.view.ground, _ordered(layers), generation=self.view.generation)
        if faults:
            raise LayersRefusedError(faults)
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

    @property
    def _next(self) -> int:
        return self.view.generation + 1

    def _swap(
        self, layers: dict[str, Layer], made: View, faults: list[LayerFault], touched: Iterable[str]
    ) -> View:
        if faults:
            raise LayersRefusedError(faults)
        made.prepare_like(self.view)
        before, self._layers = self.view, layers
        self.view = made
        if self.subscribers:
            self.subscribers.put(events_between(before, made, sorted(touched), datetime.now(UTC)))
        return made


def _ordered(layers: dict[str, Layer]) -> tuple[Layer, ...]:
    return tuple(layers[name] for name in LAYERS if name in layers)
