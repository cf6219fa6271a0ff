"""`View`: one state of a registry, which never changes; readers hold it as long as they like."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.catalog.column_source import ModelColumns
from modeldex.catalog.columns import CATALOG_COLUMNS
from modeldex.catalog.index import Index
from modeldex.catalog.lock import making
from modeldex.catalog.named_field import PRICING
from modeldex.catalog.names import name_given
from modeldex.catalog.shelf import FileShelf, Shelf
from modeldex.config.policy import LifecyclePolicy
from modeldex.core.errors import AmbiguousModelError, ModelNotFoundError
from modeldex.identity.ids import resolve
from modeldex.registry.columns import LayeredColumns, LayeredShelf, stretches
from modeldex.registry.layer import CONFIG
from modeldex.registry.names import RegistryNames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.catalog.column_source import ColumnSource
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.registry.ground import Ground
    from modeldex.registry.layer import Layer
    from modeldex.registry.statistics import RegistryStats

_MOST_FOUND = 50_000


class View:
    """The models in force: those of a catalog, with layers over them, on a day.

    Everything is made when it is first asked for and kept, as in a catalog.
    """

    def __init__(
        self,
        ground: Ground,
        layers: tuple[Layer, ...],
        over: Mapping[str, ModelConfig],
        gone: frozenset[str],
        *,
        generation: int,
    ) -> None:
        self.ground = ground
        """What lies below all layers."""
        self.catalog = ground.catalog
        """The catalog of the ground; None: there is nothing below."""
        self.layers = layers
        """The layers over the catalog, the lowest first."""
        self.over: Mapping[str, ModelConfig] = MappingProxyType(over)
        """Full id -> model, of those that a layer or the day makes other than the catalog has them."""
        self.gone = gone
        """Full ids that a layer hides."""
        self.lifecycle = LifecyclePolicy()
        """The policy for models that retire."""
        self.generation = generation
        """How many states the registry has had."""
        self.found: dict[str, ModelConfig] = {}
        """Name -> model, of the names that were asked for and found."""
        self._names: RegistryNames | None = None
        self._shelf: Shelf | None = None
        self._index: Index | None = None
        self.statistics: RegistryStats | None = None
        """The counts of the state, kept once they were asked for."""
        self.providers: dict[str, Provider] | None = None
        """Every provider that the catalog or a layer describes, kept once they were asked for."""

    @property
    def day(self) -> str:
        """The day whose statuses and rates hold."""
        return self.ground.day

    @property
    def names(self) -> RegistryNames:
        """The names that resolution and questions ask for."""
        if self._names is None:
            below = None if self.catalog is None else self.catalog.names
            self._names = RegistryNames(below, self.layers, self.over, self.gone, self.ground.of_id)
        return self._names

    def warm(self) -> None:
        """Read everything that questions ask for."""
        if self.catalog is not None and self.ground.columns is not None:
            self.catalog.warm()
            self.catalog.providers()
            _ = self.catalog.version, self.catalog.digest, self.catalog.display_order  # which it keeps
            self._names = None  # those of the catalog are others now
            self.ground.columns.columns((*CATALOG_COLUMNS, PRICING))
        self.shelf.everything()

    def prepare_like(self, other: View) -> None:
        """Make what another state has at hand, before this one is in force: its readers do not wait."""
        if other._index is not None:
            self._indexed().prepare_like(other._index)

    def one(self, full_id: str) -> ModelConfig | None:
        """The model of a full id; None where there is none."""
        found = self.over.get(full_id)
        return found if found is not None or full_id in self.gone else self.ground.of_id(full_id)

    def resolved(self, name: str) -> ModelConfig | None:
        """The model that a name means, to be found at once from then on; None where it means none.

        Raises AmbiguousModelError where it could mean several.
        """
        known = self.found.get(name)
        if known is not None:
            return known
        if not name_given(name, "get_model").isprintable():
            return None
        model = self.one(name)
        if model is None:
            full_id = resolve(name, self.names)
            model = None if full_id is None else self.one(full_id)
        if model is not None and len(self.found) < _MOST_FOUND:
            self.found[name] = model
        return model

    def get(self, name: str) -> ModelConfig | None:
        """The model that a name means; None where it means none, or more than one."""
        try:
            return self.resolved(name)
        except AmbiguousModelError:
            return None

    def get_or_raise(self, name: str) -> ModelConfig:
        """The model that a name means; ModelNotFoundError has near matches."""
        try:
            found = self.resolved(name)
        except AmbiguousModelError:
            if self.hidden_id(name) is None:
                raise
            found = None  # no reseller stands in for what is hidden
        if found is None:
            raise self.not_found(name)
        return found

    def hidden_id(self, name: str) -> str | None:
        """The full id of the hidden model that a name means; None where it means none."""
        if name in self.gone or not self.gone:
            return name if name in self.gone else None
        below = None if self.catalog is None else self.catalog.get_model(name)
        if below is not None and below.id in self.gone:
            return below.id
        alike = [full_id for full_id in self.gone if full_id.partition("/")[2] == name]
        return alike[0] if len(alike) == 1 else None

    def not_found(self, name: str) -> ModelNotFoundError:
        """The error for a name that means no model."""
        hidden = self.hidden_id(name)
        if hidden is not None:
            return ModelNotFoundError(name, reason=self._hidden(hidden))
        below = [] if self.catalog is None else self.catalog.near(name)
        near = dict.fromkeys((*self.names.near(name), *(one for one in below if one not in self.gone)))
        return ModelNotFoundError(name, near=list(near)[:5])

    def _hidden(self, full_id: str) -> str:
        """Which layer hides a model, and how it is brought back."""
        saying = (layer for layer in reversed(self.layers) if full_id in layer.entries)
        hiding = next(layer for layer in saying if layer.entries[full_id].is_hidden)
        back = "take the line out of it" if hiding.name == CONFIG else "remove_model takes that back"
        where = f" ({hiding.origin})" if hiding.origin else ""
        return f"{full_id} is hidden by the layer {hiding.name!r}{where}; {back}"

    @property
    def shelf(self) -> Shelf:
        """All models by place."""
        if self._shelf is None:
            self._indexed()
        assert self._shelf is not None
        return self._shelf

    @property
    def index(self) -> Index:
        """What answers questions about all models."""
        return self._index or self._indexed()

    def _indexed(self) -> Index:
        with making():
            if self._index is None:
                source, self._shelf = self._stock()
                self._index = Index(source, self._shelf)
        return self._index

    def _stock(self) -> tuple[ColumnSource, Shelf]:
        over = [self.over[full_id] for full_id in sorted(self.over)]
        if self.catalog is None or self.ground.columns is None:
            below_all = () if self.catalog is None else self.catalog.shelf().everything()
            kept = {model.id: model for model in below_all if model.id not in self.gone}
            models = [one for _, one in sorted({**kept, **self.over}.items())]
            return ModelColumns(models), Shelf(tuple(models))
        below = self.catalog.shelf()
        assert isinstance(below, FileShelf)
        if not over and not self.gone:
            return self.ground.columns, below
        parts = stretches(below, over, self.gone)
        return LayeredColumns(self.ground.columns, over, parts), LayeredShelf(below, over, parts)
