"""Rows of a user's file written as a layer: a table of their own that goes over a catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import ROW_COLUMNS
from modeldex.core.errors import DataError
from modeldex.core.replacement import replacing
from modeldex.exchange.layer import layered
from modeldex.pipeline.tables import write_rows

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.exchange.imported import Imported


def write_layer(path: Path, imported: Imported, catalog: ModelCatalog, *, dry_run: bool = False) -> None:
    """Write the rows as a layer, with the columns that they state, once the catalog takes them.

    `dry_run` only tries whether it does. DataError where a row would leave a model with values that
    contradict each other, OSError where the folder is not there; then the file stays as it was.
    """
    used = {column for row in imported.rows for column in row}
    columns = [column for column in ROW_COLUMNS if column in used or column == "id"]
    with replacing(path, dry_run=dry_run) as aside:
        write_rows(aside, columns, imported.rows)
        try:
            layered(catalog, aside)
        except DataError as error:
            problem = error.problem.replace(str(aside), str(path))
            raise DataError(
                imported.path, f"makes no layer: {problem}", line=error.line, column=error.column
            ) from None
