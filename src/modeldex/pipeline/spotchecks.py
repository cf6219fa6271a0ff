"""`data/spotchecks.csv`: values of the catalog, held against what their provider, or two others, say.

A row is a verdict, of a day, about one value as the catalog had it then. It is never
written by the pipeline and never mended: what was wrong then stays wrong, whatever the catalog has now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.catalog.evidence import field_key
from modeldex.catalog.spotcheck import kind_of
from modeldex.core.days import today
from modeldex.core.errors import UnknownNameError
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from modeldex.pipeline.tables import Row

SPOTCHECK_COLUMNS = ("checked_on", "id", "field", "value", "verdict", "page", "note")
RIGHT, WRONG, UNCLEAR = "right", "wrong", "unclear"
"""Verdicts; `unclear`: no page says it, or pages contradict each other."""
_VERDICTS = (RIGHT, WRONG, UNCLEAR)


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """One verdict."""

    checked_on: str
    model: str
    """Full id of the offering."""
    field: str
    """Field name as statements have it: `max_context`, `vision`, `input_tokens@batch`."""
    value: str
    """What the catalog said on that day, in canonical text."""
    verdict: str
    """`right`, `wrong` or `unclear`."""
    page: str | None
    """The page that shows it; None where it is unclear and no page speaks of it."""
    note: str

    @property
    def kind(self) -> str:
        """`prices`, `limits`, `capabilities`, `dates` or `other`."""
        return kind_of(self.field)


def read_spotchecks(data: Path, benchmarks: Container[str] = ()) -> tuple[SpotCheck, ...]:
    """The verdicts of `spotchecks.csv`, in its order; none where there is no such file.

    `benchmarks` are the names of those without a column of their own. DataError at the first fault.
    """
    path = data / "spotchecks.csv"
    checks, seen = [], dict[tuple[str, str, str], int]()
    for row in read_table(path, SPOTCHECK_COLUMNS, SPOTCHECK_COLUMNS) if path.exists() else ():
        check = _check(row, benchmarks)
        other = seen.setdefault((check.model, check.field, check.checked_on), row.line)
        if other != row.line:
            raise row.fault("id", f"the same value of the same day stands at line {other} too; keep one")
        checks.append(check)
    return tuple(checks)


def _check(row: Row, benchmarks: Container[str]) -> SpotCheck:
    cells = row.cells
    provider, _, model_id = cells["id"].partition("/")
    if not provider or not model_id or not cells["id"].isprintable():
        raise row.fault("id", f"must be provider/model, not {cells['id']!r}")
    if not is_whole_day(cells["checked_on"]):
        raise row.fault("checked_on", f"must be a day like 2026-11-24, not {cells['checked_on']!r}")
    if cells["checked_on"] > today():
        raise row.fault("checked_on", f"{cells['checked_on']} has not come yet")
    try:
        field = cells["field"] if cells["field"] in benchmarks else field_key(cells["field"])
    except UnknownNameError as error:
        raise row.fault("field", str(error)) from None
    if not cells["value"]:
        raise row.fault("value", "must be the value that was checked, not blank")
    if cells["verdict"] not in _VERDICTS:
        raise row.fault("verdict", f"must be {RIGHT}, {WRONG} or {UNCLEAR}, not {cells['verdict']!r}")
    if not cells["page"].startswith(("https://", "http://")) and (
        cells["page"] or cells["verdict"] != UNCLEAR
    ):
        raise row.fault("page", f"must be the page that shows it, https://..., not {cells['page']!r}")
    return SpotCheck(
        cells["checked_on"], cells["id"], field, cells["value"], cells["verdict"], cells["page"] or None,
        cells["note"],
    )  # fmt: skip
