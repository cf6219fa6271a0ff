"""A user's layer: rows of their own over a catalog, which answers as if it had been built with them.

A layer is a table in the one row format. A row may add a model at a provider that the catalog
knows, or override single fields of one, state a rate, or set a value back to unknown with `?`. Its
statements win over all others, under the source `layer:<name of the file>`; what was said before
stays beside them. The compiled file is copied into memory and changed there.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from modeldex.catalog.columns import is_blank
from modeldex.catalog.file import CatalogFile
from modeldex.catalog.reader import ModelCatalog
from modeldex.core.days import today
from modeldex.core.errors import DataError, InvalidModelConfigError
from modeldex.exchange.desk import Desk
from modeldex.exchange.document import Document
from modeldex.exchange.layer_rows import LayerRows
from modeldex.exchange.rows import DERIVED, READ_COLUMNS
from modeldex.pipeline.claims import claims_of_row
from modeldex.pipeline.manifest import SourceInfo, is_whole_day
from modeldex.pipeline.tables import Row, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.pipeline.claims import Claims

LICENCE = "the user's own"
"""Under which terms a layer's facts stand in the catalog."""


def layered(catalog: ModelCatalog, path: Path) -> ModelCatalog:
    """The catalog with the rows of a layer on top; the given one stays as it is.

    DataError names every fault in the layer: of its table, and of a model that it would make
    contradict itself.
    """
    claims = read_layer(catalog, path)
    with_rows = sqlite3.connect(":memory:", isolation_level=None)
    try:
        catalog._file.connection().backup(with_rows)
        with_rows.execute("BEGIN")
        _apply(with_rows, catalog, path, claims)
        with_rows.execute("COMMIT")
        content = with_rows.serialize()
    finally:
        with_rows.close()
    made = ModelCatalog(CatalogFile(catalog.path, content=content))
    _check(made, path, claims)
    return made


def read_layer(catalog: ModelCatalog, path: Path) -> list[Claims]:
    """What a layer says, row by row; DataError names every fault in it."""
    desk = Desk(catalog, catalog.version[:10])
    claims: list[Claims] = []
    faults = []
    lines: dict[str, int] = {}
    for row in read_table(path, READ_COLUMNS, required=("id",)):
        try:
            known = _under_slug(row, desk)
            other = lines.setdefault(known.cells["id"], row.line)
            if other != row.line:
                raise row.fault("id", f"{known.cells['id']!r} stands in line {other} too; keep one row")
            if (day := known.cells.get("updated", "")) > today():
                raise row.fault("updated", f"{day} has not come yet: a layer says what holds now")
            claims.append(claims_of_row(known, _witness(known, desk.day), desk.directory))
        except DataError as error:
            faults.append(f"line {row.line}: {f'{error.column}: ' if error.column else ''}{error.problem}")
    if faults:
        raise Document(path).faults(faults)
    return claims


def _under_slug(row: Row, desk: Desk) -> Row:
    """A row with the provider's own name in its id, and without what follows from other columns."""
    cells = {name: cell for name, cell in row.cells.items() if name not in DERIVED and not is_blank(cell)}
    provider, slash, model_id = cells.get("id", "").partition("/")
    slug = desk.named(provider)
    if slash and slug is None:
        raise row.fault("id", f"no provider {provider!r}{desk.near(provider)}")
    return replace(row, cells=cells | {"id": f"{slug}/{model_id}" if slash else cells.get("id", "")})


def _witness(row: Row, day: str) -> SourceInfo:
    """Who says what a row says: the layer, on the day that the row names, else on the catalog's."""
    stated = row.cells.get("updated", "")
    seen_on = stated if is_whole_day(stated) else day
    name = f"layer:{row.path.stem}"
    return SourceInfo(name, f"layer {row.path.name}", "", LICENCE, None, seen_on, 0)


def _apply(db: sqlite3.Connection, catalog: ModelCatalog, path: Path, claims: list[Claims]) -> None:
    rows = LayerRows(db, catalog, f"layer:{path.stem}", len(claims))
    faults = []
    for one in claims:
        try:
            rows.put(one)
        except DataError as error:
            faults.append(f"line {one.row.line}: {error.column}: {error.problem}")
    if faults:
        raise Document(path).faults(faults)
    told = repr([sorted(one.row.cells.items()) for one in claims])
    digest = sha256(f"{catalog.digest}\n{rows.source}\n{told}".encode()).hexdigest()
    db.execute("UPDATE meta SET value = ? WHERE key = 'digest'", (digest,))


def _check(made: ModelCatalog, path: Path, claims: list[Claims]) -> None:
    """DataError where a row leaves a model with values that contradict each other."""
    faults = []
    for one in claims:
        try:
            made.get_model_or_raise(one.row.cells["id"]).replace()
        except InvalidModelConfigError as error:
            listed = "; ".join(f"{field} {problem}" for field, problem in error.problems.items())
            faults.append(f"line {one.row.line}: {listed}")
    if faults:
        raise Document(path).faults(faults)
