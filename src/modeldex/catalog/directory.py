"""Providers and canonical models, put together from the rows of a catalog."""

from __future__ import annotations

import json

from modeldex.core.capability import ModelCapabilities
from modeldex.core.display_order import DisplayOrder
from modeldex.core.model import Model
from modeldex.core.provider import Provider

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from modeldex.catalog.file import CatalogFile
    from modeldex.core.model_config import ModelConfig

_LISTS = ("home_of", "aliases")
_ORDER = "SELECT name FROM display_order WHERE kind = ? ORDER BY place"


def providers(file: CatalogFile) -> tuple[Provider, ...]:
    """Every provider of a catalog, by slug."""
    return tuple(
        _provider(json.loads(row[0])) for row in file.rows("SELECT record FROM providers ORDER BY id")
    )


def _provider(record: dict[str, Any]) -> Provider:
    env = {role: tuple(names) for role, names in record.pop("env", {}).items()}
    record.update({name: tuple(record.get(name, ())) for name in _LISTS})
    return Provider(env=env, **record)


def display_order(file: CatalogFile) -> DisplayOrder:
    """In which order a catalog shows providers and models."""
    providers, models = (tuple(row[0] for row in file.rows(_ORDER, kind)) for kind in ("provider", "model"))
    return DisplayOrder(providers=providers, models=models)


def canonical_model(offerings: Sequence[ModelConfig]) -> Model | None:
    """The model that all these offerings serve; its facts are those of the first that states them.

    The offering at the maker's own provider comes first. What a model can do wherever it is served
    is what one offering says and none denies.
    """
    if not offerings:
        return None
    first = offerings[0]
    yes = no = 0
    for offering in offerings:
        yes, no = yes | offering.capabilities.masks[0], no | offering.capabilities.masks[1]
    assert first.canonical_model is not None
    return Model(
        id=first.canonical_model,
        maker=first.maker or "",
        name=next((one.name for one in offerings if one.name), first.model_id),
        family=next((one.family for one in offerings if one.family), None),
        open_weights=next((one.open_weights for one in offerings if one.open_weights is not None), None),
        release_date=next((one.release_date for one in offerings if one.release_date), None),
        knowledge_cutoff=next((one.knowledge_cutoff for one in offerings if one.knowledge_cutoff), None),
        capabilities=ModelCapabilities.of_masks(yes & ~no, no & ~yes),
        offerings=tuple(one.id for one in offerings),
    )
