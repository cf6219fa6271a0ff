"""`Candidates`: the frames of one state of a registry: of all its models, of names, of pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.errors import InvalidRequestError
from modeldex.router.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from modeldex.config.routing import PoolMember, RoutePool
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.router.neighbours import Models

_MOST_FRAMES = 256
"""Frames of names that are kept: callers choose the names, so that beyond so many all are made anew."""
_MOST_MEMBERS = 1_024
"""Models that names may mean together; every provider of a canonical model counts."""
_FALLBACK = 1 << 20
"""Group of the first fallback: after all that is named before."""


class Candidates:
    """The models of one state of a registry, as decisions hold them against each other."""

    def __init__(self, models: Models, generation: int) -> None:
        self.models = models
        """The state itself."""
        self.generation = generation
        self.providers: dict[str, Provider] = {one.id: one for one in models.providers()}
        """Slug -> every provider that is described."""
        self._whole: Frame | None = None
        self._frames: dict[Hashable, Frame] = {}
        self._slugs: dict[str, str] = {}

    def whole(self) -> Frame:
        """Every model of the registry."""
        if self._whole is None:
            self._whole = Frame(tuple(self.models), self.providers, generation=self.generation, is_whole=True)
        return self._whole

    def slug(self, name: str) -> str:
        """The slug of the provider that a name means; UnknownNameError lists the slugs."""
        if name in self.providers:
            return name
        found = self._slugs.get(name)
        if found is None:
            found = self.models.provider(name).id
            if len(self._slugs) < _MOST_FRAMES:
                self._slugs[name] = found
        return found

    def named(
        self, names: tuple[str, ...], fallbacks: tuple[str, ...], *, in_order: bool, same_model: bool
    ) -> Frame:
        """The models that names mean; `in_order`: those of an earlier name are asked first.

        `same_model`: every provider of the same canonical model stands in for one that is named, and its own
        id is a name too. ModelNotFoundError, AmbiguousModelError.
        """
        key = names, fallbacks, in_order, same_model
        return self._frames.get(key) or self._keep(key, self._named(*key))

    def pooled(self, pool: RoutePool, fallbacks: tuple[str, ...], *, same_model: bool) -> Frame:
        """The members of a pool, and what may follow them."""
        key = pool, fallbacks, same_model
        return self._frames.get(key) or self._keep(key, self._pooled(*key))

    def _keep(self, key: Hashable, frame: Frame) -> Frame:
        if len(self._frames) >= _MOST_FRAMES:
            self._frames.clear()
        self._frames[key] = frame
        return frame

    def _named(
        self, names: tuple[str, ...], fallbacks: tuple[str, ...], in_order: bool, same_model: bool
    ) -> Frame:
        found: dict[str, tuple[ModelConfig, PoolMember | None, int]] = {}
        for at, name in enumerate(names):
            for model in self._meant(name, same_model=same_model):
                found.setdefault(model.id, (model, None, at if in_order else 0))
        return self._frame(found, fallbacks, same_model=same_model)

    def _pooled(self, pool: RoutePool, fallbacks: tuple[str, ...], same_model: bool) -> Frame:
        found: dict[str, tuple[ModelConfig, PoolMember | None, int]] = {}
        for member in pool.members:
            # whoever makes a pool of a canonical model's id has asked for all of its providers
            is_canonical = self.models.get_model(member.model) is None
            for model in self._meant(member.model, same_model=same_model or is_canonical):
                found.setdefault(model.id, (model, member, 0))
        return self._frame(found, fallbacks, same_model=same_model)

    def _frame(
        self,
        found: dict[str, tuple[ModelConfig, PoolMember | None, int]],
        fallbacks: tuple[str, ...],
        *,
        same_model: bool,
    ) -> Frame:
        for at, name in enumerate(fallbacks):
            for model in self._meant(name, same_model=same_model):
                found.setdefault(model.id, (model, None, _FALLBACK + at))
        if len(found) > _MOST_MEMBERS:
            problem = f"mean {len(found):,} models together; name at most {_MOST_MEMBERS:,}"
            raise InvalidRequestError({"models": problem})
        models = [model for model, _, _ in found.values()]
        groups = [group for _, _, group in found.values()]
        return Frame(
            models,
            self.providers,
            generation=self.generation,
            members=[member for _, member, _ in found.values()],
            groups=groups if any(groups) else None,
        )

    def _meant(self, name: str, *, same_model: bool) -> Iterable[ModelConfig]:
        """The models that a name means. Only who asks for all providers of a model gets a reseller's."""
        model = self.models.get_model(name)
        if model is None or not same_model:
            alike = self._of_canonical(name) if model is None and same_model else ()
            return alike or (self.models.get_model_or_raise(name),)
        if model.canonical_model is None:
            return (model,)
        alike = self._of_canonical(model.canonical_model)
        return (model, *(one for one in alike if one.id != model.id))  # the one that is named stands first

    def _of_canonical(self, canonical: str) -> tuple[ModelConfig, ...]:
        whole = self.whole()
        by_model: dict[str, list[int]] = whole.kept("canonical", lambda: _by_canonical(whole.models))
        return tuple([whole.models[place] for place in by_model.get(canonical, ())])


def _by_canonical(models: Iterable[ModelConfig]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, model in enumerate(models):
        if model.canonical_model is not None:
            found.setdefault(model.canonical_model, []).append(place)
    return found
