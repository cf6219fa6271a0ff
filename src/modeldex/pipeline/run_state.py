"""How far a run is, as far as that outlasts its process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from modeldex.pipeline.fetch import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a run is about: one that was broken off is taken up by a run of the same scope alone."""

    data: str
    """Absolute path of the folder of facts."""
    catalog: str
    """Absolute path of the catalog file."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Source -> origin that was asked in place of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """How far a run is."""

    day: str
    """Day of the run."""
    scope: Scope
    sources: tuple[str, ...]
    """The sources that it asks."""
    before: Mapping[str, str | None] = field(default_factory=dict)
    """Source -> SHA-256 of the answer that was there when the run began; None: there was none."""
    outcomes: tuple[FetchOutcome, ...] = ()
    """Of those that are through."""

    def with_outcome(self, outcome: FetchOutcome) -> RunState:
        """The same, with what became of one source, whatever became of it before."""
        others = (one for one in self.outcomes if one.source != outcome.source)
        return replace(self, outcomes=(*others, outcome))

    def in_order(self) -> RunState:
        """The same, with what became of the sources in the order in which they are asked."""
        place = {name: at for at, name in enumerate(self.sources)}
        return replace(self, outcomes=tuple(sorted(self.outcomes, key=lambda one: place[one.source])))

    def is_taken_up_by(self, other: RunState) -> bool:
        """Whether another run is the same one: of this day, these sources, facts and origins."""
        return (
            (self.day, set(self.sources)) == (other.day, set(other.sources))
            and (self.scope.data, dict(self.scope.origins)) == (other.scope.data, dict(other.scope.origins))
        )  # fmt: skip

    @property
    def waiting(self) -> list[str]:
        """Sources that have not been asked to the end."""
        through = {one.source for one in self.outcomes}
        return [name for name in self.sources if name not in through]


def written_state(state: RunState) -> str:
    """A state as text."""
    return json.dumps(asdict(state), default=dict)


def read_state(text: str) -> RunState:
    """The state that a text holds; ValueError, TypeError or KeyError where it holds none."""
    stored: dict[str, Any] = json.loads(text)
    return RunState(
        day=stored["day"],
        scope=Scope(**stored["scope"]),
        sources=tuple(stored["sources"]),
        before=dict(stored["before"]),
        outcomes=tuple(FetchOutcome(**one) for one in stored["outcomes"]),
    )
