"""Which layer gave a value: what each says of a field, the one that counts first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from modeldex.catalog.columns import FIELDS
from modeldex.catalog.named_field import BENCHMARK, CAPABILITY, COLUMN, RATE, SCORE, field_named
from modeldex.core.capability import ModelCapabilities
from modeldex.core.plain import plain
from modeldex.core.quality import QualityScores
from modeldex.core.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    """Layer, value and origin of everything that is said of a field, the uppermost first."""
    for layer in reversed(view.layers):
        entry = layer.entries.get(full_id)
        if entry is None or entry.is_hidden:
            continue
        if entry.model is not None:
            yield layer.name, value_of(entry.model, kind, key), layer.origin
        elif _states(entry, kind, key):
            alone = entry.over(None)
            assert alone is not None
            yield layer.name, value_of(alone, kind, key), layer.origin
    below = view.ground.of_id(full_id)
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


_OF_SEVERAL = {
    CAPABILITY: "capabilities", RATE: "prices", BENCHMARK: "benchmarks", SCORE: "quality_scores"
}  # fmt: skip
"""Kind of field -> the field that states several of it at once."""


def _states(entry: ModelEntry, kind: str, key: str) -> bool:
    """Whether an entry of single fields says something of one, be it that it is unknown."""
    several = _OF_SEVERAL.get(kind, "")
    if several in entry.changes:
        stated = entry.changes[several]
        if stated is None or kind == RATE:  # the rows that it states are all the rows there are
            return True
        if key in _keys_of(stated):
            return True
    names = (name for name in entry.changes if name not in ("capabilities", "prices"))
    return any(field_named(name) == (kind, key) for name in names)


def _keys_of(stated: object) -> Iterable[str]:
    """The names under which a value of several holds something."""
    if isinstance(stated, QualityScores):
        return stated.known()
    return plain(stated) if isinstance(stated, ModelCapabilities | Mapping) else ()


def _fields_of_layers(view: View, full_id: str) -> tuple[str, ...]:
    """Every field of a model that a layer states, rates and capabilities one by one."""
    found: dict[str, None] = {}
    for layer in view.layers:
        entry = layer.entries.get(full_id)
        if entry is not None:
            found.update(dict.fromkeys(_fields_of(entry)))
    return tuple(found)


def _fields_of(entry: ModelEntry) -> Iterator[str]:
    for name in entry.fields:
        if name == "prices":
            rows = entry.changes["prices"] if entry.model is None else entry.model.prices
            yield from (price.key for price in rows or ())
        elif name == "capabilities":
            yield from _keys_of(entry.changes.get(name))
        elif name not in ("model_id", "provider"):
            yield name
