"""What may be asked of a registry, and of one state of it held fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.conditions import conditions_of_keywords
from modeldex.catalog.query import Query
from modeldex.core.display_order import DisplayOrder
from modeldex.core.errors import UnknownNameError
from modeldex.core.status import ModelStatus
from modeldex.registry.provenance import layer_values
from modeldex.registry.statistics import statistics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Unpack

    from modeldex.catalog.conditions import Conditions
    from modeldex.catalog.query import Question
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.registry.provenance import LayerValue
    from modeldex.registry.statistics import RegistryStats
    from modeldex.registry.view import View

    Statuses = ModelStatus | str | Iterable[ModelStatus | str] | None


class RegistryReads:
    """Questions to the models in force; each is answered out of one state, without waiting.

    Every status is returned unless `status` is given.
    """

    _view: View
    """The state that is asked: swapped as a whole, never changed."""
    _base: str
    """The layer that the catalog is: `bundled` or `updated`."""

    def get_model(self, name: str) -> ModelConfig | None:
        """The model that a name means; None where it means none, or more than one."""
        return self._view.get(name)

    def get_model_or_raise(self, name: str) -> ModelConfig:
        """The model that a name means.

        Raises AmbiguousModelError with the candidates, ModelNotFoundError with near matches.
        """
        return self._view.get_or_raise(name)

    def list_models(self, provider: str | None = None, status: Statuses = None) -> tuple[ModelConfig, ...]:
        """Every model by full id, of a provider (by any name of it) and of any of some statuses."""
        return self.find_models(provider=provider, status=status)

    def get_models_by_provider(self, provider: str, status: Statuses = None) -> tuple[ModelConfig, ...]:
        """Every model that a provider serves; UnknownNameError lists the providers."""
        return self.find_models(provider=provider, status=status)

    def get_models_by_capability(self, capability: str, status: Statuses = None) -> tuple[ModelConfig, ...]:
        """Every model that is known to have a capability; UnknownNameError lists the capabilities."""
        return self.find_models(capabilities=(capability,), status=status)

    def get_models_by_capabilities(
        self, capabilities: str | Iterable[str], status: Statuses = None
    ) -> tuple[ModelConfig, ...]:
        """Every model that is known to have all of some capabilities."""
        return self.find_models(capabilities=capabilities, status=status)

    def get_available_models(self) -> tuple[ModelConfig, ...]:
        """Every model whose status is ACTIVE."""
        return self.find_models(status=ModelStatus.ACTIVE)

    def find_models(self, **asked: Unpack[Question]) -> tuple[ModelConfig, ...]:
        """Every model that meets all conditions, which are those of `ModelCatalog.find_models`."""
        view = self._view
        return view.index.find(Query(asked, view.names))

    def count_models(self, **asked: Unpack[Conditions]) -> int:
        """How many models meet all conditions."""
        view = self._view
        return view.index.count(conditions_of_keywords("count_models", asked, view.names))

    def get_providers(self) -> tuple[str, ...]:
        """Slug of every provider that serves a model, in order."""
        return tuple(self.get_stats()["providers"])

    def get_capabilities(self) -> tuple[str, ...]:
        """Every capability that some model is known to have, in the order of the table."""
        return tuple(self.get_stats()["capabilities"])

    def get_stats(self) -> RegistryStats:
        """Counts of the models in force, by provider, capability, status, category and layer."""
        return statistics(self._view, self._base)

    def providers(self) -> tuple[Provider, ...]:
        """Every provider that the catalog or a layer describes, by slug."""
        return tuple(self._described().values())

    def provider(self, name: str) -> Provider:
        """The provider of a slug or another name of it; UnknownNameError lists the slugs."""
        found = self._described()
        slug = self._view.names.provider_named(name)
        if slug not in found:
            raise UnknownNameError("described provider" if slug else "provider", name, found)
        return found[slug]

    def makers(self) -> tuple[str, ...]:
        """Slug of every maker that the catalog or a layer names, in order; no model is read for it."""
        return self._view.names.makers()

    @property
    def display_order(self) -> DisplayOrder:
        """In which order providers and models are shown: layers come before the catalog."""
        view = self._view
        order = DisplayOrder() if view.catalog is None else view.catalog.display_order
        for layer in view.layers:
            order = layer.order.over(order)
        return order

    def aliases(self, kind: str = "model") -> dict[str, str]:
        """Other names that layers give: alias -> full id of a model, or `kind="provider"` -> slug."""
        return self._view.names.aliases(kind)

    def layer_of(self, name: str, field: str) -> str | None:
        """The layer that gave a value; None where no layer states the field."""
        said = self.why(name, field)
        return said[0].layer if said else None

    def why(self, name: str, field: str | None = None) -> tuple[LayerValue, ...]:
        """What each layer says of a field of a model, the uppermost, which counts, first.

        Without a field: of every field that a layer over the catalog states. Who says what in the
        catalog itself, `ModelCatalog.why` tells.
        """
        view = self._view
        return layer_values(view, view.get_or_raise(name), field, self._base)

    @property
    def generation(self) -> int:
        """How many states the registry has had; it rises with every change in force."""
        return self._view.generation

    def _described(self) -> dict[str, Provider]:
        view = self._view
        if view.providers is None:
            below = () if view.catalog is None else view.catalog.providers()
            found = {one.id: one for one in below}
            for layer in view.layers:
                found.update(layer.providers)
            view.providers = dict(sorted(found.items()))
        return view.providers

    def __len__(self) -> int:
        return len(self._view.shelf.models)

    def __iter__(self) -> Iterator[ModelConfig]:
        return iter(self._view.shelf.everything())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._view.get(name) is not None


class RegistrySnapshot(RegistryReads):
    """One state of a registry, held fast: it answers the same whatever happens meanwhile."""

    def __init__(self, view: View, base: str) -> None:
        self._view = view
        self._base = base

    def __repr__(self) -> str:
        return f"<RegistrySnapshot {self.generation}: {len(self)} models>"
