"""`Ground`: what lies below all layers of a registry, a catalog on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.shelf import FileShelf
from modeldex.registry.columns import KeptColumns

if TYPE_CHECKING:
    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig


class Ground:
    """A catalog, or none, and what a day makes of it."""

    def __init__(self, catalog: ModelCatalog | None, day: str) -> None:
        self.catalog = catalog
        """The catalog; None: there is nothing below the layers."""
        self.day = day
        """The day whose statuses and rates hold."""
        is_file = catalog is not None and isinstance(catalog.shelf(), FileShelf)
        self.columns = KeptColumns(catalog) if catalog is not None and is_file else None
        """The columns of the catalog, read once for all states that stand on it; None: its models are in
        hand, as those of a day past, or there is none."""
        due = () if catalog is None else catalog.changing_between(catalog.version[:10], day)
        self.due = frozenset(due)
        """Full ids of the models that the catalog's own dates have changed since its day."""

    def of_id(self, full_id: str) -> ModelConfig | None:
        """The model of a full id as the catalog has it; None where it has none."""
        return None if self.catalog is None else self.catalog.of_id(full_id)
