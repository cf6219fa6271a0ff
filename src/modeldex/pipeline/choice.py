"""One value per field out of what sources say; the losers are kept elsewhere.

By rank (`pipeline/precedence`) a fact kept by hand wins, then the provider's own listing. Where
three or more others speak, the value that most of them agree on wins, and of several spellings of
it the one whose word counts most; where two speak, the one whose word counts more. `?` is a
statement too: it sets a value back to unknown. Three kinds of field have a rule of their own:

- limits: an input share that is not smaller than the window is no share, and LiteLLM's window is
  a share where other catalogs say so of the same model, or of its maker's other models;
- capabilities: each one as the first source says that speaks of it;
- benchmarks: each one as the first source says that has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES
from modeldex.core.capability import CAPABILITIES
from modeldex.core.list_fields import Scores
from modeldex.core.quality import QualityScores
from modeldex.core.status import ModelStatus
from modeldex.identity.spelling import split_date
from modeldex.pipeline.precedence import ABILITIES, ABOUT_MODEL, FACTS, LIMITS, OWN, STALE, kind_of, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.pipeline.claims import Claims

_NOT_CHOSEN = ("caps_yes", "caps_no", "caps_unknown", "updated", "source", "benchmarks", *BASE_RATES)
_MEANS_INPUT = "litellm"
"""The catalog whose window is the input share of some models."""
LIMIT_TOLERANCE = 0.05
"""Limits that differ by less are one limit, stated exactly or roughly (131,072 and 128,000)."""


class InputShares:
    """Which numbers are the input share of which canonical model, as catalogs tell them apart."""

    def __init__(self) -> None:
        self._of_model: dict[str, set[int]] = {}
        self._of_maker: dict[str, set[int]] = {}

    def learn(self, model: str | None, claims: Claims) -> None:
        """Note the share that a source states apart from a larger window."""
        window, share = claims.stored.get("max_context"), claims.stored.get("max_input")
        if model and isinstance(window, int) and isinstance(share, int) and share < window:
            self._of_model.setdefault(split_date(model)[0], set()).add(share)
            self._of_maker.setdefault(model.partition("/")[0], set()).add(share)

    def has(self, model: str | None, tokens: object) -> bool:
        """Whether a number is the input share of a model rather than its window."""
        return bool(model) and tokens in self._of_model.get(split_date(str(model))[0], ())

    def of_kin(self, model: str | None, tokens: object) -> bool:
        """Whether a number is the input share of any model of the same maker."""
        return bool(model) and tokens in self._of_maker.get(str(model).partition("/")[0], ())


def choose(said: list[Claims], model: str | None, shares: InputShares) -> dict[str, object]:
    """The stored forms that the claims about one offering give."""
    columns = dict.fromkeys(column for claims in said for column in claims.stored)
    stored: dict[str, object] = {}
    for column in columns:
        if column not in _NOT_CHOSEN:
            stating = [claims for claims in said if column in claims.stored]
            if kind_of(column) == LIMITS:
                stating = [claims for claims in stating if _counts(claims, column, said, model, shares)]
            if stating:
                stored[column] = _winner(column, stating)
    _settle_limits(stored, said, model, shares)
    stored["caps_yes"], stored["caps_no"] = _capabilities(one for _, one in ordered(said, ABILITIES))
    benchmarks = _benchmarks(one for _, one in ordered(said, FACTS))
    if benchmarks:
        stored["benchmarks"] = Scores("benchmarks", "").encode(benchmarks)
    _infer_code(stored, benchmarks)
    return {column: value for column, value in stored.items() if value is not None}


def status_on(stored: dict[str, object], day: str) -> str:
    """The letter of the status that the dates give on a day."""
    status = ModelStatus(stored.get("status") or "C")
    return status.on(day, _day(stored, "deprecated_on"), _day(stored, "retires_on")).value


def _winner(column: str, stating: list[Claims]) -> object:
    if len(stating) == 1:
        return stating[0].stored[column]
    ranked = ordered(stating, kind_of(column))
    best = ranked[0][0]
    peers = [claims.stored[column] for rank, claims in ranked if OWN < rank < STALE]
    if best <= OWN or best >= ABOUT_MODEL or len(peers) < 3:
        return ranked[0][1].stored[column]
    votes = [sum(agree(column, value, other) for other in peers) for value in peers]
    return peers[votes.index(max(votes))]


def agree(column: str, one: object, other: object) -> bool:
    """Whether two values of a column are one and the same, stated exactly or roughly."""
    if kind_of(column) == LIMITS and isinstance(one, int) and isinstance(other, int):
        return abs(one - other) <= LIMIT_TOLERANCE * max(one, other)
    return one == other


def _counts(claims: Claims, column: str, said: list[Claims], model: str | None, shares: InputShares) -> bool:
    """Whether a limit is one: no window repeated as a share or a share as a window, no output above it."""
    value = claims.stored[column]
    if column == "max_input":
        return value != claims.stored.get("max_context")
    if column == "max_output":
        return not _is_above_every_window(value, said)
    if claims.info.name != _MEANS_INPUT or not isinstance(value, int):
        return True
    windows = [other.stored.get("max_context") for other in said if other is not claims]
    larger = any(isinstance(window, int) and window > value for window in windows)
    return not (larger and shares.of_kin(model, value))


def _is_above_every_window(value: object, said: list[Claims]) -> bool:
    """Whether an output limit is a filler: larger than the window, as far as anybody states it."""
    windows = [window for one in said if isinstance(window := one.stored.get("max_context"), int)]
    return isinstance(value, int) and bool(windows) and value > max(windows)


def _settle_limits(
    stored: dict[str, object], said: list[Claims], model: str | None, shares: InputShares
) -> None:
    window, share = stored.get("max_context"), stored.get("max_input")
    if isinstance(window, int) and isinstance(share, int) and share >= window:
        del stored["max_input"]
    stating = {claims.info.name for claims in said if claims.stored.get("max_context") is not None}
    if stating == {_MEANS_INPUT} and shares.has(model, window):
        share = stored.pop("max_context")
        stored.setdefault("max_input", share)


def _capabilities(by_rank: Iterable[Claims]) -> tuple[int, int]:
    """Each capability as the first source says that speaks of it: later ones fill what is open."""
    yes = no = closed = 0
    for claims in by_rank:
        says_yes, says_no = claims.masks
        yes, no = yes | (says_yes & ~closed), no | (says_no & ~closed)
        closed |= says_yes | says_no | claims.unknown_mask
    return yes, no


def _benchmarks(by_rank: Iterable[Claims]) -> dict[str, float]:
    found: dict[str, float] = {}
    for claims in by_rank:
        stated = claims.stored.get("benchmarks")
        if isinstance(stated, str):
            found = {**Scores.read(stated), **found}
    return found


def _infer_code(stored: dict[str, object], benchmarks: dict[str, float]) -> None:
    """A coding benchmark behind its score says that a model codes, where nobody says otherwise."""
    yes, no, code = stored["caps_yes"], stored["caps_no"], CAPABILITIES["code"].mask
    assert isinstance(yes, int)
    assert isinstance(no, int)
    if benchmarks and not (yes | no) & code:
        scores = QualityScores.derived(benchmarks)
        stored["caps_yes"] = yes | (code if scores.coding is not None else 0)


def _day(stored: dict[str, object], column: str) -> str | None:
    value = stored.get(column)
    return str(value) if value else None
