"""`Layer`: what one place says of models, over all that lies below it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.core.display_order import DisplayOrder
from modeldex.core.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.model_entry import ModelEntry
    from modeldex.core.provider import Provider

BUNDLED, UPDATED, DISCOVERED = "bundled", "updated", "discovered"
CONFIG, DATABASE, IN_PROCESS = "config", "database", "in-process"
LAYERS = (BUNDLED, UPDATED, DISCOVERED, CONFIG, DATABASE, IN_PROCESS)
"""Every layer, the lowest first; an update is a whole catalog and takes the place of the bundled one."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Layer(Record):
    """The entries, other names and providers of one layer; it never changes."""

    name: str
    """One of `LAYERS`."""
    entries: Mapping[str, ModelEntry] = MappingProxyType({})
    """Full id -> what it says of that model."""
    model_aliases: Mapping[str, str] = _NOTHING
    """Another name -> the model that it means, by full id or any other name."""
    provider_aliases: Mapping[str, str] = _NOTHING
    """Another name -> slug of a provider."""
    providers: Mapping[str, Provider] = MappingProxyType({})
    """Slug -> a provider that it brings, or changes."""
    order: DisplayOrder = DisplayOrder()
    """What it puts before what lower layers show first."""
    origin: str | None = None
    """The file or database that it comes from, as it may be shown; None for what has none."""

    @property
    def beside(self) -> tuple[dict[str, str], dict[str, str], dict[str, Provider], DisplayOrder]:
        """What it says beside its entries, to be compared."""
        return dict(self.model_aliases), dict(self.provider_aliases), dict(self.providers), self.order

    def __bool__(self) -> bool:
        return bool(self.entries) or any(self.beside)
