"""`Merged`: what the merge gives, before it is written or compiled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.core.price import Price
    from modeldex.identity.matching import Match
    from modeldex.pipeline.claims import Claims


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged tables, with everything that was said."""

    day: str
    """The newest day on which a source was seen: the day the tables speak of."""
    models: dict[str, dict[str, object]]
    """Full id -> stored forms by catalog column."""
    prices: dict[str, list[Price]]
    """Full id -> its dated rates."""
    claims: dict[str, list[Claims]]
    """Full id -> what its sources say, facts about its model wherever it is served included."""
    folded: dict[str, str]
    """Full id that is no offering of its own -> what it was folded into, and why."""
    matches: dict[str, Match] = field(default_factory=dict)
    """Full id -> its canonical model, and the rules that led there."""
    inferred: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    """Full id -> field -> the value that a rule gives where nobody states it, and the rule's ground."""

    def infer(self, full_id: str, field: str, value: str, ground: str) -> None:
        """Note a value that a rule gives."""
        self.inferred.setdefault(full_id, {})[field] = (value, ground)
