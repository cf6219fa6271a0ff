"""One value per field out of what sources say; the losers are kept elsewhere.

By rank (`pipeline/precedence`) a fact kept by hand wins, then the provider's own listing. Where
three or more others speak, the value that most of them agree on wins, and of several spellings of
it the one whose word counts most; where two speak, the one whose word counts more, or for a window
the one that the model's other offerings have, but at its maker's own. `?` is a statement too: it
sets a value back to unknown. Four kinds of field have a rule of their own:

- limits: an input share is no window; an output above every window is a filler, but for what two
  sources say, or a provider beside its own window, and so is the output of what embeds or ranks;
  LiteLLM's window is a share where it adds up, or others say so;
- ends: one that a provider says has come stays; a year after the release to the day is no end;
- capabilities: each one as the first source says that speaks of it; where third parties are
  divided on vision, the model's other offerings tell;
- benchmarks: each one as the first source says that has it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES, CATALOG_COLUMNS
from modeldex.catalog.evidence import LIMIT_TOLERANCE
from modeldex.core.capability import CAPABILITIES
from modeldex.core.list_fields import Scores
from modeldex.core.quality import QualityScores
from modeldex.core.status import ModelStatus
from modeldex.identity.spelling import split_date
from modeldex.pipeline.manifest import CURATED
from modeldex.pipeline.precedence import ABILITIES, ABOUT_MODEL, FACTS, LIMITS, OWN, STALE, kind_of, ordered

if TYPE_CHECKING:
    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.consensus import Consensus

_NOT_CHOSEN = frozenset(
    ("caps_yes", "caps_no", "caps_unknown", "updated", "source", "benchmarks", *BASE_RATES)
)
_LIMITS = frozenset(column for column in CATALOG_COLUMNS if kind_of(column) == LIMITS)
MEANS_INPUT = "litellm"
"""The catalog whose window is the input share of some models."""
_INPUT_LIMITED = ("google", "google-vertex")
"""Providers whose window is the input's alone: an output may be larger."""
_EMBEDS = CAPABILITIES["embedding"].mask | CAPABILITIES["reranking"].mask
_EMBEDDER = re.compile(r"(^|[/.-])(text-)?embed(ding)?s?([-.]|$)|rerank")
"""Names of models that embed or rank, where nobody states it."""
_CHATS, _SEES = CAPABILITIES["chat"].mask, CAPABILITIES["vision"].mask


class InputShares:
    """Which numbers are the input share of which canonical model, as catalogs tell them apart."""

    def __init__(self) -> None:
        self._windows: dict[str, dict[int, set[int]]] = {}

    def learn(self, model: str | None, claims: Claims) -> None:
        """Note the share that a source states apart from a larger window, of a model and of its maker's."""
        window, share = claims.stored.get("max_context"), claims.stored.get("max_input")
        if model and isinstance(window, int) and isinstance(share, int) and share < window:
            for name in (split_date(model)[0], model.partition("/")[0], f"@{claims.provider}"):
                self._windows.setdefault(name, {}).setdefault(share, set()).add(window)

    def windows(self, model: str | None, share: int) -> set[int]:
        """The windows beside a share of the model, as catalogs state them; none where it is no share."""
        return self._windows.get(split_date(model)[0], {}).get(share, set()) if model else set()

    def window_of_kin(self, model: str | None, provider: str, share: int, output: object) -> int | None:
        """Share and output together, where another model of the maker, or at the provider, divides so."""
        if not model or not isinstance(output, int):
            return None
        kin = (self._windows.get(name, {}) for name in (model.partition("/")[0], f"@{provider}"))
        return share + output if any(share + output in one.get(share, ()) for one in kin) else None


