"""The names of a registry: those of its catalog, and what its layers add, hide and call otherwise."""

from __future__ import annotations

from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.core.errors import UnknownNameError
from modeldex.registry.layer import DISCOVERED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from modeldex.catalog.names import CatalogNames
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price
    from modeldex.registry.layer import Layer

_LIKENESS = 0.6
_ATTRIBUTES = {"maker": "maker", "model": "canonical_model", "family": "family", "provider": "provider"}
"""Column of names -> the attribute of a model that holds one."""


class RegistryNames:
    """Answers for one state of a registry; made once, asked from any thread."""

    def __init__(
        self,
        catalog: CatalogNames | None,
        layers: tuple[Layer, ...],
        over: Mapping[str, ModelConfig],
        gone: frozenset[str],
        below: Callable[[str], ModelConfig | None],
    ) -> None:
        """`below` gives the model of a full id as the catalog has it."""
        self._catalog = catalog
        self._below = below
        self._over = over
        self._gone = gone
        self._layers = layers
        self._listed: dict[str, dict[str, str]] = {}
        self._by_name: Mapping[str, tuple[str, ...]] | None = None
        self._registered: frozenset[str] | None = None
        self._models = _merged(layer.model_aliases for layer in layers)
        self._providers = _merged(layer.provider_aliases for layer in layers)
        self._homes = {
            slug: provider.home_of for layer in layers for slug, provider in layer.providers.items()
        }
        self._slugs = set(self._homes)

    def has(self, full_id: str) -> bool:
        """Whether this is the full id of a model."""
        if full_id in self._over:
            return True
        return self._catalog is not None and full_id not in self._gone and self._catalog.has(full_id)

    def provider_named(self, name: str) -> str | None:
        """The provider's slug for a slug or another name of it."""
        name = self._providers.get(name, name)
        if name in self._slugs:
            return name
        found = None if self._catalog is None else self._catalog.provider_named(name)
        return found or (name if name in self._names_of("provider") else None)

    def registered(self, name: str) -> tuple[str, ...]:
        """Full ids that the user registered under this name: what an alias means, or bare ids."""
        meant = self._models.get(name)
        if meant is not None:
            return (meant,) if self.has(meant) else ()
        return tuple(full_id for full_id in self._named(name) if self._is_registered(full_id))

    def within(self, provider: str, name: str) -> str | None:
        """The full id for a model id, or else an alias of one, at a provider."""
        full_id = f"{provider}/{name}"
        if full_id in self._over:
            return full_id
        mine = next((one for one in self._named(name) if self._over[one].provider == provider), None)
        if mine is not None:
            return mine
        found = None if self._catalog is None else self._catalog.within(provider, name)
        return found if found is not None and self._is_called(found, name) else None

    def at_home(self, name: str) -> tuple[str, ...]:
        """Full ids of this bare id or alias at its maker's own provider."""
        below = () if self._catalog is None else self._catalog.at_home(name)
        found = [one for one in below if self._is_called(one, name)]
        found += [one for one in self.anywhere(name) if self._is_at_home(one)]
        return tuple(dict.fromkeys(found))

    def anywhere(self, name: str) -> tuple[str, ...]:
        """Full ids of this bare id or alias at any provider."""
        found = () if self._catalog is None else self._catalog.anywhere(name)
        return tuple(
            dict.fromkeys((*(one for one in found if self._is_called(one, name)), *self._named(name)))
        )

    def one_of(self, column: str, name: str) -> str:
        """A name as a column of the models has it; a provider's by any name of it.

        UnknownNameError lists those that there are.
        """
        if column == "provider":
            slug = self.provider_named(name)
            if slug is None:
                raise UnknownNameError(column, name, self.providers())
            return slug
        if name in self._names_of(column):
            return name
        if self._catalog is None:
            raise UnknownNameError(column, name, sorted(self._names_of(column)))
        try:
            return self._catalog.one_of(column, name)
        except UnknownNameError as error:
            raise UnknownNameError(column, name, sorted({*error.known, *self._names_of(column)})) from None

    def providers(self) -> tuple[str, ...]:
        """Slug of every provider that the catalog, a layer or a model names."""
        return tuple(sorted({*self._known_to_catalog(), *self._slugs, *self._names_of("provider")}))

    def makers(self) -> tuple[str, ...]:
        """Slug of every maker that the catalog or a layer names."""
        below = () if self._catalog is None else self._catalog.makers()
        return tuple(sorted({*below, *self._names_of("maker")}))

    def rate(self, rate: Price) -> Price:
        """A rate with its conditions as the price rows have them."""
        return rate if self._catalog is None else self._catalog.rate(rate)

    def benchmarks(self) -> tuple[str, ...]:
        """Every benchmark that some model has a score of."""
        below = () if self._catalog is None else self._catalog.benchmarks()
        mine = {name for model in self._over.values() for name in model.benchmarks}
        return tuple(sorted({*below, *mine}))

    def aliases(self, kind: str) -> dict[str, str]:
        """Another name -> what it means, of models or of providers; UnknownNameError lists the kinds."""
        kinds = {"model": self._models, "provider": self._providers}
        if kind not in kinds:
            raise UnknownNameError("kind of alias", kind, kinds)
        return dict(sorted(kinds[kind].items()))

    def near(self, name: str) -> list[str]:
        """Aliases and ids out of the layers that look like a name."""
        known = (*self._models, *self._over)
        by_bare = {one.partition("/")[2] or one: one for one in known}
        matches = get_close_matches(name, known, n=3, cutoff=_LIKENESS)
        bare = get_close_matches(name, by_bare, n=3, cutoff=_LIKENESS)
        return list(dict.fromkeys([*matches, *(by_bare[one] for one in bare)]))[:3]

    def _known_to_catalog(self) -> Iterable[str]:
        return () if self._catalog is None else self._catalog.providers()

    def _is_called(self, full_id: str, name: str) -> bool:
        """Whether a model of the catalog is still there, and no layer took this name away from it."""
        if full_id in self._gone:
            return False
        over, below = self._over.get(full_id), self._below(full_id)
        return over is None or below is None or name not in below.aliases or name in over.aliases

    def _is_at_home(self, full_id: str) -> bool:
        """Whether a model is at its maker's own provider, by the catalog or by a layer's word."""
        model = self._over.get(full_id) or self._below(full_id)
        if model is None:
            return False
        home_of = self._homes.get(model.provider)
        if home_of is not None:
            return model.maker in home_of
        return self._catalog is not None and full_id in self._catalog.at_home(model.model_id)

    def _is_registered(self, full_id: str) -> bool:
        """Whether a layer brings the model, or states all of it; one that changes a field does not.

        What a provider was found to serve nobody has registered: its bare name means nothing yet.
        """
        if self._registered is None:
            self._registered = frozenset(
                entry.id
                for layer in self._layers
                if layer.name != DISCOVERED
                for entry in layer.entries.values()
                if entry.model is not None or self._catalog is None or not self._catalog.has(entry.id)
            )
        return full_id in self._registered

    def _names_of(self, column: str) -> Mapping[str, str]:
        """The names that the models of the layers have in a column."""
        found = self._listed.get(column)
        if found is None:
            attribute = _ATTRIBUTES[column]
            names = {getattr(model, attribute) for model in self._over.values()} - {None}
            found = self._listed[column] = dict.fromkeys(names, "")
        return found

    def _named(self, name: str) -> tuple[str, ...]:
        """Full ids of the models of the layers that have this bare id or alias; ids before aliases."""
        if self._by_name is None:
            self._by_name = _names_of_models(self._over.values())
        return self._by_name.get(name, ())


def _names_of_models(models: Iterable[ModelConfig]) -> Mapping[str, tuple[str, ...]]:
    as_ids: dict[str, list[str]] = {}
    as_aliases: list[tuple[str, str]] = []
    for model in sorted(models, key=lambda one: one.id):
        as_ids.setdefault(model.model_id, []).append(model.id)
        as_aliases += [(alias, model.id) for alias in model.aliases]
    for alias, full_id in as_aliases:
        as_ids.setdefault(alias, []).append(full_id)
    return MappingProxyType({name: tuple(dict.fromkeys(ids)) for name, ids in as_ids.items()})


def _merged(maps: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    """One map of several, of which the later ones have the last word."""
    found: dict[str, str] = {}
    for one in maps:
        found.update(one)
    return MappingProxyType(found)
