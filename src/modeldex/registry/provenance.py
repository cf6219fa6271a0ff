"""Which layer gave a value: what each says of a field, the one that counts first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import FIELDS
from modeldex.catalog.named_field import BENCHMARK, CAPABILITY, COLUMN, RATE, SCORE, field_named
from modeldex.core.plain import plain
from modeldex.core.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.model_entry import ModelEntry
    from modeldex.registry.view import View


class LayerValue(Record):
    """What one layer says of one field of a model."""

    model: str
    """Full id of the model."""
    field: str
    """Attribute of `ModelConfig`."""
    layer: str
    """Name of the layer."""
    value: object
    """What it says, as plain as JSON; None sets the field back to unknown."""
    wins: bool
    """Whether this is the value in force; a field of several values may be joined out of more."""
    origin: str | None = None
    """The file or database that the layer comes from."""


def layer_values(view: View, model: ModelConfig, field: str | None, base: str) -> tuple[LayerValue, ...]:
    """What each layer says of a field of a model, the uppermost first; `base` is the catalog's name.

    Without a field: of every field that a layer over the catalog states.
    """
    names = (field,) if field is not None else _fields_of_layers(view, model.id)
    found: list[LayerValue] = []
    for name in names:
        kind, key = field_named(name, view.names)
        said = list(_said(view, model.id, kind, key, base))
        attribute = FIELDS[key].name if kind == COLUMN else key
        found += [
            LayerValue(model=model.id, field=attribute, layer=layer, value=value, wins=at == 0, origin=origin)
            for at, (layer, value, origin) in enumerate(said)
        ]
    return tuple(found)


def _said(
    view: View, full_id: str, kind: str, key: str, base: str
) -> Iterator[tuple[str, object, str | None]]:
    """Layer, value and origin of everything that is said of a field, down to a layer that states all."""
    for layer in reversed(view.layers):
        entry = layer.entries.get(full_id)
        if entry is None:
            continue
        if entry.is_hidden:
            return
        stated = entry.model or entry.over(None)
        assert stated is not None
        value = value_of(stated, kind, key)
        if value is not None or entry.model is not None or _sets_back(entry, kind, key):
            yield layer.name, value, layer.origin
        if entry.model is not None:
            return
    below = None if view.catalog is None else view.catalog.of_id(full_id)
    value = None if below is None else value_of(below, kind, key)
    if below is not None and value is not None:
        yield base, value, below.source


def value_of(model: ModelConfig, kind: str, key: str) -> object:
    """The value of a field, as plain as JSON; None where it is unknown."""
    if kind == CAPABILITY:
        return model.supports(key)
    if kind == BENCHMARK:
        return model.benchmarks.get(key)
    if kind == SCORE:
        return getattr(model.quality_scores, key)
    if kind == RATE:
        rows = (*model.rates_in_force, *model.prices)
        return next((price.amount_text for price in rows if price.key == key), None)
    value = plain(getattr(model, FIELDS[key].name if kind == COLUMN else key))
    return None if value in ([], {}, "") else value


def _sets_back(entry: ModelEntry, kind: str, key: str) -> bool:
    """Whether an entry sets a field back to unknown."""
    named = (name for name in entry.changes if entry.changes[name] is None)
    return any(field_named(name) == (kind, key) for name in named if name not in _WHOLE)


_WHOLE = ("capabilities", "prices")
"""Fields that stand for many: an entry that sets them back says so of no single one."""


def _fields_of_layers(view: View, full_id: str) -> tuple[str, ...]:
    entries = (layer.entries.get(full_id) for layer in view.layers)
    names = (name for entry in entries if entry is not None for name in entry.fields)
    own = ("model_id", "provider", *_WHOLE)
    return tuple(dict.fromkeys(name for name in names if name not in own))
