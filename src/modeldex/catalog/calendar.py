"""On which days the models of a catalog change by themselves: a rate begins or ends, a model retires."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile

_CHANGING = (
    "SELECT id FROM models WHERE (retires_on > ? AND retires_on <= ?)"
    " OR (deprecated_on > ? AND deprecated_on <= ?)"
    " OR n IN (SELECT n FROM prices WHERE (valid_from > ? AND valid_from <= ?)"
    " OR (valid_to > ? AND valid_to <= ?)) ORDER BY id"
)


def changing_between(file: CatalogFile, after: str, until: str) -> tuple[str, ...]:
    """Full ids of the models that change on a day after one and up to another."""
    return tuple(row[0] for row in file.rows(_CHANGING, *(after, until) * 4))


def first_day(day: str) -> str:
    """The first day of a date in the precision of its source."""
    return day + "-01" * ((10 - len(day)) // 3)
