"""How a state of a registry is made, aside from the one in force: layer over layer, then the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.core.errors import InvalidModelConfigError, RegistryError
from modeldex.core.model_change import has_current_rates
from modeldex.registry.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.registry.ground import Ground
    from modeldex.registry.layer import Layer


class LayerFault(NamedTuple):
    """An entry that cannot stand over what lies below it."""

    layer: Layer
    """The layer that the entry is of."""
    full_id: str
    """The model that it speaks of."""
    problems: Mapping[str, str]
    """Field -> what is wrong with it there."""

    @property
    def told(self) -> str:
        """The fault in words."""
        listed = ", ".join(f"{name} {problem}" for name, problem in self.problems.items())
        return f"layer {self.layer.name!r}, {self.full_id}: {listed}"


class LayersRefusedError(RegistryError):
    """Layers that contradict each other: nothing of them was put in force."""

    def __init__(self, faults: Iterable[LayerFault]) -> None:
        self.faults = tuple(faults)
        """Every entry that cannot stand."""
        super().__init__("; ".join(fault.told for fault in self.faults))

    def __reduce__(self) -> tuple[object, ...]:
        return RegistryError, (self.args[0],)


def build(ground: Ground, layers: tuple[Layer, ...], *, generation: int) -> tuple[View, list[LayerFault]]:
    """A state out of a catalog and layers over it, the lowest first, and the entries that cannot stand.

    An entry that cannot stand is left out of the state: whoever asked for it decides.
    """
    touched = ground.due.union(*(layer.entries for layer in layers))
    return _with(View(ground, layers, {}, frozenset(), generation=generation), touched)


def rebuild(
    view: View, layers: tuple[Layer, ...], touched: Iterable[str], *, generation: int
) -> tuple[View, list[LayerFault]]:
    """The state that follows one on the same ground, where the layers speak otherwise of some models."""
    before = View(view.ground, layers, view.over, view.gone, generation=generation)
    before.lifecycle = view.lifecycle
    return _with(before, touched)


def _with(before: View, touched: Iterable[str]) -> tuple[View, list[LayerFault]]:
    over, gone = dict(before.over), set(before.gone)
    faults: list[LayerFault] = []
    touched = tuple(touched)
    if before.catalog is not None:
        before.catalog.fetch(touched)
    for full_id in touched:
        below = before.ground.of_id(full_id)
        model = _effective(full_id, below, before, faults)
        over.pop(full_id, None)
        gone.discard(full_id)
        if model is None:
            if any(full_id in layer.entries for layer in before.layers):
                gone.add(full_id)
        elif model is not below:
            over[full_id] = model
    made = View(before.ground, before.layers, over, frozenset(gone), generation=before.generation)
    made.lifecycle = before.lifecycle
    return made, faults


def _effective(
    full_id: str, below: ModelConfig | None, view: View, faults: list[LayerFault]
) -> ModelConfig | None:
    """A model as all layers make it, on the day of the state."""
    model = through(view.layers, full_id, below, faults)
    if model is None:
        return None
    return on_day(model, view.day, has_dated_rates=full_id in view.ground.due or not model.has_unread_prices)


def through(
    layers: Iterable[Layer], full_id: str, below: ModelConfig | None, faults: list[LayerFault]
) -> ModelConfig | None:
    """A model as layers make it of the one below, the lowest first; an entry that cannot stand is a fault.

    What a layer hides stays hidden under single fields; only a whole model brings it back.
    """
    model, is_hidden = below, False
    for layer in layers:
        entry = layer.entries.get(full_id)
        if entry is None or (is_hidden and entry.model is None):
            continue
        is_hidden = entry.is_hidden
        try:
            model = entry.over(model)
        except InvalidModelConfigError as error:
            faults.append(LayerFault(layer, full_id, error.problems))
    return model


def on_day(model: ModelConfig, day: str, *, has_dated_rates: bool) -> ModelConfig:
    """A model as it is on this day: its status by its dates, its base rates by the rows in force.

    Rows that nobody has read are the catalog's: their rates are those of this day, unless it is due.
    """
    status = model.status_on(day)
    changes: dict[str, Any] = {} if status is model.status else {"status": status}
    if has_dated_rates and not has_current_rates(model):
        changes["prices"] = model.prices
    return model.replace(**changes) if changes else model
