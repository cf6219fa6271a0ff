"""`DisplayOrder`: in which order providers and models are shown, and so which model is the default one."""

from __future__ import annotations

from modeldex.core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.model_config import ModelConfig


class DisplayOrder(Record):
    """What comes first; the first of these models that is ready is the default one."""

    providers: tuple[str, ...] = ()
    """Slugs; whoever is not among them comes after them, by slug."""
    models: tuple[str, ...] = ()
    """Full ids; they come before all others, whoever serves them."""

    def over(self, below: DisplayOrder) -> DisplayOrder:
        """This order, then what another one names and this one does not."""
        return DisplayOrder(
            providers=tuple(dict.fromkeys((*self.providers, *below.providers))),
            models=tuple(dict.fromkeys((*self.models, *below.models))),
        )

    def __bool__(self) -> bool:
        return bool(self.providers or self.models)


def in_display_order(models: Iterable[ModelConfig], order: DisplayOrder) -> tuple[ModelConfig, ...]:
    """The models as they are shown: those that the order names, then by provider's place, then by id."""
    of_model = {full_id: place for place, full_id in enumerate(order.models)}
    of_provider = {slug: place for place, slug in enumerate(order.providers)}
    beyond_models, beyond_providers = len(of_model), len(of_provider)

    def place(model: ModelConfig) -> tuple[int, int, str, str]:
        provider, full_id = model.provider, model.id
        return (
            of_model.get(full_id, beyond_models),
            of_provider.get(provider, beyond_providers),
            provider,
            full_id,
        )

    return tuple(sorted(models, key=place))
