"""Who said what: the statements of the compiled catalog, and which of them it took."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from modeldex.catalog.columns import UNKNOWN_CELL
from modeldex.catalog.evidence import INFERRED
from modeldex.core.capability import CAPABILITIES, stated
from modeldex.core.usage import UNITS
from modeldex.pipeline.choice import MEANS_INPUT
from modeldex.pipeline.claims import NO_STATEMENT, scores_in
from modeldex.pipeline.insertion import insert
from modeldex.pipeline.manifest import CURATED, ESTIMATED, MODELS
from modeldex.pipeline.precedence import (
    ABILITIES,
    BY_HAND,
    LIFECYCLE,
    NOTICES,
    OWN,
    PRICES,
    THIRD,
    kind_of,
    ordered,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from modeldex.core.price import Price
    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.merged import Merged


class Evidence:
    """Writes statements as numbers: fields, sources and pages stand once in tables of their own."""

    def __init__(self, models: dict[str, int], sources: dict[str, int]) -> None:
        self._models = models
        self._sources = sources
        self._fields: dict[str, int] = {}
        self._pages: dict[str, int] = {}

    def put(self, db: sqlite3.Connection, merged: Merged) -> list[tuple[object, ...]]:
        """Insert every statement of every source; the rows of `claims`, in the order of its key."""
        rows: list[tuple[object, ...]] = []
        for full_id, stored in merged.models.items():
            rows += self._of_model(full_id, stored, merged.claims.get(full_id, []), merged.prices[full_id])
        db.executemany("INSERT INTO model_claims VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._of_models(merged))
        rows += [
            self._inferred(full_id, field, value, ground, merged.day)
            for full_id, inferences in merged.inferred.items()
            for field, (value, ground) in inferences.items()
        ]
        rows.sort(key=itemgetter(0, 1))  # statements about one field come in the order of their places
        insert(db, "claims", rows)
        db.executemany("INSERT INTO fields VALUES (?, ?)", ((f, name) for name, f in self._fields.items()))
        db.executemany("INSERT INTO pages VALUES (?, ?)", ((p, url) for url, p in self._pages.items()))
        return rows

    def _of_model(
        self, full_id: str, stored: dict[str, object], claims: list[Claims], prices: list[Price]
    ) -> Iterator[tuple[object, ...]]:
        n, taken = self._models[full_id], values_taken(stored, prices)
        witnesses = {id(one): self._witness(one) for one in claims}
        own = [one for one in claims if one.info.about != MODELS]
        if len(own) == 1:  # as of four offerings in five
            yield from self._of_one(n, own[0], witnesses[id(own[0])], taken)
            return
        said: dict[str, list[tuple[Claims, str]]] = {}
        for one in own:
            for field, value in one.statements():
                said.setdefault(field, []).append((one, value))
        for field, statements in said.items():
            f = self._number(self._fields, field)
            ranked = _by_precedence(field, statements)
            winner = taken.get(field, UNKNOWN_CELL)
            won = next((place for place, (_, _, value) in enumerate(ranked) if value == winner), None)
            for place, (_, one, value) in enumerate(ranked):
                wins = _reason(field, ranked, place) if place == won else 0
                s, page, seen_on = witnesses[id(one)]
                yield n, f, s, value, one.originals.get(field), page, seen_on, place, wins
        for field, value in taken.items() if not claims else ():
            source = self._sources.get(str(stored.get("source")))
            if source is not None:
                f = self._number(self._fields, field)
                yield n, f, source, value, None, None, stored.get("updated"), 0, _BY_RULE

    def _of_one(
        self, n: int, one: Claims, witness: tuple[int, int | None, str], taken: dict[str, str]
    ) -> Iterator[tuple[object, ...]]:
        """The statements about an offering of which one source alone speaks: none of them has a rival."""
        s, page, seen_on = witness
        for field, value in one.statements():
            f = self._number(self._fields, field)
            is_taken = value == taken.get(field, UNKNOWN_CELL)
            reason = _reason(field, [(_rank_alone(one, field), one, value)], 0) if is_taken else 0
            yield n, f, s, value, one.originals.get(field), page, seen_on, 0, reason

    def _of_models(self, merged: Merged) -> Iterator[tuple[object, ...]]:
        """What is said of canonical models wherever they are served, once for each."""
        done: set[str] = set()
        for full_id, claims in merged.claims.items():
            about = [one for one in claims if one.info.about == MODELS]
            model = str(merged.models[full_id].get("model"))
            if not about or model in done:
                continue
            done.add(model)
            places: dict[str, int] = {}
            for one in about:
                s, page, seen_on = self._witness(one)
                for field, value in one.statements():
                    if field == "updated":  # when the source last changed its row, not when an offering did
                        continue
                    place = places[field] = places.get(field, -1) + 1
                    f = self._number(self._fields, field)
                    yield model, f, place, s, value, one.originals.get(field), page, seen_on

    def _witness(self, one: Claims) -> tuple[int, int | None, str]:
        """Who says all that one row says, on which page, and when it was seen."""
        page = self._number(self._pages, one.url) if one.url else None
        return self._sources[one.info.name], page, one.info.seen_on

    def _inferred(self, full_id: str, field: str, value: str, ground: str, day: str) -> tuple[object, ...]:
        """What a rule of the merge says, where nobody states it: the last of the statements."""
        f = self._number(self._fields, field)
        return (
            self._models[full_id],
            f,
            self._sources[ESTIMATED],
            value,
            ground,
            None,
            day,
            INFERRED,
            _INFERRED,
        )

    @staticmethod
    def _number(table: dict[str, int], key: str) -> int:
        return table.setdefault(key, len(table) + 1)


_BY_RULE, _BY_HAND, _OWN, _NOTICE, _AGREED, _COUNTS_MORE, _SEEN_LAST, _ALONE = range(1, 9)
_INFERRED, _OTHERS_SET_ASIDE, _ELSEWHERE = 10, 11, 12
"""Numbers of `core.evidence.REASONS`."""
_NOT_TAKEN = NO_STATEMENT | {"quality", "category"}
"""Stored forms that nobody states, or that follow from the rest."""
_ASKED_ELSEWHERE = ("max_context", "vision")
"""Fields about which the model's other offerings are asked where sources are divided."""


