"""Which models are ready to be called, in the order in which they are shown, and why the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from modeldex.core.display_order import in_display_order
from modeldex.core.status import ModelStatus
from modeldex.core.trade import may_talk
from modeldex.providers.prerequisites import WIRE, Lack, NotReady, Prerequisites

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modeldex.core.display_order import DisplayOrder
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.gateway import Gateway

_UNKNOWN = NotReady((Lack(WIRE, "nobody describes its provider", "describe it in the configuration"),))
_FEW = 20
"""So many providers are asked about one by one."""


class Directory(Protocol):
    """Where models and providers are looked up: a registry, or a catalog."""

    @property
    def display_order(self) -> DisplayOrder:
        """In which order they are shown."""

    def providers(self) -> tuple[Provider, ...]:
        """Every provider that is described."""

    def find_models(self, *, provider: str) -> Iterable[ModelConfig]:
        """Every model of a provider, by id."""

    def __iter__(self) -> Iterator[ModelConfig]:
        """Every model."""


def ready_models(
    registry: Directory, credentials: Credentials, *, gateway: Gateway | None = None
) -> tuple[ModelConfig, ...]:
    """Every model whose prerequisites are met, in display order; asks nobody over the network.

    Without a key nothing of a provider is ready, through a gateway or not; a key that was refused is
    none. Servers of one's own that need none are ready once the user says that they run.
    """
    needs, order = Prerequisites(credentials, gateway=gateway), registry.display_order
    providers = [one for one in _in_order(registry.providers(), order) if needs.of_provider(one) is None]
    models = _models_of(registry, [one.id for one in providers])
    found = [model for one in providers for model in models[one.id] if needs.of_model(model, one) is None]
    named = frozenset(order.models)  # thousands stand in order already, by provider and id
    first = [model for model in found if model.id in named]
    rest = [model for model in found if model.id not in named] if first else found
    return (*in_display_order(first, order), *rest)


def _models_of(registry: Directory, slugs: list[str]) -> dict[str, Iterable[ModelConfig]]:
    """Slug -> models; a question for each, or one walk through all where that is quicker."""
    if len(slugs) <= _FEW:
        return {slug: registry.find_models(provider=slug) for slug in slugs}
    found: dict[str, list[ModelConfig]] = {slug: [] for slug in slugs}
    for model in registry:
        if (listed := found.get(model.provider)) is not None:
            listed.append(model)
    return dict(found)


def _in_order(providers: Iterable[Provider], order: DisplayOrder) -> list[Provider]:
    place = {slug: number for number, slug in enumerate(order.providers)}
    return sorted(providers, key=lambda one: (place.get(one.id, len(place)), one.id))


def not_ready_reasons(
    registry: Directory, credentials: Credentials, *, gateway: Gateway | None = None
) -> Mapping[str, NotReady]:
    """Full id -> why a model cannot be called, of all those that cannot."""
    needs = Prerequisites(credentials, gateway=gateway)
    known = {provider.id: provider for provider in registry.providers()}
    found: dict[str, NotReady] = {}
    for model in registry:
        provider = known.get(model.provider)
        reason = _UNKNOWN if provider is None else needs.of_model(model, provider)
        if reason is not None:
            found[model.id] = reason
    return found


def default_model(
    registry: Directory, credentials: Credentials, *, gateway: Gateway | None = None
) -> ModelConfig | None:
    """The first model that is ready and can be talked to; None where none is.

    One that the display order does not name comes after all that it names. There the active ones that are
    known to chat come first, of them those of the first provider, and of those the newest.
    """
    ready = ready_models(registry, credentials, gateway=gateway)
    order = frozenset(registry.display_order.models)
    named = next((model for model in ready if model.id in order), None)
    talking = [model for model in ready if may_talk(model)] if named is None else []
    if not talking:
        return named
    best = min(map(_rank, talking))
    fit = [model for model in talking if _rank(model) == best]
    return max(
        (one for one in fit if one.provider == fit[0].provider), key=lambda one: one.release_date or ""
    )


def _rank(model: ModelConfig) -> int:
    return 2 * (model.supports_chat is None) + (model.status is not ModelStatus.ACTIVE)
