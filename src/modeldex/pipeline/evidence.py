"""Who said what: the statements of the compiled catalog, and which of them it took."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

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
    fields_of,
    kind_of,
    ordered,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from modeldex.core.price import Price
    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.merged import Merged


class _Numbers(dict[str, int]):
    """Texts that stand once in a table of their own, numbered as they come."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self) + 1
        return number


class _Witness(NamedTuple):
    """Who says all that one row says, on which page, and when it was seen."""

    source: int
    page: int | None
    seen_on: str
    original: Callable[[str], str | None]
    """Field -> the source's own text, where it differs."""
    alone: tuple[int, int]
    """Why it wins where nobody else speaks: of other fields, and of a model's end."""


class Evidence:
    """Writes statements as numbers: fields, sources and pages stand once in tables of their own."""

    def __init__(self, models: dict[str, int], sources: dict[str, int]) -> None:
        self._models = models
        self._sources = sources
        self._fields = _Numbers()
        self._pages = _Numbers()

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
    ) -> list[tuple[object, ...]]:
        n, taken = self._models[full_id], values_taken(stored, prices)
        if not claims:
            return self._of_tables(n, stored, taken)
        witnesses = [(one, self._witness(one)) for one in claims]
        own = [(one, witness) for one, witness in witnesses if one.info.about != MODELS]
        if len(own) == 1:  # as of four offerings in five
            one, (s, page, seen_on, original, alone) = own[0]
            return [
                (n, self._fields[field], s, value, original(field), page, seen_on, 0,
                 alone[field in _LIFECYCLE] if value == taken.get(field, UNKNOWN_CELL) else 0)
                for field, value in one.statements()
            ]  # fmt: skip
        said: dict[str, dict[int, str]] = {}
        for place, (one, _) in enumerate(own):
            for field, value in one.statements():
                said.setdefault(field, {})[place] = value
        return list(self._of_many(n, said, own, taken))

    def _of_many(
        self,
        n: int,
        said: dict[str, dict[int, str]],
        own: list[tuple[Claims, _Witness]],
        taken: dict[str, str],
    ) -> Iterator[tuple[object, ...]]:
        """What several say of an offering; `said`: field -> place among them -> value."""
        at_of = {id(one): at for at, (one, _) in enumerate(own)}
        orders: dict[tuple[object, ...], list[tuple[int, Claims, int]]] = {}
        for field, values in said.items():
            if len(values) == 1:
                ((at, value),) = values.items()
                s, page, seen_on, original, alone = own[at][1]
                wins = alone[field in _LIFECYCLE] if value == taken.get(field, UNKNOWN_CELL) else 0
                yield n, self._fields[field], s, value, original(field), page, seen_on, 0, wins
                continue
            kind = _kind(field)
            order = orders.get((kind, *values))
            if order is None:  # most fields of a kind are stated by the same sources
                ranked = ordered([own[at][0] for at in values], kind)
                order = orders[(kind, *values)] = [(rank, one, at_of[id(one)]) for rank, one in ranked]
            winner, f = taken.get(field, UNKNOWN_CELL), self._fields[field]
            has_won = False
            for place, (_, _, at) in enumerate(order):
                value, wins = values[at], 0
                if value == winner and not has_won:
                    has_won, wins = True, _reason(field, order, place, values)
                s, page, seen_on, original, _ = own[at][1]
                yield n, f, s, value, original(field), page, seen_on, place, wins

    def _of_tables(
        self, n: int, stored: dict[str, object], taken: dict[str, str]
    ) -> list[tuple[object, ...]]:
        """What the merged tables say of an offering that no source mentions."""
        source, updated = self._sources.get(str(stored.get("source"))), stored.get("updated")
        if source is None:
            return []
        return [
            (n, self._fields[field], source, value, None, None, updated, 0, _BY_RULE)
            for field, value in taken.items()
        ]

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
                s, page, seen_on, original, _ = self._witness(one)
                for field, value in one.statements():
                    if field == "updated":  # when the source last changed its row, not when an offering did
                        continue
                    place = places[field] = places.get(field, -1) + 1
                    yield model, self._fields[field], place, s, value, original(field), page, seen_on

    def _witness(self, one: Claims) -> _Witness:
        page = self._pages[one.url] if one.url else None
        alone = _reason_alone(one, is_end=False), _reason_alone(one, is_end=True)
        return _Witness(self._sources[one.info.name], page, one.info.seen_on, one.originals.get, alone)

    def _inferred(self, full_id: str, field: str, value: str, ground: str, day: str) -> tuple[object, ...]:
        """What a rule of the merge says, where nobody states it: the last of the statements."""
        n, f, s = self._models[full_id], self._fields[field], self._sources[ESTIMATED]
        return n, f, s, value, ground, None, day, INFERRED, _INFERRED


_BY_RULE, _BY_HAND, _OWN, _NOTICE, _AGREED, _COUNTS_MORE, _SEEN_LAST, _ALONE = range(1, 9)
_INFERRED, _OTHERS_SET_ASIDE, _ELSEWHERE = 10, 11, 12
"""Numbers of `core.evidence.REASONS`."""
_LIFECYCLE = fields_of(LIFECYCLE)
_NOT_TAKEN = NO_STATEMENT | {"quality", "category"}
"""Stored forms that nobody states, or that follow from the rest."""
_ASKED_ELSEWHERE = ("max_context", "vision")
"""Fields about which the model's other offerings are asked where sources are divided."""


@lru_cache(maxsize=4096)
def _kind(field: str) -> str:
    """The kind of a field by the name under which it is stated."""
    if field in CAPABILITIES:
        return ABILITIES
    return PRICES if field.partition("@")[0] in UNITS else kind_of(field)


def _reason_alone(one: Claims, *, is_end: bool) -> int:
    """Why the only one who speaks wins, who is never too old."""
    if one.info.name == CURATED:
        return _BY_HAND
    if one.info.name in NOTICES and (is_end or one.info.own_listing_of == one.provider):
        return _NOTICE
    return _OWN if one.info.own_listing_of == one.provider else _ALONE


def _reason(field: str, order: list[tuple[int, Claims, int]], place: int, values: dict[int, str]) -> int:
    """Why the statement at a place wins over the others; `order`: rank, claims and their key in `values`."""
    mine, one, at = order[place]
    if mine == BY_HAND:
        return _BY_HAND
    if mine == OWN:
        return _NOTICE if one.info.name in NOTICES else _OWN
    if list(values.values()).count(values[at]) > 1:
        return _AGREED
    if place > 0:
        is_asked_elsewhere = field in _ASKED_ELSEWHERE and order[place - 1][1].info.name != MEANS_INPUT
        return _ELSEWHERE if is_asked_elsewhere else _OTHERS_SET_ASIDE
    return _COUNTS_MORE if order[1][0] > mine else _SEEN_LAST


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
