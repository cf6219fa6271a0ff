"""What providers were found to serve, as a layer."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.core.days import today
from modeldex.core.errors import InvalidValueError
from modeldex.core.model_entry import ModelEntry
from modeldex.core.status import ModelStatus
from modeldex.registry.layer import DISCOVERED, Layer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.model_config import ModelConfig
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
    layer = Layer(name=DISCOVERED, entries=MappingProxyType(kept | found))
    return layer, {*found, *(before.entries.keys() - kept.keys())}


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
