"""Our own tables as CSV: one row a model, in the one row format, so that nothing known is lost.

The columns are those of `data/models/` and the rates with conditions. A row has no place for the
days of its rates: those of other days are not carried.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from modeldex.exchange.base import Format
from modeldex.exchange.facts import FORMER, SINCE
from modeldex.exchange.row_reading import imported_rows
from modeldex.exchange.rows import READ_COLUMNS, TABLE_COLUMNS
from modeldex.pipeline.tables import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modeldex.core.provider import Provider
    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document
    from modeldex.exchange.facts import Facts
    from modeldex.exchange.imported import Imported
    from modeldex.exchange.ledger import Ledger


def write(models: Iterable[Facts], ledger: Ledger, providers: Mapping[str, Provider]) -> Iterator[str]:
    """A header, and one line a model."""
    del providers  # the format has none
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, TABLE_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for facts in models:
        facts.take_all(but=(FORMER, SINCE))
        ledger.settle(facts)
        writer.writerow(facts.cells)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def read(document: Document, desk: Desk) -> Imported:
    """Read a table whose header holds any of our columns."""
    rows = rows_of(document.path, document.text, READ_COLUMNS, required=("id",))
    return imported_rows("csv", document, ((f"line {row.line}", row.cells) for row in rows), desk)


def _recognises(document: Document) -> bool:
    header = document.first_line.split(",")
    return "id" in header and set(header) <= set(READ_COLUMNS) and "|" not in document.first_line


FORMAT = Format(name="csv", title="our own table", write=write, read=read, recognises=_recognises)