def choose(
    said: list[Claims], model: str | None, shares: InputShares, consensus: Consensus, *, at_home: bool
) -> dict[str, object]:
    """The stored forms that the claims about one offering give; `at_home`: at its maker's own provider."""
    said = _with_windows(said, model, shares)
    stored: dict[str, object] = {}
    for column, stating in _stating(said).items():
        if column in _LIMITS:
            counting = _limits(column, stating, said)
        else:
            counting = _ends(stating, said) if column == "retires_on" else stating
        if counting:
            stored[column] = _winner(column, counting, consensus, None if at_home else model)
    window, share = stored.get("max_context"), stored.get("max_input")
    if isinstance(window, int) and isinstance(share, int) and share >= window:
        del stored["max_input"]  # whoever states it by hand has said that there is no smaller one
    stored["caps_yes"], stored["caps_no"] = _capabilities(said, consensus, None if at_home else model)
    if any(one.stored.get("benchmarks") for one in said):
        by_rank = (one.stored.get("benchmarks") for _, one in ordered(said, FACTS))
        stored["benchmarks"], has_coding = _benchmarks(tuple(str(cell) for cell in by_rank if cell))
        _infer_code(stored, has_coding)
    return {column: value for column, value in stored.items() if value is not None}


def _stating(said: list[Claims]) -> dict[str, list[Claims]]:
    """Column -> who states it, of the columns that are chosen one by one."""
    stating: dict[str, list[Claims]] = {}
    for one in said:
        for column in one.stored:
            if column not in _NOT_CHOSEN:
                stating.setdefault(column, []).append(one)
    return stating


def status_on(stored: dict[str, object], day: str) -> str:
    """The letter of the status that the dates give on a day."""
    status = ModelStatus(stored.get("status") or "C")
    return status.on(day, _day(stored, "deprecated_on"), _day(stored, "retires_on")).value


def _winner(column: str, stating: list[Claims], consensus: Consensus, model: str | None) -> object:
    if len(stating) == 1:
        return stating[0].stored[column]
    values = [one.stored[column] for one in stating]
    if values.count(values[0]) == len(values):
        return values[0]
    ranked = ordered(stating, kind_of(column))
    best = ranked[0][0]
    peers = [claims.stored[column] for rank, claims in ranked if OWN < rank < STALE]
    if best <= OWN or best >= ABOUT_MODEL or len(peers) < 2:
        return ranked[0][1].stored[column]
    votes = [sum(agree(column, value, other) for other in peers) for value in peers]
    if max(votes) == 1 and column == "max_context":
        return consensus.window(model, peers)
    return peers[votes.index(max(votes))] if len(peers) > 2 else peers[0]


def agree(column: str, one: object, other: object) -> bool:
    """Whether two values of a column are one and the same, stated exactly or roughly."""
    if column in _LIMITS and isinstance(one, int) and isinstance(other, int):
        return abs(one - other) <= LIMIT_TOLERANCE * max(one, other)
    return one == other


def _limits(column: str, stating: list[Claims], said: list[Claims]) -> list[Claims]:
    """The claims whose limit is one: no window repeated as a share, no filler among the outputs."""
    by_hand = [one for one in stating if one.info.name == CURATED]
    if by_hand:
        return by_hand
    if column == "max_input":
        return [one for one in stating if one.stored[column] != one.stored.get("max_context")]
    if column == "max_output":
        if _writes_no_tokens(said):
            return [one for one in stating if one.info.own_listing_of == one.provider]
        return [one for one in stating if not _is_above_every_window(one, said)]
    return stating


def _ends(stating: list[Claims], said: list[Claims]) -> list[Claims]:
    """The claims whose end is one: what its provider says has happened, else no first day of a promise.

    LiteLLM dates some ends a year after the release to the day: that is the day before which a model
    will not end.
    """
    past = [
        one
        for one in stating
        if one.info.own_listing_of == one.provider and str(one.stored["retires_on"]) <= one.info.seen_on
    ]
    return past or [one for one in stating if not _is_a_year_after_release(one, said)]


def _is_a_year_after_release(one: Claims, said: list[Claims]) -> bool:
    year, _, day = str(one.stored["retires_on"]).partition("-")
    releases = {str(other.stored.get("release_date")) for other in said}
    return one.info.name == MEANS_INPUT and f"{int(year) - 1}-{day}" in releases


