"""Whose word counts more: one order of sources for each kind of field.

The lowest rank wins.

| rank | who | |
|---|---|---|
| 0 | facts kept by hand | each with its page |
| 1 | the provider's own listing, while fresh; the makers' retirement notices on a model's end | |
| 2 | catalogs of third parties | 3 to 5 where the kind of field is not their strength |
| 6 | anything seen more than a year before the newest statement | |
| 7 | facts about the model wherever it is served | what nobody says of the offering itself |

Fresh means seen at most so many days before the newest statement about the same field: prices
move weekly (8 % of a large catalog in seven weeks) and ends are put off, limits and abilities
seldom change.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from modeldex.pipeline.manifest import CURATED, MODELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.pipeline.claims import Claims

PRICES, LIMITS, LIFECYCLE, ABILITIES, FACTS = "prices", "limits", "lifecycle", "abilities", "facts"
_KINDS = {
    **dict.fromkeys(("max_context", "max_input", "max_output"), LIMITS),
    **dict.fromkeys(("status", "deprecated_on", "retires_on", "successor"), LIFECYCLE),
}
FRESH_DAYS = {PRICES: 90, LIMITS: 365, LIFECYCLE: 90, ABILITIES: 365, FACTS: 365}
"""Kind of field -> for how many days an own listing counts more than what others say later."""
_MOVING = "latest"
"""End of an id that moves from model to model: its limits and abilities age as fast as a price."""
_WEAK_ON_POINTERS = ("genai_prices", "llm_stats_offers")
"""Who stands behind on them: those whose strength they are not, but for the one that is kept up daily."""
STALE_DAYS = 365

NOTICES = ("deprecations",)
"""Sources that carry the makers' own notices, page by page: rank 1 on a model's end."""

_WEAK_AT = {("litellm", "alibaba-cn"): PRICES}
"""(Source, provider) -> a kind of field that the source copies from the provider's sister elsewhere."""

_WEAK = {
    LIMITS: ("litellm", "genai_prices", "llm_stats_offers"),
    LIFECYCLE: (),
    FACTS: ("litellm", "genai_prices", "llm_stats_offers"),
    ABILITIES: ("llm_stats_offers",),
    PRICES: ("llm_stats_offers",),
}
"""Kind of field -> third parties whose strength it is not, the better first. LiteLLM's window is the
input share of some models and its output limit often repeats the input's; a price book rounds."""

BY_HAND, OWN, THIRD, STALE, ABOUT_MODEL = 0, 1, 2, 6, 7


def kind_of(column: str) -> str:
    """The kind of a field, which decides the order of sources."""
    return _KINDS.get(column, FACTS)


def fields_of(kind: str) -> frozenset[str]:
    """The fields of a kind that is told by their names."""
    return frozenset(column for column, other in _KINDS.items() if other == kind)


def rank(claims: Claims, kind: str, newest: int) -> int:
    """The rank of a source's word on a kind of field; `newest`: day of the newest statement about it."""
    info = claims.info
    if info.name == CURATED or info.about == MODELS:
        return BY_HAND if info.name == CURATED else ABOUT_MODEL
    is_moving = kind in (LIMITS, ABILITIES) and claims.model_id.endswith(_MOVING)
    fresh_days = FRESH_DAYS[PRICES if is_moving else kind]
    if info.own_listing_of == claims.provider and newest - counted_day(claims, kind) <= fresh_days:
        return OWN
    if kind == LIFECYCLE and info.name in NOTICES:
        return OWN
    if newest - info.seen_day > (fresh_days if is_moving else STALE_DAYS):
        return STALE
    weak = _WEAK_ON_POINTERS if is_moving else _WEAK[kind]
    if info.name in weak:
        return THIRD + 1 + weak.index(info.name)
    return THIRD + (_WEAK_AT.get((info.name, claims.provider)) == kind)


def counted_day(claims: Claims, kind: str) -> int:
    """The day from which a source's word counts: for numbers, the one on which it last touched the row."""
    return claims.touched_day if kind in (PRICES, LIMITS) else claims.info.seen_day


def ordered(stating: Iterable[Claims], kind: str) -> list[tuple[int, Claims]]:
    """(rank, claims) of those who state a field, the one whose word counts most first.

    Among equals the one seen or touched last comes first, then the first by name.
    """
    days = [(counted_day(claims, kind), claims) for claims in stating]
    if len(days) == 1:  # most offerings have one source
        day, claims = days[0]
        return [(rank(claims, kind, day), claims)]
    newest = max((day for day, _ in days), default=0)
    ranked = [(rank(claims, kind, newest), -day, claims.info.name, claims) for day, claims in days]
    ranked.sort(key=itemgetter(0, 1, 2))
    return [(place, claims) for place, _, _, claims in ranked]
