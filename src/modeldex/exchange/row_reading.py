"""Rows that a user's file states in our own columns, checked as a row of our tables is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import is_blank
from modeldex.core.errors import DataError
from modeldex.exchange.imported import Imported
from modeldex.exchange.rows import DERIVED
from modeldex.pipeline.claims import claims_of_row
from modeldex.pipeline.manifest import SourceInfo
from modeldex.pipeline.tables import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document


def imported_rows(
    format_name: str, document: Document, rows: Iterable[tuple[str, dict[str, str]]], desk: Desk
) -> Imported:
    """The rows of a file, each with its place; DataError names every fault in them.

    A row whose provider nobody knows is left out; an id that stands twice is a fault.
    """
    made = Imported(format=format_name, path=str(document.path))
    faults = []
    places: dict[str, str] = {}
    for place, stated in rows:
        cells = _kept(stated, made)
        written = cells.get("id", "")
        provider, slash, model_id = written.partition("/")
        slug = desk.forced or desk.named(provider)
        if not slash and desk.forced is not None:
            model_id = written
        elif slash and slug is None:
            made.skipped[f"{written} ({place})"] = desk.stranger(provider)
            continue
        cells["id"] = f"{slug}/{model_id}" if model_id else written
        other = places.setdefault(cells["id"], place)
        problem = (
            f"id: {cells['id']} stands at {other} too" if other != place else _fault(cells, document, desk)
        )
        if problem is not None:
            faults.append(f"{place}: {problem}")
        made.rows.append(cells)
    if faults:
        raise document.faults(faults)
    made.rows.sort(key=lambda cells: cells["id"])
    return made


def _kept(stated: dict[str, str], made: Imported) -> dict[str, str]:
    """The cells that say something; those that follow from others are counted and left out."""
    cells = {column: cell for column, cell in stated.items() if not is_blank(cell)}
    for column in cells.keys() & set(DERIVED):
        del cells[column]
        made.not_kept[column] += 1
    return cells


def _fault(cells: dict[str, str], document: Document, desk: Desk) -> str | None:
    """The first fault of a row; None where it is a good one."""
    info = SourceInfo(document.path.stem, document.path.stem, "", "", None, desk.day, 0)
    try:
        claims_of_row(Row(document.path, 0, cells), info, desk.directory)
    except DataError as error:
        return f"{error.column}: {error.problem}" if error.column else error.problem
    return None
