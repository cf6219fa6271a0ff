"""A layer's rows in the tables of a compiled catalog: models, names, prices, claims, search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import CATALOG_COLUMNS, UNKNOWN_CELL
from modeldex.core.list_fields import Scores
from modeldex.core.quality import BENCHMARKS
from modeldex.core.status import ModelStatus
from modeldex.core.usage import UNITS
from modeldex.pipeline.manifest import is_whole_day

if TYPE_CHECKING:
    import sqlite3

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.price import Price
    from modeldex.pipeline.claims import Claims

BY_HAND = 2
"""Number of the reason `kept by hand` among `core.evidence.REASONS`."""
_NEW = {"status": ModelStatus.ACTIVE.value, "caps_yes": 0, "caps_no": 0, "quality": "unknown"}
_MERGED = ("caps_yes", "caps_no", "caps_unknown", "benchmarks", "alias", *BENCHMARKS)
"""Stored forms that join what is there instead of taking its place."""
_PRICE_COLUMNS = (
    "price_id", "unit", "amount_text", "currency", "service", "above_tokens", "region", "hours_utc",
    "variant", "valid_from", "valid_to", "recorded_on", "kind", "supersedes", "source",
)  # fmt: skip
_SAME_RATE = (
    "n = ? AND unit = ? AND currency = ? AND service = ? AND above_tokens = ? AND region IS ?"
    " AND hours_utc IS ? AND variant IS ? AND valid_to IS NULL"
)


class LayerRows:
    """Puts the rows of one layer into a catalog."""

    def __init__(self, db: sqlite3.Connection, catalog: ModelCatalog, source: str, count: int) -> None:
        self._db = db
        self._providers = {one.id: one for one in catalog.providers()}
        self._numbers: dict[tuple[str, str], int] = {}
        taken = {row[0] for row in db.execute("SELECT name FROM sources")}
        names = (source if turn == 1 else f"{source}-{turn}" for turn in range(1, len(taken) + 2))
        self.source = next(name for name in names if name not in taken)
        """The name under which the layer's statements stand."""
        self._s = self._next("sources", "n")
        title = source.replace(":", " ", 1)
        db.execute(
            "INSERT INTO sources VALUES (?, ?, ?, NULL, ?, NULL, ?)",
            (self._s, self.source, title, "the user's own", count),
        )

    def put(self, claims: Claims) -> None:
        """Put one row over what the catalog knows of its model; DataError where a name is another's."""
        full_id = claims.row.cells["id"]
        found = self._db.execute("SELECT n FROM models WHERE id = ?", (full_id,)).fetchone()
        n: int = found[0] if found else self._next("models", "n")
        before = (
            self._stored(n) if found else {**_NEW, "provider": claims.provider, "model_id": claims.model_id}
        )
        after = self._after(before, claims, is_new=found is None)
        self._put_model(n, full_id, after, is_new=found is None)
        self._put_names(n, claims, is_new=found is None)
        for price in claims.prices:
            self._put_price(n, price)
        self._put_claims(n, claims)

    def _stored(self, n: int) -> dict[str, object]:
        columns = ", ".join(f'"{column}"' for column in CATALOG_COLUMNS)
        row = self._db.execute(f"SELECT {columns} FROM models WHERE n = ?", (n,)).fetchone()  # noqa: S608
        return dict(zip(CATALOG_COLUMNS, row, strict=True))

    def _after(self, before: dict[str, object], claims: Claims, *, is_new: bool) -> dict[str, object]:
        """The stored forms of a model under a row: what it states, and the rest as it was."""
        said = claims.stored
        after = before | {column: value for column, value in said.items() if column not in _MERGED}
        yes, no = int(str(before["caps_yes"])), int(str(before["caps_no"]))
        says_yes, says_no = claims.masks
        stated = says_yes | says_no | claims.unknown_mask
        after |= {"caps_yes": yes & ~stated | says_yes, "caps_no": no & ~stated | says_no}
        if "benchmarks" in said or not said.keys().isdisjoint(BENCHMARKS):
            after["benchmarks"] = _benchmarks(before.get("benchmarks"), said)
        if "alias" in said:
            names = f"{before.get('alias') or ''} {said['alias'] or ''}".split()
            after["alias"] = " ".join(dict.fromkeys(names)) or None
        after["status"] = after["status"] or ModelStatus.ACTIVE.value
        if is_new:
            after |= {"source": after.get("source") or self.source}
            after |= {"category": self._providers[claims.provider].category}
        return after

    def _put_model(self, n: int, full_id: str, stored: dict[str, object], *, is_new: bool) -> None:
        home = stored.get("maker") in self._providers[str(stored["provider"])].home_of
        at_home = home or (is_new and self._is_free(str(stored["model_id"])))
        values = (n, full_id, at_home, *(stored.get(column) for column in CATALOG_COLUMNS))
        places = ", ".join("?" * len(values))
        if not is_new:
            self._db.execute("DELETE FROM models WHERE n = ?", (n,))
            self._db.execute("DELETE FROM search WHERE rowid = ?", (n,))
        self._db.execute(f"INSERT INTO models VALUES ({places})", values)  # noqa: S608 - only question marks
        self._db.execute(
            "INSERT INTO search (rowid, id, name, maker, family) VALUES (?, ?, ?, ?, ?)",
            (n, full_id, stored.get("name"), stored.get("maker"), stored.get("family")),
        )

    def _is_free(self, model_id: str) -> bool:
        """Whether a bare id means nobody's own offering yet: then it means the user's."""
        taken = "SELECT 1 FROM names JOIN models USING (n) WHERE names.name = ? AND at_home"
        return self._db.execute(taken, (model_id,)).fetchone() is None

    def _put_names(self, n: int, claims: Claims, *, is_new: bool) -> None:
        if is_new:
            self._db.execute("INSERT INTO names VALUES (?, 0, ?)", (claims.model_id, n))
        for alias in str(claims.stored.get("alias") or "").split():
            others = (
                "SELECT id FROM names JOIN models USING (n) WHERE names.name = ? AND provider = ? AND n != ?"
            )
            other = self._db.execute(others, (alias, claims.provider, n)).fetchone()
            if other is not None:
                raise claims.row.fault("alias", f"{alias!r} names {other[0]} already; give it another name")
            self._db.execute("INSERT OR IGNORE INTO names VALUES (?, 1, ?)", (alias, n))

    def _put_price(self, n: int, price: Price) -> None:
        """Put a rate in force; the one that it follows ends on its day, unless it says the same."""
        same = (
            n, price.unit, price.currency, price.service, price.above_tokens, price.region, price.hours_utc,
            price.variant,
        )  # fmt: skip
        query = f"SELECT price_id, amount, coalesce(valid_from, recorded_on) FROM prices WHERE {_SAME_RATE}"  # noqa: S608
        day = price.recorded_on
        for price_id, amount, start in self._db.execute(query, same).fetchall():
            if amount == price.amount_text:
                return
            if start is not None and day is not None and start < day:
                ended = "UPDATE prices SET valid_to = ? WHERE n = ? AND price_id = ?"
                self._db.execute(ended, (day, n, price_id))
                price = price.replace(valid_from=day)
            else:
                self._db.execute("DELETE FROM prices WHERE n = ? AND price_id = ?", (n, price_id))
        put = price.replace(source=self.source)
        row = (n, *(getattr(put, name) for name in _PRICE_COLUMNS))
        places = ", ".join("?" * len(row))
        self._db.execute(f"INSERT OR REPLACE INTO prices VALUES ({places})", row)  # noqa: S608

    def _put_claims(self, n: int, claims: Claims) -> None:
        url, stated = claims.url, claims.row.cells.get("updated", "")
        page = None if not url else self._numbered("pages", "p", "url", url)
        seen_on = stated if is_whole_day(stated) else None
        for field, value in claims.statements():
            f = self._numbered("fields", "f", "name", field)
            is_no_price = value == UNKNOWN_CELL and field.partition("@")[0] in UNITS
            low, high = self._db.execute(
                "SELECT coalesce(min(place), 0), coalesce(max(place), -1) FROM claims"
                " WHERE n = ? AND f = ? AND place < 1000",
                (n, f),
            ).fetchone()
            if not is_no_price:
                self._db.execute("UPDATE claims SET wins = 0 WHERE n = ? AND f = ?", (n, f))
            place, wins = (high + 1, 0) if is_no_price else (min(low, 0) - 1, BY_HAND)
            original = claims.originals.get(field)
            row = (n, f, self._s, value, original, page, seen_on, place, wins)
            self._db.execute("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _numbered(self, table: str, number: str, column: str, text: str) -> int:
        """The number of a field or a page, a new one where it has none."""
        known = self._numbers.get((table, text))
        if known is None:
            query = f"SELECT {number} FROM {table} WHERE {column} = ?"  # noqa: S608 - names of ours
            found = self._db.execute(query, (text,)).fetchone()
            known = int(found[0]) if found is not None else self._next(table, number)
            if found is None:
                self._db.execute(f"INSERT INTO {table} VALUES (?, ?)", (known, text))  # noqa: S608
            self._numbers[table, text] = known
        return known

    def _next(self, table: str, number: str) -> int:
        query = f"SELECT coalesce(max({number}), 0) + 1 FROM {table}"  # noqa: S608 - names of ours
        return int(self._db.execute(query).fetchone()[0])


def _benchmarks(before: object, said: dict[str, object]) -> str | None:
    """The benchmarks under a row: each that it states, and the others as they were."""
    if "benchmarks" in said and said["benchmarks"] is None:
        return None
    scores = Scores.read(str(before) if before else None)
    for name in BENCHMARKS:
        if name in said:
            scores.pop(name, None)
    stated = said.get("benchmarks")
    return Scores("benchmarks", "").encode(scores | Scores.read(str(stated) if stated else None))
