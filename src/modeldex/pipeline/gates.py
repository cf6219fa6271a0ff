"""What stands against publishing facts: each reason with the thing, the place and the mend.

Facts are refused where

- a source has fewer offerings than its bounds allow, or has lost over a fifth of those in its last
  table, whatever came in their place; what a complete listing retires is not lost, and of the beginning
  of a longer list only the number counts;
- a rate in the merged tables moved more than tenfold, no second source says so, and nobody accepted it;
- a fact kept by hand lost its page or its day, or went although nobody else states it;
- a rule finds an error.

Jumps that are held back are in no table, and so refuse nothing; how many there are is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import PRICE_COLUMNS, ROW_COLUMNS, UNKNOWN_CELL
from modeldex.core.errors import ReleaseError
from modeldex.pipeline.claims import claims_of_row
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.held import read_held
from modeldex.pipeline.jumps import is_jump, rows_by_id
from modeldex.pipeline.manifest import CURATED, SourceInfo, read_manifest
from modeldex.pipeline.merge import merge
from modeldex.pipeline.normalise import is_gone
from modeldex.pipeline.price_tables import price_of_row
from modeldex.pipeline.rules.base import ERROR, Facts
from modeldex.pipeline.rules.table import RULES
from modeldex.pipeline.tables import read_table
from modeldex.pipeline.unlisted import unlisted_since
from modeldex.pipeline.witnesses import Witnesses
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.merged import Merged
    from modeldex.pipeline.tables import Row
    from modeldex.pipeline.unlisted import Unlisted

MOST_LOST = 0.2
"""Greatest share of its offerings that a source may lose from one table to the next."""
_MOST_OF_A_RULE = 20
_OF_A_RATE = ("id", "unit", "currency", "service", "above_tokens", "region", "hours_utc", "variant")
_BY_HAND = SourceInfo(CURATED, "kept by hand", "", "facts", None, "0001-01-01", 0)


def check(before: Path | None, after: Path, merged: Merged | None = None) -> None:
    """Raise ReleaseError with every reason not to publish the facts in `after`."""
    reasons = refusals(before, after, merged)
    if reasons:
        raise ReleaseError(reasons)


def refusals(before: Path | None, after: Path, merged: Merged | None = None) -> list[str]:
    """Every reason not to publish the facts in `after`; none: they are fit.

    `before` is what was published last, None where nothing was: then nothing can have moved.
    `merged` is the merge of `after`, where it is at hand. DataError where a table cannot be read.
    """
    directory = read_directory(after)
    reasons = list(_shrunken(before, after, directory))
    if uncited := list(_uncited(after)):
        return [*reasons, *uncited]  # without its page a fact is no statement, and nothing can be merged
    if before is not None:
        witnesses = Witnesses(after, directory)
        reasons += _moved(before, after, witnesses)
        reasons += _taken_back(before, after, witnesses)
    return [*reasons, *_errors(merged or merge(after, directory), directory)]


def notes(after: Path) -> list[str]:
    """What refuses nothing, and whoever publishes has to know."""
    waiting = sum(line.is_open for line in read_held(after))
    if not waiting:
        return []
    held = "1 jump is held back" if waiting == 1 else f"{waiting:,} jumps are held back"
    return [f"{after / 'held.csv'}: {held}; `modeldex pipeline held` lists them: accept those that are true"]


def _shrunken(before: Path | None, after: Path, directory: Directory) -> Iterator[str]:
    sources = sources_of(directory.providers)
    infos = read_manifest(after)
    lost = {one.source: one for one in unlisted_since(before, after)} if before is not None else {}
    for name, info in infos.items():
        place = after / "sources" / f"{name}.csv"
        rows = rows_by_id(place)
        listed = sum(not is_gone(cells) for cells in rows.values())
        counted = listed if rows else info.offerings  # what only dates rates has no table
        if name in sources and counted < sources[name].bounds.least:
            yield (
                f"{place}: {counted:,} offerings, its bounds ask for {sources[name].bounds.least:,}: the"
                " answer was cut short, or no parser reads it any more; fetch it again, or mend the parser"
            )
        if name in lost:
            is_excerpt = name in sources and sources[name].is_excerpt
            yield from _lost(place, lost[name], listed if is_excerpt else None)
    if before is not None:
        for name in read_manifest(before).keys() - infos.keys():
            yield f"{after / 'sources' / 'manifest.csv'}: {name} is gone; put its line and its table back"


def _lost(place: Path, lost: Unlisted, listed: int | None) -> Iterator[str]:
    """A source that has lost too much; `listed` is how many it lists now, where that is what counts."""
    left = lost.listed - len(lost.left_out) if listed is None else listed + len(lost.retired)
    if left < (1 - MOST_LOST) * lost.listed:
        yield (
            f"{place}: {left:,} offerings of {lost.listed:,} are left, and no more than {MOST_LOST:.0%} may"
            " go at once; look at its answer, and fetch it again, or put the table before back"
        )


def _moved(before: Path, after: Path, witnesses: Witnesses) -> Iterator[str]:
    """Merged rates that moved too far, with nobody or one source alone behind them."""
    accepted = {(line.id, line.field, line.after) for line in read_held(after) if not line.is_open}
    was = _in_force(before)
    for key, row in _in_force(after).items():
        old, new = was[key].cells["amount"] if key in was else None, row.cells["amount"]
        if old is None or old == new:
            continue
        price = price_of_row(row)
        if not is_jump(price.key, old, new) or (price.model, price.key, new) in accepted:
            continue
        names = witnesses.confirming(price.model, price.key, new)
        if len(names) < 2 and CURATED not in names:
            said_by = f"{names[0]} alone says so" if names else "nobody says so"
            provider = price.model.partition("/")[0]
            yield (
                f"{row.path}:{row.line}: {price.model}: {price.key} {old} -> {new} is more than tenfold, and"
                f" {said_by}; look at its page, and state the rate in curated/{provider}.csv, or accept it"
                " where it is held back"
            )


def _in_force(data: Path) -> dict[tuple[str, ...], Row]:
    """The rows of `data/prices` that are in force, by offering and what the rate is for."""
    rows = {}
    for path in sorted((data / "prices").glob("*.csv")):
        for row in read_table(path, PRICE_COLUMNS, required=("id", "unit", "amount")):
            if not row.cells.get("valid_to"):
                rows[tuple(row.cells.get(name, "") for name in _OF_A_RATE)] = row
    return rows


def _uncited(after: Path) -> Iterator[str]:
    for row in _curated(after).values():
        for column, what in (("url", "page"), ("updated", "day")):
            if not row.cells.get(column):
                yield (
                    f"{row.path}:{row.line}: {row.cells['id']} has lost its {what} ({column});"
                    " a fact kept by hand names both: state it, or take the row out"
                )


def _taken_back(before: Path, after: Path, witnesses: Witnesses) -> Iterator[str]:
    """Facts kept by hand that were there, are not, and are stated by nobody else."""
    directory, now = read_directory(before), _curated(after)
    for full_id, row in _curated(before).items():
        kept = now.get(full_id)
        if kept is not None and kept.cells == row.cells:
            continue
        left = {name for name, _ in _facts(kept, directory)} if kept is not None else set()
        lost = [
            f"{name} {value}"
            for name, value in _facts(row, directory)
            if name not in left and not witnesses.confirming(full_id, name, value)
        ]
        if lost:
            yield (
                f"{after / 'curated' / row.path.name}: {full_id} stood there with {', '.join(lost)}, which"
                " nobody else states; put it back, or let a source state it"
            )


def _curated(data: Path) -> dict[str, Row]:
    """The rows kept by hand, by full id."""
    return {
        row.cells["id"]: row
        for path in sorted((data / "curated").glob("*.csv"))
        for row in read_table(path, ROW_COLUMNS, required=("id",))
    }


def _facts(row: Row, directory: Directory) -> list[tuple[str, str]]:
    """(Field, value) of all that a row kept by hand states, but for its day; unknown is no value."""
    said = claims_of_row(row, _BY_HAND, directory).statements()
    return [(name, value) for name, value in said if name != "updated" and value != UNKNOWN_CELL]


def _errors(merged: Merged, directory: Directory) -> Iterator[str]:
    facts = Facts(merged, directory)
    for rule in RULES:
        found = list(rule.check(facts)) if rule.severity == ERROR else []
        for one in found[:_MOST_OF_A_RULE]:
            name = f": {one.field}" if one.field else ""
            yield f"{rule.name}: {one.subject}{name}: {one.detail}; {rule.message}"
        if len(found) > _MOST_OF_A_RULE:
            yield f"{rule.name}: and {len(found) - _MOST_OF_A_RULE:,} more; see `modeldex validate --limit 0`"
