"""What providers were found to serve, as a layer."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.catalog.search import likeness
from modeldex.core.days import today
from modeldex.core.errors import InvalidValueError
from modeldex.core.model_entry import ModelEntry
from modeldex.core.status import ModelStatus
from modeldex.identity.ids import resolve
from modeldex.registry.discovered_store import DiscoveredStore
from modeldex.registry.layer import DISCOVERED, Layer

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from pathlib import Path

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig
    from modeldex.registry.discovered_store import Discovered
    from modeldex.registry.ground import Ground


def with_discovered(
    before: Layer, provider: str, models: Iterable[ModelConfig], ground: Ground
) -> tuple[Layer, set[str]]:
    """The layer with other models of one provider, and the ids of which it speaks otherwise."""
    found = {one.id: ModelEntry(one.id, changes=_stated(one, ground.of_id(one.id))) for one in models}
    foreign = [full_id for full_id in found if not full_id.startswith(f"{provider}/")]
    if foreign:
        raise InvalidValueError("discovered", {"models": f"must be of {provider}, not {', '.join(foreign)}"})
    kept = {name: one for name, one in before.entries.items() if not name.startswith(f"{provider}/")}
    layer = before.replace(entries=MappingProxyType(kept | found))
    return layer, {*found, *(before.entries.keys() - kept.keys())}


def discovered_layer(folder: Path, catalog: ModelCatalog | None) -> Layer:
    """What was discovered and kept in a folder, and a catalog still does not have, as a layer.

    DataError names a damaged file, with the mend.
    """
    pool = [model for one in DiscoveredStore(folder).all() for model in unknown_to(catalog, one)]
    entries = {model.id: ModelEntry(model.id, model=model) for model in pool}
    return Layer(name=DISCOVERED, entries=MappingProxyType(entries), origin=str(folder))


def unknown_to(
    catalog: ModelCatalog | None, found: Discovered, stated: Container[str] = ()
) -> list[ModelConfig]:
    """What was discovered at a provider, without what a catalog has, or somebody stated, by now."""
    models = (model for full_id, model in found.models.items() if full_id not in stated)
    return [as_discovered(model) for model in models if known_as(catalog, model) is None]


def as_discovered(model: ModelConfig) -> ModelConfig:
    """A model as it counts while nothing but a list vouches for it: it is no active one.

    What the list says of its end stands. Whoever asks for active models does not get it by accident.
    """
    return model.replace(status=ModelStatus.PREVIEW) if model.status is ModelStatus.ACTIVE else model


def known_as(catalog: ModelCatalog | None, model: ModelConfig) -> str | None:
    """Full id under which a catalog has a model of a list: the same, or one of which it is another name.

    None where it has none at that provider.
    """
    if catalog is None or catalog.names.provider_named(model.provider) is None:
        return None
    return resolve(model.id, catalog.names)


def looking_like(models: Iterable[ModelConfig], text: str, limit: int) -> list[ModelConfig]:
    """Those whose id or name looks like a text, the likest first, as `ModelCatalog.search` finds others."""
    words = " ".join(text.lower().split())
    scored = ((likeness(words, model.id, model.name, 0, 1), model) for model in models)
    like = sorted(((-score, model.id, model) for score, model in scored if score), key=lambda one: one[:2])
    return [model for *_, model in like[:limit]]


def _stated(model: ModelConfig, below: ModelConfig | None) -> dict[str, object]:
    """The fields that a listing states; what it is silent about, the catalog may know.

    A rate takes the place of the one that is current under its conditions; all other rows stay.

    That a model is active is what every listing says of every model, and nothing to go by.
    """
    entry = ModelEntry(model.id, model=model)
    known = {name: getattr(model, name) for name in entry.fields}
    left_out = ["model_id", "provider", "capabilities"]
    left_out += ["status"] if model.status is ModelStatus.ACTIVE else []
    stated = {name: value for name, value in known.items() if name not in left_out}
    if model.prices and below is not None:
        keys, day = {price.key for price in model.prices}, today()
        kept = [row for row in below.prices if row.key not in keys or (row.valid_to or "9999") <= day]
        stated["prices"] = (*kept, *model.prices)
    return stated
