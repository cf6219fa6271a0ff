"""Our own records as JSON: a list of models as `modeldex list --json` writes them, whole.

Money is text, a capability is true, false or not there, and an unknown value is null. Every price
row is there, those of other days with the days on which they held.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.core.plain import plain
from modeldex.exchange.base import Format
from modeldex.exchange.json_text import lines_of_list, written
from modeldex.exchange.record_cells import RecordReader
from modeldex.exchange.row_reading import imported_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from modeldex.core.provider import Provider
    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document
    from modeldex.exchange.facts import Facts
    from modeldex.exchange.imported import Imported
    from modeldex.exchange.ledger import Ledger


def write(models: Iterable[Facts], ledger: Ledger, providers: Mapping[str, Provider]) -> Iterator[str]:
    """A list, one model a line."""
    del providers  # the format has none
    yield from lines_of_list(_records(models, ledger))
    yield "\n"


def _records(models: Iterable[Facts], ledger: Ledger) -> Iterator[str]:
    for facts in models:
        facts.take_all()
        ledger.settle(facts)
        yield written(plain(facts.model))


def read(document: Document, desk: Desk) -> Imported:
    """Read a list of records, one record, or a line for each; fields may be left out."""
    answer = document.decoded(parse_float=Decimal)
    records = [answer] if _is_record(answer) else answer
    if not isinstance(records, list):
        raise document.faults(["must be a list of models, each with its provider and model_id"])
    reader = RecordReader(desk.day)
    rows, faults = [], []
    for number, record in enumerate(records, 1):
        place = f"model {number}"
        if not _is_record(record):
            faults.append(f"{place}: must be an object with an id, or with provider and model_id")
            continue
        cells, problems = reader.cells(record)
        place = f"{place} ({cells['id']})"
        faults += [f"{place}: {name}: {problem}" for name, problem in problems.items()]
        rows.append((place, cells))
    if faults:
        raise document.faults(faults)
    made = imported_rows("json", document, rows, desk)
    made.unknown_fields.update(reader.unknown_fields)
    made.not_kept.update(reader.not_kept)
    return made


def _is_record(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and (isinstance(value.get("id"), str) or {"provider", "model_id"} <= value.keys())
        and "data" not in value
        and "models" not in value
    )


def _recognises(document: Document) -> bool:
    shape = document.shape
    records = [shape] if isinstance(shape, dict) else shape
    return (
        isinstance(records, list)
        and bool(records)
        and all(isinstance(one, dict) and {"provider", "model_id"} <= one.keys() for one in records)
    )


FORMAT = Format(name="json", title="our own records", write=write, read=read, recognises=_recognises)
