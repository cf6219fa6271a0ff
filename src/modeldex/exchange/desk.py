"""Whom an import knows: the providers and offerings of a catalog."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from modeldex.identity.makers import Makers
from modeldex.pipeline.directory import Directory

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig


class Desk:
    """Answers an import's questions about names."""

    def __init__(self, catalog: ModelCatalog, day: str, provider: str | None = None) -> None:
        self._catalog = catalog
        self.day = day
        """The day as of which rates hold."""
        providers = catalog.providers()
        self.directory = Directory(
            providers={one.id: one for one in providers},
            makers=Makers([]),
            provider_aliases={alias: one.id for one in providers for alias in one.aliases},
            model_aliases={},
        )
        self.forced = catalog.provider(provider).id if provider is not None else None
        """The provider that everything is put under; None: the one that each entry names."""

    def named(self, name: str) -> str | None:
        """The slug of a provider for its slug or another name of it."""
        return self.directory.provider_named(name)

    def naming(self, stated: Collection[str] = ()) -> Callable[[str], str | None]:
        """How a parser finds providers: names that a file states and nobody knows mean the forced one."""
        return lambda name: self.named(name) or (self.forced if name in stated else None)

    def stranger(self, name: str) -> str:
        """Why an entry of a provider that nobody knows is left out, and what would help."""
        return f"no provider {name!r}{self.near(name)}; --provider puts everything under one that is known"

    def near(self, name: str) -> str:
        """Which providers are called nearly so, as the end of a sentence; blank where none is."""
        known = (*self.directory.providers, *self.directory.provider_aliases)
        near = get_close_matches(name.lower(), known, n=3, cutoff=0.6)
        slugs = dict.fromkeys(str(self.named(one)) for one in near)
        return f"; did you mean {', '.join(slugs)}?" if slugs else ""

    def meant(self, name: str) -> str | None:
        """The full id of the catalog's offering that a full name means, by id or alias."""
        found = self._catalog.get_model(name)
        return found.id if found is not None and found.provider == name.partition("/")[0] else None

    def known(self, full_id: str) -> ModelConfig | None:
        """The catalog's offering of exactly this full id."""
        found = self._catalog.get_model(full_id)
        return found if found is not None and found.id == full_id else None
