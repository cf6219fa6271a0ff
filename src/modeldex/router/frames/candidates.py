"""`Candidates`: the frames of one state of a registry: of all its models, of names, of pools."""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING

from modeldex.core.errors import InvalidRequestError, ModelNotFoundError
from modeldex.core.forking import renewed_after_fork
from modeldex.router.frames.frame import Frame
from modeldex.router.frames.known_names import KnownNames
from modeldex.router.frames.meanings import Meanings

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from modeldex.config.routing import PoolMember, RoutePool
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.router.asked.request import RouteRequest
    from modeldex.router.frames.meanings import Meant
    from modeldex.router.seen.neighbours import Models

logger = logging.getLogger("modeldex.router")

_MOST_FRAMES = 256
"""Frames of names that are kept: callers choose the names."""
_MOST_KEPT_MEMBERS = 16_384
"""Models that all of them have together: each takes a kilobyte or two."""
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
        self._names = KnownNames(models, self.providers)
        self._frames: dict[Hashable, Frame] = {}
        self._members = 0
        self._lock = Lock()
        renewed_after_fork(self)
        self._told: set[tuple[str, str]] = set()

    @property
    def has_whole(self) -> bool:
        """Whether the frame of all models was made already."""
        return self._whole is not None

    def whole(self) -> Frame:
        """Every model of the registry."""
        if self._whole is None:
            self._whole = Frame(tuple(self.models), self.providers, generation=self.generation, is_whole=True)
        return self._whole

    def understood(self, asked: RouteRequest) -> RouteRequest:
        """A request whose providers, makers and regions are named by their slugs; UnknownNameError."""
        return self._names.understood(asked)

    def named(
        self, names: tuple[str, ...], fallbacks: tuple[str, ...], *, in_order: bool, same_model: bool
    ) -> Frame:
        """The models that names mean; `in_order`: those of an earlier name are asked first.

        `same_model`: every provider of the same canonical model stands in for one that is named, and its own
        id is a name too, and OpenRouter's name of it. ModelNotFoundError, AmbiguousModelError.
        """
        key = names, fallbacks, in_order, same_model
        return self._frames.get(key) or self._keep(key, self._named(*key))

    def pooled(self, pool: RoutePool, fallbacks: tuple[str, ...], *, same_model: bool) -> Frame:
        """Those members of a pool that are there, and what may follow; ModelNotFoundError where none is."""
        key = pool, fallbacks, same_model
        return self._frames.get(key) or self._keep(key, self._pooled(*key))

    def _keep(self, key: Hashable, frame: Frame) -> Frame:
        """Keep a frame; the oldest go where there are too many, or too many models in them."""
        with self._lock:
            replaced = self._frames.pop(key, None)
            self._frames[key] = frame
            self._members += len(frame) - (0 if replaced is None else len(replaced))
            while len(self._frames) > _MOST_FRAMES or self._members > _MOST_KEPT_MEMBERS:
                self._members -= len(self._frames.pop(next(iter(self._frames))))
        return frame

    def _named(
        self, names: tuple[str, ...], fallbacks: tuple[str, ...], in_order: bool, same_model: bool
    ) -> Frame:
        meanings, gathered = Meanings(self.models, self.whole), _Gathered()
        for at, name in enumerate(names):
            gathered.add(meanings.of(name, same_model=same_model), group=at if in_order else 0)
        return self._frame(gathered, fallbacks, same_model=same_model)

    def _pooled(self, pool: RoutePool, fallbacks: tuple[str, ...], same_model: bool) -> Frame:
        """Whoever asks for a pool did not write the names of its members: those that are gone stay out."""
        meanings, gathered, missing = Meanings(self.models, self.whole), _Gathered(), []
        for member in pool.members:
            try:
                # whoever makes a pool of a canonical model's id has asked for all of its providers
                meant = meanings.of(member.model, same_model=same_model, may_be_canonical=True)
            except ModelNotFoundError as error:
                self._tell_once(pool, error)
                missing.append(error)
            else:
                gathered.add(meant, member=member)
        frame = self._frame(gathered, fallbacks, same_model=same_model, missing=missing)
        if not len(frame):
            names = ", ".join([repr(error.name) for error in missing])
            reason = f"no member of pool {pool.name!r} is there: {names}"
            raise ModelNotFoundError(missing[0].name, missing[0].near, reason)
        return frame

    def _tell_once(self, pool: RoutePool, error: ModelNotFoundError) -> None:
        if (pool.name, error.name) not in self._told:
            self._told.add((pool.name, error.name))
            logger.warning("a member of pool %r is left out: %s", pool.name, error)

    def _frame(
        self,
        gathered: _Gathered,
        fallbacks: tuple[str, ...],
        *,
        same_model: bool,
        missing: Iterable[ModelNotFoundError] = (),
    ) -> Frame:
        meanings = Meanings(self.models, self.whole)
        for at, name in enumerate(fallbacks):
            gathered.add(meanings.of(name, same_model=same_model), group=_FALLBACK + at)
        found = gathered.found
        if len(found) > _MOST_MEMBERS:
            problem = f"mean {len(found):,} models together; name at most {_MOST_MEMBERS:,}"
            raise InvalidRequestError({"models": problem})
        groups = [group for _, _, group in found.values()]
        return Frame(
            [model for model, _, _ in found.values()],
            self.providers,
            generation=self.generation,
            members=[member for _, member, _ in found.values()],
            groups=groups if any(groups) else None,
            stand_ins=[at for at, full_id in enumerate(found) if full_id not in gathered.named],
            missing=[error.name for error in missing],
        )


class _Gathered:
    """Models by full id, as names bring them in: the first name that does decides where they stand."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[ModelConfig, PoolMember | None, int]] = {}
        self.named: set[str] = set()
        """Full ids of those that a name means by itself."""

    def add(self, meant: Meant, *, member: PoolMember | None = None, group: int = 0) -> None:
        for model in meant.models:
            self.found.setdefault(model.id, (model, member, group))
        if meant.is_named:
            self.named.add(meant.models[0].id)
