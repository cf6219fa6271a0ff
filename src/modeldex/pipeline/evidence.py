"""Who said what: the statements of the compiled catalog, and which of them it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import UNKNOWN_CELL
from modeldex.core.capability import stated
from modeldex.core.list_fields import Scores
from modeldex.pipeline.choice import precedence
from modeldex.pipeline.claims import NO_STATEMENT

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

    def put(self, db: sqlite3.Connection, merged: Merged) -> None:
        """Insert every statement of every source."""
        rows = [
            row
            for full_id, stored in merged.models.items()
            for row in self._of_model(full_id, stored, merged.claims.get(full_id, []), merged.prices[full_id])
        ]
        db.executemany("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        db.executemany("INSERT INTO fields VALUES (?, ?)", ((f, name) for name, f in self._fields.items()))
        db.executemany("INSERT INTO pages VALUES (?, ?)", ((p, url) for url, p in self._pages.items()))

    def _of_model(
        self, full_id: str, stored: dict[str, object], claims: list[Claims], prices: list[Price]
    ) -> Iterator[tuple[object, ...]]:
        taken = values_taken(stored, prices)
        said: dict[str, list[tuple[Claims, str]]] = {}
        for one in claims:
            for field, value in one.statements():
                said.setdefault(field, []).append((one, value))
        n = self._models[full_id]
        for field, statements in said.items():
            if len(statements) > 1:
                statements.sort(key=lambda pair: precedence(pair[0], field))
            won = False
            for place, (one, value) in enumerate(statements):
                wins = not won and taken.get(field, UNKNOWN_CELL) == value
                won = won or wins
                yield (
                    n, self._number(self._fields, field), self._sources[one.info.name], value,
                    one.originals.get(field), self._number(self._pages, one.url) if one.url else None,
                    one.info.seen_on, place, wins,
                )  # fmt: skip
        for field, value in taken.items() if not claims else ():
            source = self._sources.get(str(stored.get("source")))
            if source is not None:
                f = self._number(self._fields, field)
                yield n, f, source, value, None, None, stored.get("updated"), 0, True

    @staticmethod
    def _number(table: dict[str, int], key: str) -> int:
        return table.setdefault(key, len(table) + 1)


def values_taken(stored: dict[str, object], prices: list[Price]) -> dict[str, str]:
    """Field -> the value in the merged tables, in the texts in which statements are written."""
    left_out = (*NO_STATEMENT, "quality", "category")
    taken = {name: str(value) for name, value in stored.items() if name not in left_out and value is not None}
    yes, no = stored["caps_yes"], stored["caps_no"]
    assert isinstance(yes, int)
    assert isinstance(no, int)
    taken.update(stated(yes, no))
    benchmarks = stored.get("benchmarks")
    for name, score in Scores.read(str(benchmarks) if benchmarks else None).items():
        taken[name] = format(score, "g")
    taken.update({price.key: price.amount_text for price in prices if price.valid_to is None})
    return taken
