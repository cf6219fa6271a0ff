"""The compiler: `data/` becomes one SQLite file, deterministically, standard library only.

The build hook imports this module alone.
"""

from __future__ import annotations

import errno
import gc
import sqlite3
from collections.abc import Mapping
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from modeldex.catalog.column import Column
from modeldex.catalog.columns import CATALOG_COLUMNS
from modeldex.catalog.digest import digest_of
from modeldex.catalog.schema import APPLICATION_ID, INDEXES, SCHEMA_VERSION, TABLES
from modeldex.core.errors import DataError
from modeldex.core.replacement import replacing
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.evidence import Evidence
from modeldex.pipeline.insertion import insert
from modeldex.pipeline.limit_history import read_limits
from modeldex.pipeline.manifest import CURATED, ESTIMATED, read_manifest
from modeldex.pipeline.merge import merge
from modeldex.pipeline.order import check_order
from modeldex.pipeline.version import read_version

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.merged import Merged
    from modeldex.pipeline.tables import Row

_PRICE_COLUMNS = (
    "price_id", "unit", "amount_text", "currency", "service", "above_tokens", "region", "hours_utc",
    "variant", "valid_from", "valid_to", "recorded_on", "kind", "supersedes", "source",
)  # fmt: skip
_price_cells = attrgetter(*_PRICE_COLUMNS)
_OF_THE_DISK = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
"""Codes of SQLite that tell of the place where a file stands, and not of what is written."""


def build_catalog(data: Path, target: Path) -> str:
    """Compile `data` into the file `target`, replaced in one step; returns the digest.

    Raises DataError, with file, line and column, at the first fault; then nothing is written.
    """
    collecting = gc.isenabled()
    gc.disable()  # half a million small objects and no cycles: collecting takes a third of the time
    try:
        return _build(data, target)
    finally:
        if collecting:
            gc.enable()


def _build(data: Path, target: Path) -> str:
    with replacing(target, make_folder=True) as aside:
        directory = read_directory(data)
        merged = merge(data, directory)
        try:
            return _compile(data, directory, merged, aside)
        except sqlite3.OperationalError as error:
            if "fts5" in str(error):
                problem = f"cannot be built: this Python's SQLite {sqlite3.sqlite_version} has no FTS5"
                raise DataError(str(target), problem) from None
            if error.sqlite_errorcode & 0xFF in _OF_THE_DISK:
                raise OSError(errno.EIO, str(error), str(target)) from error
            raise


def _compile(data: Path, directory: Directory, merged: Merged, path: Path) -> str:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA cache_size = -65536")
        db.execute("BEGIN")
        for statement in TABLES:
            db.execute(statement)
        numbers = {full_id: n for n, full_id in enumerate(merged.models, 1)}
        _put_meta(db, data, merged)
        sources = _put_sources(db, data, merged)
        _put_providers(db, directory)
        _put_order(db, data, directory, merged)
        _put_names(db, directory, merged, numbers)
        in_hand = {
            "models": _put_models(db, directory, merged, numbers),
            "prices": _put_prices(db, merged, numbers),
            "claims": Evidence(numbers, sources).put(db, merged),
        }
        _put_limits(db, data, numbers)
        for statement in INDEXES:
            db.execute(statement)
        digest = digest_of(db, in_hand=in_hand)
        db.execute("INSERT INTO meta VALUES ('digest', ?)", (digest,))
        db.execute("INSERT INTO search (search) VALUES ('optimize')")
        db.execute("COMMIT")
    finally:
        db.close()
    return digest


def _put_meta(db: sqlite3.Connection, data: Path, merged: Merged) -> None:
    version = read_version(data)
    if version is None:
        raise DataError(str(data / "version.csv"), "must hold one row: the version, YYYY-MM-DD-vN")
    meta = {"version": version, "day": merged.day, "schema": str(SCHEMA_VERSION)}
    db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())


def _put_sources(db: sqlite3.Connection, data: Path, merged: Merged) -> dict[str, int]:
    infos = read_manifest(data)
    by_hand = sum(any(c.info.name == CURATED for c in claims) for claims in merged.claims.values())
    named = {str(stored["source"]) for stored in merged.models.values() if stored.get("source")}
    rows: list[tuple[object, ...]] = [
        (info.name, info.title, info.url, info.licence, info.seen_on, info.offerings)
        for info in infos.values()
    ]
    if by_hand:
        rows.append((CURATED, "kept by hand, each fact with its page", None, "facts", None, by_hand))
    if merged.inferred:
        rows.append((ESTIMATED, "inferred by rule", None, "facts", None, len(merged.inferred)))
    known = {row[0] for row in rows}
    rows += [(name, name, None, "facts", None, 0) for name in sorted(named - known)]
    rows.sort(key=lambda row: str(row[0]))
    db.executemany(
        "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?)", [(n, *row) for n, row in enumerate(rows, 1)]
    )
    return {str(row[0]): n for n, row in enumerate(rows, 1)}


