"""`Merged`: what the merge gives, before it is written or compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.core.price import Price
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
    """Full id -> what its sources say, the one whose word counts most first."""
