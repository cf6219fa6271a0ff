"""`Frame`: the candidates of one state of a registry, in columns, with what is worked out of them once.

Candidates stand by place, in the order in which they were named, or of their ids. A set of them is a
whole number whose bit at a place says whether the candidate is in it: sets of thousands are met and
joined in a microsecond.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.router.frames.bits import bits_of, places_of
from modeldex.router.frames.measured import Measured
from modeldex.router.frames.tariffs import Tariffs

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from modeldex.config.routing import PoolMember
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider


class Frame:
    """Candidates, and the sets and columns that decisions ask for; each is made when it is first needed.

    Threads share a frame without a lock: at worst, two of them make the same set.
    """

    def __init__(
        self,
        models: Sequence[ModelConfig],
        providers: Mapping[str, Provider],
        *,
        generation: int,
        is_whole: bool = False,
        members: Sequence[PoolMember | None] = (),
        groups: Sequence[int] | None = None,
        stand_ins: Iterable[int] = (),
        missing: Sequence[str] = (),
    ) -> None:
        self.models = tuple(models)
        """The candidates by place."""
        self.providers = providers
        """Slug -> every provider that is described."""
        self.generation = generation
        """The state of the registry that they are of."""
        self.is_whole = is_whole
        """Whether they are the whole registry; else they were named."""
        self.members = tuple(members) or (None,) * len(self.models)
        """By place: what a pool says of the candidate; None: nothing."""
        self.groups = groups
        """By place: those of a lower number are asked first, whatever the policy says; None: all alike."""
        self.stand_ins = bits_of(stand_ins, len(self.models))
        """The set of those that nobody named: they serve a model that was named, and are held to what a whole
        registry is held to."""
        self.missing = tuple(missing)
        """Names of members of the pool that mean no model, or more than one."""
        self.ids = tuple([model.id for model in self.models])
        """Full ids by place."""
        self.everyone = (1 << len(self.models)) - 1
        """The set of all."""
        self.tariffs = Tariffs(self.models)
        """What calls cost at each, quickly."""
        self._place_of: dict[str, int] | None = None
        self._kept: dict[Hashable, Any] = {}
        self._columns: dict[str, Measured] = {}
        self._able: dict[int, int] = {}
        self._unable: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.models)

    def place_of(self, full_id: str) -> int | None:
        """Where the model of a full id stands; None where it is no candidate."""
        if self._place_of is None:
            self._place_of = {one: place for place, one in enumerate(self.ids)}
        return self._place_of.get(full_id)

    def set_of(self, kept_as: Hashable, holds: Callable[[ModelConfig], bool]) -> int:
        """The set of candidates of which something holds; kept under a key, so that it is asked once."""
        found: int = self.kept(kept_as, lambda: self._holding(holds))
        return found

    def _holding(self, holds: Callable[[ModelConfig], bool]) -> int:
        return bits_of([at for at, one in enumerate(self.models) if holds(one)], len(self))

    def set_of_ids(self, ids: Mapping[str, object]) -> int:
        """The set of candidates whose full ids are keys of a mapping; not kept."""
        if len(ids) <= len(self):
            places = [at for one in ids if (at := self.place_of(one)) is not None]
        else:
            places = [at for at, one in enumerate(self.ids) if one in ids]
        return bits_of(places, len(self))

    def kept(self, kept_as: Hashable, make: Callable[[], Any]) -> Any:
        """What was made under a key, or is made now; keys are ours, so that there are few of them."""
        try:
            return self._kept[kept_as]
        except KeyError:
            made = self._kept[kept_as] = make()
            return made

    def able(self, mask: int) -> int:
        """The set of candidates that are known to have all capabilities of a mask."""
        found = self._able.get(mask)
        if found is None:
            found = self._able[mask] = self._holding(lambda one: one._caps_yes & mask == mask)
        return found

    def unable(self, mask: int) -> int:
        """The set of candidates that are known to lack one of the capabilities of a mask."""
        found = self._unable.get(mask)
        if found is None:
            found = self._unable[mask] = self._holding(lambda one: bool(one._caps_no & mask))
        return found

    def of_provider(self, slug: str) -> int:
        """The set of candidates that a provider serves."""
        return self.set_of(("provider", slug), lambda one: one.provider == slug)

    def measured(
        self, attribute: str, value_of: Callable[[ModelConfig], float | None] | None = None
    ) -> Measured:
        """A column of numbers: an attribute of the models, or what a function makes of each."""
        found = self._columns.get(attribute)
        if found is None:
            values = [getattr(one, attribute) if value_of is None else value_of(one) for one in self.models]
            found = self._columns[attribute] = Measured(values)
        return found

    def places(self, chosen: int) -> list[int]:
        """The places of a set, in order."""
        return places_of(chosen, len(self))