def _put_providers(db: sqlite3.Connection, directory: Directory) -> None:
    import json

    for provider in directory.providers.values():
        record = {
            name: dict(value) if isinstance(value, Mapping) else value
            for name in type(provider).__fields__
            if (value := getattr(provider, name))
        }
        written = json.dumps(record, sort_keys=True, separators=(",", ":"))
        row = (provider.id, provider.name, provider.category, provider.base_url, written)
        db.execute("INSERT INTO providers VALUES (?, ?, ?, ?, ?)", row)
    db.executemany("INSERT INTO provider_names VALUES (?, ?)", directory.provider_aliases.items())


def _put_order(db: sqlite3.Connection, data: Path, directory: Directory, merged: Merged) -> None:
    check_order(data, directory.order, merged.models)
    for kind, names in (("model", directory.order.models), ("provider", directory.order.providers)):
        rows = [(kind, place, name) for place, name in enumerate(names, 1)]
        db.executemany("INSERT INTO display_order VALUES (?, ?, ?)", rows)


def _put_models(
    db: sqlite3.Connection, directory: Directory, merged: Merged, numbers: dict[str, int]
) -> list[tuple[object, ...]]:
    models = [tuple(map(stored.get, CATALOG_COLUMNS)) for stored in merged.models.values()]
    homes = {provider.id: provider.home_of for provider in directory.providers.values()}
    rows: list[tuple[object, ...]] = [
        (numbers[full_id], full_id, int(stored.get("maker") in homes[str(stored["provider"])]), *model)
        for (full_id, stored), model in zip(merged.models.items(), models, strict=True)
    ]
    insert(db, "models", rows)
    _put_columns(db, models)
    db.executemany(
        "INSERT INTO search (rowid, id, name, maker, family) VALUES (?, ?, ?, ?, ?)",
        (
            (numbers[full_id], full_id, stored.get("name"), stored.get("maker"), stored.get("family"))
            for full_id, stored in merged.models.items()
        ),
    )
    return rows


def _put_columns(db: sqlite3.Connection, models: list[tuple[object, ...]]) -> None:
    """The models once more, column by column."""
    columns = zip(*models, strict=True) if models else ((),) * len(CATALOG_COLUMNS)
    for name, stored in zip(CATALOG_COLUMNS, columns, strict=True):
        written = Column.of(stored).written(name)
        db.execute("INSERT INTO columns VALUES (?, ?, ?, ?)", (name, *written))


def _put_names(db: sqlite3.Connection, directory: Directory, merged: Merged, numbers: dict[str, int]) -> None:
    """Bare ids and aliases; an alias that is another model's id, or another's alias, is refused."""
    owners: dict[tuple[str, str], str] = {}
    rows: set[tuple[str, int, int]] = set()
    for full_id, stored in merged.models.items():
        rows.add((str(stored["model_id"]), 0, numbers[full_id]))
    for full_id, provider, alias, row in _aliases(directory, merged):
        namesake = f"{provider}/{alias}"
        if namesake in merged.models:
            if row is not None and namesake != full_id:
                raise row.fault("alias", f"{alias!r} is the id of {namesake} and cannot name {full_id}")
            continue  # a source's alias of a model that it lists too says nothing
        other = owners.setdefault((provider, alias), full_id)
        if other != full_id:
            problem = f"alias {alias!r} names both {other} and {full_id}; keep it at one"
            claims = merged.claims.get(full_id)
            place = row or (claims[0].row if claims else None)
            raise place.fault("alias", problem) if place else DataError("data", problem, column="alias")
        rows.add((alias, 1, numbers[full_id]))
    db.executemany("INSERT INTO names VALUES (?, ?, ?)", sorted(rows))


def _aliases(directory: Directory, merged: Merged) -> Iterable[tuple[str, str, str, Row | None]]:
    """(full id, provider, alias, its row) of the aliases that models have and of `data/aliases.csv`."""
    for full_id, stored in merged.models.items():
        for alias in str(stored.get("alias") or "").split():
            yield full_id, str(stored["provider"]), alias, None
    for alias, row in directory.model_aliases.items():
        target = row.cells["target"]
        if target not in merged.models:
            raise row.fault("target", f"no model has the full id {target!r}")
        provider = target.partition("/")[0]
        yield target, provider, alias.removeprefix(f"{provider}/"), row


def _put_prices(db: sqlite3.Connection, merged: Merged, numbers: dict[str, int]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (numbers[full_id], *_price_cells(price))
        for full_id, prices in merged.prices.items()
        for price in prices
    ]
    rows.sort(key=itemgetter(0, 1))
    insert(db, "prices", rows)
    return rows


def _put_limits(db: sqlite3.Connection, data: Path, numbers: dict[str, int]) -> None:
    """The dated limits of what is served; what a source calls otherwise has its own word on it alone."""
    rows = [
        (
            numbers[one.id],
            one.field,
            one.source,
            one.valid_from,
            one.valid_to,
            one.value,
            one.recorded_on,
            one.kind,
        )
        for chains in read_limits(data).values()
        for chain in chains.values()
        for one in chain
        if one.id in numbers
    ]
    insert(db, "limits", sorted(rows, key=itemgetter(slice(4))))
