"""`Meanings`: which offerings a name means, and which of them nobody named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.router.frames.service_class import service_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.frames.frame import Frame
    from modeldex.router.seen.neighbours import Models

_OPENROUTER = "openrouter"


class Meant(NamedTuple):
    """What a name means."""

    models: tuple[ModelConfig, ...]
    """One at least, the one that was named first."""
    is_named: bool
    """Whether the first of them was named itself; all others stand in for it, or for a canonical model."""


class Meanings:
    """The offerings of one state of a registry by name. Only who asks for all providers gets a reseller's."""

    def __init__(self, models: Models, whole: Callable[[], Frame]) -> None:
        """`whole` gives the frame of all models; it is asked for only where offerings stand in."""
        self._models = models
        self._whole = whole

    def of(self, name: str, *, same_model: bool, may_be_canonical: bool = False) -> Meant:
        """What a name means; `same_model`: with every provider of its canonical model.

        Then it may also be a canonical id, or OpenRouter's; `may_be_canonical`: without that, a canonical id
        too. ModelNotFoundError, AmbiguousModelError.
        """
        model = self._models.get_model(name)
        if model is None:
            alike = self._of_canonical(name) if same_model or may_be_canonical else ()
            alike = alike or (self._of_openrouter(name) if same_model else ())
            return Meant(alike, False) if alike else Meant((self._models.get_model_or_raise(name),), True)
        if not same_model or model.canonical_model is None:
            return Meant((model,), True)
        alike = self._of_canonical(model.canonical_model)
        return Meant((model, *(one for one in alike if one.id != model.id)), True)

    def _of_openrouter(self, name: str) -> tuple[ModelConfig, ...]:
        """The offerings of what OpenRouter calls so: it names makers in its own way, and dates no model.

        A variant that the canonical model does not have (`:free`, `:batch`) is another deal than those.
        """
        model = self._models.get_model(f"{_OPENROUTER}/{name}")
        if model is None or model.provider != _OPENROUTER or model.canonical_model is None:
            return ()
        _, colon, variant = name.rpartition(":")
        if colon and not model.canonical_model.endswith(f":{variant}"):
            return ()
        return self._of_canonical(model.canonical_model)

    def _of_canonical(self, canonical: str) -> tuple[ModelConfig, ...]:
        whole = self._whole()
        by_model: dict[str, list[int]] = whole.kept("canonical", lambda: _by_canonical(whole.models))
        return tuple([whole.models[place] for place in by_model.get(canonical, ())])


def _by_canonical(models: Iterable[ModelConfig]) -> dict[str, list[int]]:
    """Canonical id -> places of its offerings, but of those that answer in another class of service."""
    found: dict[str, list[int]] = {}
    for place, model in enumerate(models):
        if model.canonical_model is not None and service_class(model) is None:
            found.setdefault(model.canonical_model, []).append(place)
    return found