def _by_precedence(field: str, said: list[tuple[Claims, str]]) -> list[tuple[int, Claims, str]]:
    """(rank, claims, value) of what is said of a field, the one whose word counts most first."""
    if len(said) == 1:
        one, value = said[0]
        return [(_rank_alone(one, field), one, value)]
    kind = PRICES if field.partition("@")[0] in UNITS else kind_of(field)
    kind = ABILITIES if field in CAPABILITIES else kind
    values = {id(one): value for one, value in said}
    return [(place, one, values[id(one)]) for place, one in ordered((one for one, _ in said), kind)]


def _rank_alone(one: Claims, field: str) -> int:
    """The rank of the only one who speaks, who is never too old."""
    if one.info.name == CURATED:
        return BY_HAND
    is_notice = one.info.name in NOTICES and kind_of(field) == LIFECYCLE
    return OWN if is_notice or one.info.own_listing_of == one.provider else THIRD


def _reason(field: str, ranked: list[tuple[int, Claims, str]], place: int) -> int:
    """Why the statement at a place wins over the others."""
    mine, one, value = ranked[place]
    if mine == BY_HAND:
        return _BY_HAND
    if mine == OWN:
        return _NOTICE if one.info.name in NOTICES else _OWN
    if len(ranked) == 1:
        return _ALONE
    if sum(said == value for _, _, said in ranked) > 1:
        return _AGREED
    if place > 0:
        is_asked_elsewhere = field in _ASKED_ELSEWHERE and ranked[place - 1][1].info.name != MEANS_INPUT
        return _ELSEWHERE if is_asked_elsewhere else _OTHERS_SET_ASIDE
    return _COUNTS_MORE if ranked[1][0] > mine else _SEEN_LAST


def values_taken(stored: dict[str, object], prices: list[Price]) -> dict[str, str]:
    """Field -> the value in the merged tables, in the texts in which statements are written."""
    taken = {
        name: str(value) for name, value in stored.items() if name not in _NOT_TAKEN and value is not None
    }
    yes, no = stored["caps_yes"], stored["caps_no"]
    assert isinstance(yes, int)
    assert isinstance(no, int)
    taken.update(stated(yes, no))
    benchmarks = stored.get("benchmarks")
    if benchmarks:
        taken.update(scores_in(str(benchmarks)))
    taken.update({price.key: price.amount_text for price in prices if price.valid_to is None})
    return taken
