"""`Repriced`: the models of a registry with some of their rates changed; the registry stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.errors import InvalidValueError
from modeldex.router.simulation.outage import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.router.seen.neighbours import Models
    from modeldex.router.simulation.price_change import PriceChange


class Repriced:
    """Some models, as changed prices make them: it answers what `Models` are asked."""

    def __init__(self, models: Models, changes: Iterable[PriceChange]) -> None:
        """A later change holds over an earlier one.

        UnknownNameError, ModelNotFoundError and AmbiguousModelError where a name means nothing;
        InvalidValueError where nobody knows the rate that is to be multiplied.
        """
        self._models = models
        self._changed: dict[str, ModelConfig] = {}
        for change in changes:
            self._change(change)

    def get_model(self, name: str) -> ModelConfig | None:
        """The model that a name means; None where it means none, or more than one."""
        found = self._models.get_model(name)
        return None if found is None else self._changed.get(found.id, found)

    def get_model_or_raise(self, name: str) -> ModelConfig:
        """The model that a name means; ModelNotFoundError, AmbiguousModelError."""
        found = self._models.get_model_or_raise(name)
        return self._changed.get(found.id, found)

    def providers(self) -> tuple[Provider, ...]:
        """Every provider that is described."""
        return self._models.providers()

    def provider(self, name: str) -> Provider:
        """The provider of a slug or another name of it; UnknownNameError lists the slugs."""
        return self._models.provider(name)

    def makers(self) -> tuple[str, ...]:
        """Slug of every maker of a model."""
        return self._models.makers()

    def __iter__(self) -> Iterator[ModelConfig]:
        changed = self._changed
        return (changed.get(model.id, model) for model in self._models)

    def __len__(self) -> int:
        return len(self._models)

    def __repr__(self) -> str:
        return f"<Repriced {self._models!r}: {len(self._changed)} changed>"

    def _change(self, change: PriceChange) -> None:
        target = meant(change.target, self._models)
        if "/" in target:
            targets = [self.get_model_or_raise(target)]
        else:
            targets = [model for model in self if model.provider == target]
        changed = [made for model in targets if (made := change.applied(model)) is not None]
        if not changed:
            problem = f"nobody knows its {change.rate} rate; state an amount, like {change.rate}:1.25"
            raise InvalidValueError("price change", {str(change): problem})
        self._changed |= {model.id: model for model in changed}
