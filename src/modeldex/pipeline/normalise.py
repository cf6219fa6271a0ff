"""From an upstream's answer to its table in `data/sources/`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES, ROW_COLUMNS
from modeldex.core.capability import CAPABILITIES
from modeldex.core.errors import DataError, SourceError
from modeldex.core.price_key import price_of_key
from modeldex.core.quality import BENCHMARKS
from modeldex.pipeline.claims import rates_of
from modeldex.pipeline.limit_history import note_limits
from modeldex.pipeline.manifest import MANIFEST_COLUMNS, MODELS
from modeldex.pipeline.price_history import begin_chain, lengthened, read_chains, write_chains
from modeldex.pipeline.tables import read_table, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.core.price import Price
    from modeldex.pipeline.directory import Directory
    from modeldex.sources.base import Reading, Source
    from modeldex.sources.offering import Offering


_LAST_LISTED = "status=last_listed:"
"""Original of the status of a row that a complete listing no longer lists, before the day."""


def read_answer(source: Source, answer: Path, directory: Directory) -> Reading:
    """Parse a captured answer and hold it against the bounds of its source."""
    try:
        decoded = json.loads(answer.read_bytes())
    except (OSError, ValueError) as error:
        raise DataError(str(answer), f"is no JSON: {error}") from None
    named = directory.makers.named if source.about == MODELS else directory.provider_named
    try:
        reading = source.parse(decoded, named)
    except SourceError as error:
        if str(error.args[0]).startswith(f"{source.name}: "):
            raise
        raise SourceError(f"{source.name}: {answer}: {error.args[0]}{_said_by(decoded)}") from error
    reading.check_texts()
    reading.check(source.bounds)
    reading.finish()
    return reading


def _said_by(decoded: object) -> str:
    """What an answer says instead of what was asked for, where it names an error."""
    error = decoded.get("error") if isinstance(decoded, dict) else None
    return f"; the answer says: {str(error)[:200]}" if error else ""


def write_source(data: Path, source: Source, reading: Reading, seen_on: str) -> Changes:
    """Write `data/sources/<source>.csv`, its dated rates and limits, and its line in the manifest.

    Where the source was seen before, a rate or a limit that it states otherwise now becomes two
    dated ones, and what a complete listing no longer lists stays as a retired row; so it is within a
    day, of which the last answer counts. Raises DataError where a newer answer was read before.
    """
    manifest = data / "sources" / "manifest.csv"
    lines = {}
    if manifest.exists():
        lines = {row.cells["source"]: row.cells for row in read_table(manifest, MANIFEST_COLUMNS)}
    seen_before = lines.get(source.name, {}).get("seen_on")
    if seen_before is not None and seen_before > seen_on:
        raise DataError(str(manifest), f"{source.name} was seen on {seen_before}: read older answers first")
    table = data / "sources" / f"{source.name}.csv"
    before = {row.cells["id"]: row.cells for row in read_table(table, ROW_COLUMNS)} if table.exists() else {}
    stating = sorted((one for one in reading.offerings.values() if one.says_anything), key=lambda one: one.id)
    rows = {one.id: source_row(one) for one in stating}
    changes = Changes()
    listed_before = {full_id for full_id, cells in before.items() if not is_gone(cells)}
    changes.unlisted = sorted(listed_before - rows.keys())
    if seen_before is not None:
        if source.is_complete:
            changes.gone, changes.unlisted = _keep_gone(rows, before, seen_before), []
        elif seen_before == seen_on:  # perhaps the same answer again: what was gone stays gone
            rows = {full_id: cells for full_id, cells in before.items() if is_gone(cells)} | rows
        days = seen_before, seen_on
        changes.repriced = _date_changes(data, source.name, before, rows, days)
        changes.limited = note_limits(data, source.name, before, rows, days)
    _write_dated(data, source.name, reading)
    if rows or table.exists():
        write_table(table, ROW_COLUMNS, [rows[full_id] for full_id in sorted(rows)])
    lines[source.name] = {
        "source": source.name,
        "title": source.title,
        "url": source.url,
        "licence": source.licence,
        "own_listing_of": source.own_listing_of or "",
        "seen_on": seen_on,
        "offerings": str(len(rows) or len(reading.offerings)),
        "about": source.about,
    }
    write_table(manifest, MANIFEST_COLUMNS, [lines[name] for name in sorted(lines)])
    return changes


def begin_anew(data: Path) -> None:
    """Forget what sources said and when, so that answers can be read again from the oldest on."""
    dated = (path for folder in ("history", "limits") for path in (data / folder).glob("*.csv"))
    for path in (data / "sources" / "manifest.csv", *dated):
        path.unlink(missing_ok=True)


@dataclass(slots=True)
class Changes:
    """What a newer answer of a source changed."""

    gone: list[str] = field(default_factory=list)
    """Full ids that a complete listing listed before, and does not any more."""
    unlisted: list[str] = field(default_factory=list)
    """Full ids of rows that went: this answer does not list them, and need not list everything."""
    repriced: list[str] = field(default_factory=list)
    """Full ids that have a rate stated otherwise now."""
    limited: list[str] = field(default_factory=list)
    """Full ids that have a limit stated otherwise now."""


def _keep_gone(rows: dict[str, dict[str, str]], before: dict[str, dict[str, str]], seen_on: str) -> list[str]:
    """Keep the rows that are gone, as retired: which they are. What was gone before stays as it is."""
    gone = []
    for full_id in sorted(before.keys() - rows.keys()):
        cells = before[full_id]
        if not is_gone(cells):
            gone.append(full_id)
        if cells.get("status") != "R":
            originals = [pair for pair in cells.get("original", "").split() if not pair.startswith("status=")]
            noted = " ".join(sorted([*originals, f"{_LAST_LISTED}{seen_on}"]))
            cells = cells | {"status": "R", "original": noted}
        rows[full_id] = cells
    return gone


def is_gone(cells: dict[str, str]) -> bool:
    """Whether a row stands for what a complete listing no longer lists."""
    return any(pair.startswith(_LAST_LISTED) for pair in cells.get("original", "").split())


def _date_changes(
    data: Path,
    name: str,
    before: dict[str, dict[str, str]],
    rows: dict[str, dict[str, str]],
    days: tuple[str, str],
) -> list[str]:
    """Note in `data/history/` which rates a source states otherwise than when it was seen before."""
    path = data / "history" / f"{name}.csv"
    chains = read_chains(path)
    repriced = []
    for full_id in sorted(rows):
        old, new = rates_of(before.get(full_id, {})), rates_of(rows[full_id])
        for key in sorted(new):
            chain = chains.get((full_id, key))
            goes_on = chain is not None and chain[-1].valid_to is None
            said = chain[-1].amount_text if chain is not None and goes_on else old.get(key)
            if said is None or said == new[key]:
                continue
            was, now = (price_of_key(key, amount, model=full_id, source=name) for amount in (said, new[key]))
            chains[full_id, key] = lengthened(chain or begin_chain(was, *days), now, days[1])
            repriced.append(full_id)
    write_chains(path, chains.values())
    return list(dict.fromkeys(repriced))


def _write_dated(data: Path, name: str, reading: Reading) -> None:
    """Write the dated rates that an answer states itself; they take the place of those known before."""
    path = data / "history" / f"{name}.csv"
    stated: dict[tuple[str, str], list[Price]] = {}
    for offering in reading.offerings.values():
        for price in offering.dated:
            stated.setdefault((offering.id, price.key), []).append(
                price.replace(model=offering.id, source=name)
            )
    if stated:
        chains = read_chains(path) | {
            key: sorted(chain, key=lambda price: price.valid_from or "") for key, chain in stated.items()
        }
        write_chains(path, chains.values())


def source_row(offering: Offering) -> dict[str, str]:
    """The cells of what a source says about one offering."""
    cells = dict(offering.cells)
    _split_benchmarks(cells)
    base = {price.unit: price.amount_text for price in offering.prices if price.is_base}
    shown = {column: base[unit] for column, unit in BASE_RATES.items() if unit in base}
    rates = [
        f"{price.key}={price.amount_text}"
        for price in sorted(offering.prices, key=lambda price: price.key)
        if not (price.is_base and price.unit in BASE_RATES.values())
    ]
    flags = [("" if offering.flags[name] else "-") + name for name in CAPABILITIES if name in offering.flags]
    originals = [f"{key}={text}" for key, text in sorted(offering.originals.items())]
    return {
        **cells,
        **shown,
        "id": offering.id,
        "caps": " ".join(sorted(flags, key=lambda flag: flag.startswith("-"))),
        "rates": " ".join(rates),
        "original": " ".join(originals),
        "url": offering.url or "",
    }


def _split_benchmarks(cells: dict[str, str]) -> None:
    """Give the benchmarks that have a column of their own their own cell."""
    pairs = dict(pair.split("=") for pair in cells.pop("benchmarks", "").split())
    cells.update({name: pairs.pop(name) for name in BENCHMARKS if name in pairs})
    if pairs:
        cells["benchmarks"] = " ".join(f"{name}={score}" for name, score in pairs.items())
