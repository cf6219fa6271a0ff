"""When nobody says that an offering has ended, but everybody has stopped listing it.

It is retired then, on no stated day, and the statement is the merge's own, under the source name
`estimated`. Two rules: an offering that was last seen more than a year ago, at a provider whose
other offerings have been seen since; and one that only a price book still has. Price books keep
what is gone: an entry of theirs speaks for a model of today only where it states more than a price
(its window), or where nobody else has looked at the provider.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from modeldex.pipeline.manifest import MODELS
from modeldex.pipeline.precedence import STALE_DAYS

if TYPE_CHECKING:
    from modeldex.pipeline.claims import Claims

_BOOKS = ("genai_prices",)


class Delisted:
    """Which offerings are listed no more, as far as anybody can tell."""

    def __init__(self, claims: dict[str, list[Claims]], day: str) -> None:
        self._today = date.fromisoformat(day).toordinal() if day else 0
        self._last_look: dict[str, int] = {}
        for said in claims.values():
            looks = [one.info.seen_day for one in said if one.info.name not in _BOOKS]
            if looks:
                provider = said[0].provider
                self._last_look[provider] = max(self._last_look.get(provider, 0), *looks)

    def reason(self, said: list[Claims]) -> str | None:
        """Why an offering is taken to be gone, in one word; None where it is not."""
        said = [one for one in said if one.info.about != MODELS]
        last_look = self._last_look.get(said[0].provider)
        if all(one.info.name in _BOOKS for one in said):
            is_known = any(one.stored.get("max_context") for one in said)
            return None if last_look is None or is_known else "only_in_a_price_book"
        seen = max(one.info.seen_day for one in said)
        gone = last_look is not None and min(self._today, last_look) - seen > STALE_DAYS
        return f"last_listed_{date.fromordinal(seen).isoformat()}" if gone else None
