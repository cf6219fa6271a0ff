"""Rows of a user's file written as a layer: a table of their own that goes over a catalog."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from modeldex.catalog.columns import ROW_COLUMNS
from modeldex.core.errors import DataError
from modeldex.exchange.layer import layered
from modeldex.pipeline.tables import write_table

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.exchange.imported import Imported


def write_layer(path: Path, imported: Imported, catalog: ModelCatalog, *, dry_run: bool = False) -> None:
    """Write the rows as a layer, with the columns that they state, once the catalog takes them.

    `dry_run` only tries whether it does. DataError where a row would leave a model with values that
    contradict each other; then the file stays as it was.
    """
    used = {column for row in imported.rows for column in row}
    columns = [column for column in ROW_COLUMNS if column in used or column == "id"]
    aside = path.with_name(f".{path.stem}.{os.getpid()}.new.csv")
    try:
        write_table(aside, columns, imported.rows)
        layered(catalog, aside)
        if not dry_run:
            aside.replace(path)
    except DataError as error:
        problem = error.problem.replace(str(aside), str(path))
        raise DataError(
            imported.path, f"makes no layer: {problem}", line=error.line, column=error.column
        ) from None
    finally:
        aside.unlink(missing_ok=True)
