"""What is in force, in numbers."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict

from modeldex.core.capability import CAPABILITIES
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from modeldex.registry.view import View


class RegistryStats(TypedDict):
    """Counts of the models in force, and which state this is."""

    total_models: int
    """Every model that is not hidden, of any status."""
    active_models: int
    """Those whose status is ACTIVE."""
    providers: dict[str, int]
    """Provider -> how many models it serves, by slug."""
    capabilities: dict[str, int]
    """Capability -> how many models are known to have it, in the order of the table."""
    by_status: dict[str, int]
    """Status -> how many models have it."""
    by_category: dict[str, int]
    """Category -> how many models are of it; a model without one is in none."""
    layers: dict[str, int]
    """Layer -> of how many models it speaks, the lowest first."""
    generation: int
    """How many states the registry has had."""
    catalog_version: str | None
    """Version of the catalog below; None where there is none."""
    catalog_digest: str | None
    """Digest of the catalog below."""
    catalog_age_seconds: float | None
    """Seconds since the day that the catalog speaks of began, in UTC."""


def statistics(view: View, base: str) -> RegistryStats:
    """The counts of one state; `base` names the layer that its catalog is."""
    if view.statistics is None:
        view.statistics = _counted(view, base)
    found = deepcopy(view.statistics)  # the state keeps its own
    if view.catalog is not None:
        found["catalog_age_seconds"] = age_seconds(view.catalog.version)
    return found


def _counted(view: View, base: str) -> RegistryStats:
    index = view.index
    columns = {name: index.column(name) for name in ("provider", "status", "category", "caps_yes")}
    counts = {
        name: {column.values[number]: count for number, count in Counter(column.numbers).items()}
        for name, column in columns.items()
    }
    letters, catalog = counts["status"], view.catalog
    by_status = {one.name.lower(): letters[one.value] for one in ModelStatus if one.value in letters}
    layers = {} if catalog is None else {base: len(catalog)}
    layers.update({layer.name: len(layer.entries) for layer in view.layers if layer})
    return RegistryStats(
        total_models=len(columns["status"]),
        active_models=by_status.get("active", 0),
        providers=dict(sorted(counts["provider"].items())),
        capabilities=_capabilities(counts["caps_yes"]),
        by_status=by_status,
        by_category={name: counts["category"][name] for name in sorted(counts["category"].keys() - {None})},
        layers=layers,
        generation=view.generation,
        catalog_version=None if catalog is None else catalog.version,
        catalog_digest=None if catalog is None else catalog.digest,
        catalog_age_seconds=None,
    )


def age_seconds(version: str) -> float:
    """Seconds since the day of a catalog's version began, in UTC."""
    began = datetime.fromisoformat(version[:10]).replace(tzinfo=UTC)
    return (datetime.now(UTC) - began).total_seconds()


def _capabilities(masks: dict[int | None, int]) -> dict[str, int]:
    counts = {
        name: sum(count for mask, count in masks.items() if (mask or 0) & capability.mask)
        for name, capability in CAPABILITIES.items()
    }
    return {name: count for name, count in counts.items() if count}
