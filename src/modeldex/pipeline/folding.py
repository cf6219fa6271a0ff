"""One offering per model that a provider serves, however its sources spell the id.

Within one provider: ids that differ only in case or in a hub's folder are one id, and what a
source says of a model it says of the model's exact other names too. A price book's label that is
no id (`claude-3-haiku`, where only `claude-3-haiku-20240307` is served) speaks for its dated
snapshots. Across providers nothing is folded: each offering stays under its full id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from modeldex.identity.ids import BEDROCK, bedrock_spellings
from modeldex.identity.spelling import split_date
from modeldex.pipeline.precedence import LIFECYCLE, NOTICES, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.pipeline.claims import Claims

_FOLDER = re.compile(r"^(accounts/fireworks/(models|routers)|models)/")
_DEFAULT = re.compile(r"@(default|latest)$")
"""Vertex' version of an id that names none."""
_LABELLING = ("genai_prices",)
"""Price books whose ids may be labels of their own."""
_NOT_OF_ALIASES = ("alias", "name", "updated", "release_date")


@dataclass(slots=True)
class Folded:
    """The claims by offering, and what was folded into what."""

    by_id: dict[str, list[Claims]]
    """Full id -> what sources say of it, in the order of the tables."""
    spellings: dict[str, list[str]] = field(default_factory=dict)
    """Full id -> other spellings of its model id."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Full id that is no offering of its own -> what it was folded into, and why."""


def fold(claims: Iterable[Claims]) -> Folded:
    """Bring together what is said of one offering under several spellings."""
    by_id: dict[str, list[Claims]] = {}
    for one in claims:
        by_id.setdefault(f"{one.provider}/{one.model_id}", []).append(one)
    folded = Folded(by_id)
    _fold_spellings(folded)
    _fold_own_aliases(folded)
    _tell_aliases(folded)
    _fold_labels(folded)
    _tell_snapshots(folded)
    _tell_profiles(folded)
    return folded


def _key(full_id: str) -> str:
    provider, _, model_id = full_id.partition("/")
    return f"{provider}/{_DEFAULT.sub('', _FOLDER.sub('', model_id.lower()))}"


def _fold_spellings(folded: Folded) -> None:
    spelled: dict[str, list[str]] = {}
    for full_id in folded.by_id:
        spelled.setdefault(_key(full_id), []).append(full_id)
    for ids in spelled.values():
        if len(ids) > 1:
            head, *others = sorted(ids, key=lambda full_id: _headship(full_id, folded.by_id[full_id]))
            for other in others:
                _move(folded, other, head, "the ids differ only in case, folder or a default version")


def _headship(full_id: str, said: list[Claims]) -> tuple[bool, int, bool, int, str]:
    """Sorts first the spelling of the provider's own listing, else the one that most sources use."""
    own = any(one.info.own_listing_of == one.provider for one in said)
    return not own, -len(said), full_id.lower() == full_id, -len(full_id), full_id


def _move(folded: Folded, other: str, head: str, why: str) -> None:
    speaking = {one.info.name for one in folded.by_id[head]}
    model_id = head.partition("/")[2]
    for one in folded.by_id.pop(other):
        if one.info.name not in speaking:
            folded.by_id[head].append(replace(one, model_id=model_id))
    folded.spellings.setdefault(head, []).append(other.partition("/")[2])
    folded.reasons[other] = f"{head}: {why}"


def _fold_own_aliases(folded: Folded) -> None:
    """An alias that a provider's own listing gives, and does not list itself, is no offering of its own."""
    for full_id, said in list(folded.by_id.items()):
        own = [one for one in said if one.info.own_listing_of == one.provider]
        for alias in [name for one in own for name in str(one.stored.get("alias") or "").split()]:
            namesake = f"{own[0].provider}/{alias}"
            others = folded.by_id.get(namesake, [])
            listed = any(one.info.name == own[0].info.name for one in others)
            if others and namesake != full_id and full_id in folded.by_id and not listed:
                _move(folded, namesake, full_id, "the provider's own listing names it so")


def _tell_aliases(folded: Folded) -> None:
    """What a source says of a model holds for its exact other names, where others list those too."""
    for full_id, said in list(folded.by_id.items()):
        for one in list(said):
            for alias in str(one.stored.get("alias") or "").split():
                namesake = folded.by_id.get(f"{one.provider}/{alias}")
                if namesake is not None and f"{one.provider}/{alias}" != full_id:
                    _repeat(one, alias, namesake)


def _repeat(one: Claims, model_id: str, said: list[Claims], *, with_end: bool = False) -> None:
    if any(other.info.name == one.info.name for other in said):
        return
    stored = {
        column: value
        for column, value in one.stored.items()
        if column not in _NOT_OF_ALIASES and (with_end or kind_of(column) != LIFECYCLE)
    }
    originals = {**one.originals, "id": one.model_id}
    said.append(replace(one, model_id=model_id, stored=stored, originals=originals))


def _tell_snapshots(folded: Folded) -> None:
    """What is said of an undated id holds for its only dated snapshot, and the other way round.

    Prices are left out: a pointer's list is kept up by fewer sources than it looks. So is the end,
    but for the maker's own notices at its own provider: the pointer ends with what it points to.
    """
    by_base: dict[str, list[str]] = {}
    for full_id in folded.by_id:
        base, day = split_date(full_id)
        if day is not None:
            by_base.setdefault(base, []).append(full_id)
    for base, snapshots in by_base.items():
        if base in folded.by_id and len(snapshots) == 1:
            pair = folded.by_id[base], folded.by_id[snapshots[0]]
            for said, others in (pair, pair[::-1]):
                for one in [one for one in others if one.model_id == others[0].model_id]:
                    with_end = one.info.name in NOTICES
                    _repeat(replace(one, rates={}), said[0].model_id, said, with_end=with_end)


def _tell_profiles(folded: Folded) -> None:
    """What is said of a Bedrock model holds for its profiles of regions (`us.`, `global.`), and back.

    Prices are left out: they belong to the region. The end goes from the model to its profiles alone.
    """
    for full_id in [full_id for full_id in folded.by_id if full_id.startswith(f"{BEDROCK}/")]:
        model_id = full_id.partition("/")[2]
        base = f"{BEDROCK}/{bedrock_spellings(model_id)[-1]}"
        if base != full_id and base in folded.by_id:
            own = list(folded.by_id[full_id])
            for one in list(folded.by_id[base]):
                _repeat(replace(one, rates={}), model_id, folded.by_id[full_id], with_end=True)
            for one in own:
                _repeat(replace(one, rates={}), base.partition("/")[2], folded.by_id[base])


def _fold_labels(folded: Folded) -> None:
    snapshots: dict[str, list[str]] = {}
    for full_id in folded.by_id:
        base, day = split_date(full_id)
        if day is not None:
            snapshots.setdefault(base, []).append(full_id)
    for full_id, said in list(folded.by_id.items()):
        if full_id in snapshots and all(one.info.name in _LABELLING for one in said):
            for snapshot in snapshots[full_id]:
                for one in said:
                    _repeat(one, snapshot.partition("/")[2], folded.by_id[snapshot])
            del folded.by_id[full_id]
            folded.reasons[full_id] = f"{', '.join(snapshots[full_id])}: it labels its dated snapshots"