def _is_above_every_window(one: Claims, said: list[Claims]) -> bool:
    """Whether an output limit is a filler: larger than the window, as far as anybody states it.

    What two sources say alike is none, nor what a provider says beside its own window: some windows
    are input limits.
    """
    value = one.stored["max_output"]
    windows = [window for other in said if isinstance(window := other.stored.get("max_context"), int)]
    alike = sum(other.stored.get("max_output") == value for other in said)
    is_own = one.info.own_listing_of == one.provider and "max_context" in one.stored
    if alike > 1 or is_own or not windows or one.provider in _INPUT_LIMITED:
        return False
    return isinstance(value, int) and value > max(windows) * (1 + LIMIT_TOLERANCE)


def _writes_no_tokens(said: list[Claims]) -> bool:
    """Whether it embeds or ranks and does not chat: an output limit is the length of a vector then."""
    yes = 0
    for one in said:
        yes |= one.masks[0]
    is_named_so = _EMBEDDER.search(said[0].model_id.lower()) is not None
    return (is_named_so or bool(yes & _EMBEDS)) and not yes & _CHATS


def _with_windows(said: list[Claims], model: str | None, shares: InputShares) -> list[Claims]:
    """The claims, with LiteLLM's window in its right place where it is the input share.

    It is one where others tell the two apart for the model, or where it adds up with its own output
    limit to a window that another source states, or that another model of the maker has beside it.
    """
    return [_told_apart(one, said, model, shares) if one.info.name == MEANS_INPUT else one for one in said]


def _told_apart(one: Claims, said: list[Claims], model: str | None, shares: InputShares) -> Claims:
    value, output = one.stored.get("max_context"), one.stored.get("max_output")
    if not isinstance(value, int) or value == output:  # a window that is repeated as output divides nothing
        return one
    others = {other.stored.get("max_context") for other in said if other is not one} - {None}
    total = value + output if isinstance(output, int) else None
    known = shares.windows(model, value)
    window: object = total if total in others else None
    if window is None and known and (value not in others):
        window = total if total in known else next(iter(known)) if len(known) == 1 else value
    if window is None and not others:
        window = shares.window_of_kin(model, one.provider, value, output)
    if window is None or window == value:
        return one
    return replace(one, stored={**one.stored, "max_context": window, "max_input": value})


def _capabilities(said: list[Claims], consensus: Consensus, model: str | None) -> tuple[int, int]:
    """Each capability as the first source says that speaks of it: later ones fill what is open."""
    ranked = ordered(said, ABILITIES)
    yes = no = closed = 0
    for _, claims in ranked:
        says_yes, says_no = claims.masks
        yes, no = yes | (says_yes & ~closed), no | (says_no & ~closed)
        closed |= says_yes | says_no | claims.unknown_mask
    sees = consensus.sees(model) if _divided_on_vision(ranked) else None
    if sees is not None:
        yes, no = (yes | _SEES, no & ~_SEES) if sees else (yes & ~_SEES, no | _SEES)
    return yes, no


def _divided_on_vision(ranked: list[tuple[int, Claims]]) -> bool:
    """Whether third parties contradict each other on vision, and nobody nearer says."""
    yes = no = 0
    for rank, claims in ranked:
        says_yes, says_no = claims.masks
        if rank <= OWN and (says_yes | says_no | claims.unknown_mask) & _SEES:
            return False
        if rank < STALE:
            yes, no = yes | (says_yes & _SEES), no | (says_no & _SEES)
    return bool(yes and no)


@lru_cache(maxsize=8192)
def _benchmarks(cells: tuple[str, ...]) -> tuple[str | None, bool]:
    """The benchmarks of several cells, the first that has one deciding; whether one tells of coding."""
    found: dict[str, float] = {}
    for cell in cells:
        found = {**Scores.read(cell), **found}
    return Scores("benchmarks", "").encode(found), QualityScores.derived(found).coding is not None


def _infer_code(stored: dict[str, object], has_coding: bool) -> None:
    """A coding benchmark behind its score says that a model codes, where nobody says otherwise."""
    yes, no, code = stored["caps_yes"], stored["caps_no"], CAPABILITIES["code"].mask
    assert isinstance(yes, int)
    assert isinstance(no, int)
    if has_coding and not (yes | no) & code:
        stored["caps_yes"] = yes | code


def _day(stored: dict[str, object], column: str) -> str | None:
    value = stored.get(column)
    return str(value) if value else None
