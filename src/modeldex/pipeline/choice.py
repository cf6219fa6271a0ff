"""One value per field: the statement whose source counts most wins, the losers are kept elsewhere.

The source with the lowest rank wins (`SourceInfo.rank`), among equals the one seen last, among
those the first by name. `?` is a statement too: it sets a value back to unknown. Limits have a
rule of their own: an input share that is not smaller than the window is no share, and LiteLLM's
window is one where other catalogs say so of the same model.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES
from modeldex.core.capability import CAPABILITIES
from modeldex.core.list_fields import Scores
from modeldex.core.quality import QualityScores
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.pipeline.claims import Claims

_NOT_CHOSEN = ("caps_yes", "caps_no", "caps_unknown", "updated", "source", *BASE_RATES)
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$|-\d{8}$")
_MEANS_INPUT = "litellm"
"""The catalog whose window is the input share of some models."""


class InputShares:
    """Which numbers are the input share of which canonical model, as catalogs tell them apart."""

    def __init__(self) -> None:
        self._shares: dict[str, set[int]] = {}

    def learn(self, model: str | None, claims: Claims) -> None:
        """Note the share that a source states apart from a larger window."""
        window, share = claims.stored.get("max_context"), claims.stored.get("max_input")
        if model and isinstance(window, int) and isinstance(share, int) and share < window:
            self._shares.setdefault(_DATED.sub("", model), set()).add(share)

    def has(self, model: str | None, tokens: object) -> bool:
        """Whether a number is the input share of a model rather than its window."""
        return bool(model) and tokens in self._shares.get(_DATED.sub("", str(model)), ())


def precedence(claims: Claims, column: str = "") -> tuple[int, int, str]:
    """What orders sources for a column of an offering; the least wins."""
    info = claims.info
    return info.rank(claims.provider, column), -int(info.seen_on.replace("-", "")), info.name


def choose(ranked: list[Claims], model: str | None, shares: InputShares, day: str) -> dict[str, object]:
    """The stored forms that the claims about one offering give, the best claims coming first."""
    stored: dict[str, object] = {}
    for column in dict.fromkeys(column for claims in ranked for column in claims.stored):
        if column in _NOT_CHOSEN:
            continue
        stating = [claims for claims in ranked if column in claims.stored and _counts(claims, column)]
        if stating:
            winner = min(stating, key=lambda claims: claims.info.rank(claims.provider, column))
            stored[column] = winner.stored[column]
    _settle_limits(stored, ranked, model, shares)
    stored["caps_yes"], stored["caps_no"] = _capabilities(ranked)
    _infer_code(stored)
    status = ModelStatus(stored.get("status") or "C")
    stored["status"] = status.on(day, _day(stored, "deprecated_on"), _day(stored, "retires_on")).value
    return {column: value for column, value in stored.items() if value is not None}


def _counts(claims: Claims, column: str) -> bool:
    """A share that its own source states as the window too is no statement about a share."""
    return column != "max_input" or claims.stored.get("max_input") != claims.stored.get("max_context")


def _settle_limits(
    stored: dict[str, object], ranked: list[Claims], model: str | None, shares: InputShares
) -> None:
    window, share = stored.get("max_context"), stored.get("max_input")
    if isinstance(window, int) and isinstance(share, int) and share >= window:
        del stored["max_input"]
    stating = {claims.info.name for claims in ranked if claims.stored.get("max_context") is not None}
    if stating == {_MEANS_INPUT} and shares.has(model, window):
        share = stored.pop("max_context")
        stored.setdefault("max_input", share)


def _capabilities(ranked: Iterable[Claims]) -> tuple[int, int]:
    """Each capability as the first source says that speaks of it: later ones fill what is open."""
    yes = no = closed = 0
    for claims in ranked:
        says_yes, says_no = claims.masks
        yes, no = yes | (says_yes & ~closed), no | (says_no & ~closed)
        closed |= says_yes | says_no | claims.unknown_mask
    return yes, no


def _infer_code(stored: dict[str, object]) -> None:
    """A coding benchmark behind its score says that a model codes, where nobody says otherwise."""
    benchmarks = stored.get("benchmarks")
    yes, no, code = stored["caps_yes"], stored["caps_no"], CAPABILITIES["code"].mask
    assert isinstance(yes, int)
    assert isinstance(no, int)
    if isinstance(benchmarks, str) and not (yes | no) & code:
        scores = QualityScores.derived(Scores.read(benchmarks))
        stored["caps_yes"] = yes | (code if scores.coding is not None else 0)


def _day(stored: dict[str, object], column: str) -> str | None:
    value = stored.get(column)
    return str(value) if value else None
