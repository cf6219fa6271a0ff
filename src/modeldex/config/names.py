"""The names that a configuration and the catalog below it have together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.nearness import MOST_HELPED, did_you_mean, near_names
from modeldex.config.places import quoted
from modeldex.core.errors import AmbiguousModelError
from modeldex.identity.ids import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modeldex.catalog.reader import ModelCatalog


class ConfiguredNames:
    """Answers `identity.ids.resolve` for a catalog with the models and providers of a configuration."""

    def __init__(self, catalog: ModelCatalog, providers: Iterable[str], aliases: Mapping[str, str]) -> None:
        self._catalog = catalog
        self._names = catalog.names
        self._providers = frozenset(providers)
        self._aliases = aliases
        self._own: dict[str, list[str]] = {}
        self._slugs: dict[str, str | None] = {}
        self._helped = 0

    def has(self, full_id: str) -> bool:
        """Whether this is the full id of an offering."""
        return full_id in self.registered(full_id.partition("/")[2]) or self._names.has(full_id)

    def provider_named(self, name: str) -> str | None:
        """The provider's slug for a slug or another name of it."""
        if name not in self._slugs:
            known = name if name in self._providers else self._aliases.get(name)
            self._slugs[name] = known or self._names.provider_named(name)
        return self._slugs[name]

    def within(self, provider: str, name: str) -> str | None:
        """The full id for a model id, or else an alias of one, at a provider."""
        full_id = f"{provider}/{name}"
        return full_id if full_id in self.registered(name) else self._names.within(provider, name)

    def registered(self, name: str) -> tuple[str, ...]:
        """Full ids of the configuration's own models that have this bare id."""
        return tuple(self._own.get(name, ()))

    def at_home(self, name: str) -> tuple[str, ...]:
        """Full ids of this bare id or alias at its maker's own provider."""
        return self._names.at_home(name)

    def anywhere(self, name: str) -> tuple[str, ...]:
        """Full ids of this bare id or alias at any provider."""
        return (*self.registered(name), *self._names.anywhere(name))

    def full_id(self, written: str) -> str:
        """The full id that the name of a table of a model means; ValueError says why it means none.

        One that the catalog does not have is known from then on.
        """
        first, _, model_id = written.partition("/")
        if not model_id or not written.isprintable() or written != written.strip():
            raise ValueError(f"must be a full id, provider/model_id{self._near_model(written)}")
        provider = self.provider_named(first)
        if provider is None:
            raise ValueError(
                f"names no known provider: {first}{self.near_provider(first)}"
                f"{'' if '.' in first else f'; a new one is stated under [providers.{first}]'}"
            )
        full_id = f"{provider}/{model_id}"
        other = self._names.within(provider, model_id)
        if other is None and full_id not in self.registered(model_id):
            self._own.setdefault(model_id, []).append(full_id)
        elif other is not None and other != full_id:
            raise ValueError(f"is another name of {other}; state it under that id")
        return full_id

    def target(self, name: str) -> str:
        """The full id that an alias is to mean; ValueError says why it means none."""
        try:
            found = resolve(name, self)
        except AmbiguousModelError as error:
            raise ValueError(error.reason) from None
        if found is None:
            raise ValueError(f"means no model: {quoted(name)}{self._near_model(name)}")
        return found

    def near_provider(self, name: str) -> str:
        """The providers that look like a name, as the end of a sentence."""
        if not self._may_help():
            return ""
        known = dict.fromkeys((*self._providers, *self._names.providers(), *self._aliases))
        return did_you_mean(name, known, are_listed=False)

    def _near_model(self, name: str) -> str:
        if not self._may_help():
            return ""
        own = [full_id for full_ids in self._own.values() for full_id in full_ids]
        near = [*near_names(name, own, most=2, likeness=0.75), *self._catalog.near(name)]
        return f"; did you mean {', '.join(near[:3])}?" if near else ""

    def _may_help(self) -> bool:
        self._helped += 1
        return self._helped <= MOST_HELPED
