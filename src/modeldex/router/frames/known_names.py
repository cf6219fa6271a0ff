"""`KnownNames`: what a request calls providers, makers and regions, as one state of a registry has them."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import UnknownNameError
from modeldex.router.frames.regions import REGIONS, region_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.core.provider import Provider
    from modeldex.router.asked.request import RouteRequest
    from modeldex.router.seen.neighbours import Models

_MOST_NAMES = 1_024
"""Other names whose meaning is kept: callers choose them."""


class KnownNames:
    """What callers mean, who write names in any case, with blanks, or as another router does.

    A name that means nothing is an error: a list of what may not be chosen would forbid nothing. A provider
    that nobody knows serves nothing, and may be refused.
    """

    def __init__(self, models: Models, providers: Mapping[str, Provider]) -> None:
        self._models = models
        self._providers = providers
        self._slugs = frozenset(providers)
        self._meant: dict[str, str | None] = {}

    def understood(self, asked: RouteRequest) -> RouteRequest:
        """A request with every provider, maker and region by its slug; UnknownNameError for what is none."""
        has_slugs = self._slugs.issuperset
        if (
            has_slugs(asked.only_providers)
            and has_slugs(asked.not_providers)
            and has_slugs(asked.provider_order)
            and (not (asked.only_makers or asked.not_makers) or self._has_makers(asked))
            and REGIONS.issuperset(asked.only_regions)
            and REGIONS.issuperset(asked.not_regions)
        ):
            return asked
        changed: dict[str, Any] = {}
        for field, meaning in _MEANINGS.items():
            stated: tuple[str, ...] = getattr(asked, field)
            meant = tuple(dict.fromkeys([meaning(self, name) for name in stated]))  # two may mean the same
            if meant != stated:
                changed[field] = meant
        return replace(asked, **changed) if changed else asked

    def provider(self, name: str) -> str:
        """The slug of the provider that a name means: `Together`, `google-vertex/us`, `deepinfra/fp8`.

        What stands after a slash tells endpoints of one provider apart elsewhere; here it says nothing.
        """
        found = self._slug(name)
        if found is None:
            raise UnknownNameError("provider", name, self._providers)
        return found

    def refused_provider(self, name: str) -> str:
        """The slug of the provider that a name means, or the name itself: who is not known serves nothing."""
        return self._slug(name) or name

    def maker(self, name: str) -> str:
        """The slug of the maker that a name means, in any case: `DeepSeek`."""
        if name in self._makers:
            return name
        found = self._makers_spelled.get(_plain(name))
        if found is None:
            raise UnknownNameError("maker", name, sorted(self._makers))
        return found

    def region(self, name: str) -> str:
        """The region that a name means, in any case: `EU`."""
        found = region_named(name, self._stated_regions)
        if found is None:
            raise UnknownNameError("region", name, sorted(REGIONS | self._stated_regions))
        return found

    def _has_makers(self, asked: RouteRequest) -> bool:
        return self._makers.issuperset(asked.only_makers) and self._makers.issuperset(asked.not_makers)

    def _slug(self, name: str) -> str | None:
        if name in self._slugs:
            return name
        try:
            return self._meant[name]
        except KeyError:
            found = self._looked_up(name)
        if len(self._meant) >= _MOST_NAMES:
            self._meant.clear()
        self._meant[name] = found
        return found

    def _looked_up(self, name: str) -> str | None:
        try:
            return self._models.provider(name).id  # whoever runs the registry may give names of their own
        except UnknownNameError:
            return self._spelled.get(_plain(name)) or self._spelled.get(_plain(name.partition("/")[0]))

    @cached_property
    def _makers(self) -> frozenset[str]:
        return frozenset(self._models.makers())

    @cached_property
    def _makers_spelled(self) -> Mapping[str, str]:
        return {_plain(one): one for one in sorted(self._makers)}

    @cached_property
    def _spelled(self) -> Mapping[str, str]:
        """Letters and digits of every name of a provider -> its slug; slugs come before other names."""
        described = self._providers.values()
        found = {_plain(alias): one.id for one in described for alias in (one.name, *one.aliases)}
        return found | {_plain(slug): slug for slug in self._providers}

    @cached_property
    def _stated_regions(self) -> frozenset[str]:
        stated = [one.data_policy.get("regions", ()) for one in self._providers.values()]
        return frozenset(region for regions in stated for region in regions)


_MEANINGS: Mapping[str, Callable[[KnownNames, str], str]] = MappingProxyType({
    "only_providers": KnownNames.provider,
    "not_providers": KnownNames.refused_provider,
    "provider_order": KnownNames.provider,
    "only_makers": KnownNames.maker,
    "not_makers": KnownNames.maker,
    "only_regions": KnownNames.region,
    "not_regions": KnownNames.region,
})  # fmt: skip
"""Field of a request -> what a name in it means."""


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
