"""From an upstream's answer to its table in `data/sources/`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES, ROW_COLUMNS
from modeldex.core.capability import CAPABILITIES
from modeldex.core.errors import DataError
from modeldex.core.quality import BENCHMARKS
from modeldex.pipeline.claims import MANIFEST_COLUMNS
from modeldex.pipeline.tables import read_table, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.pipeline.directory import Directory
    from modeldex.sources.base import Reading, Source
    from modeldex.sources.offering import Offering


def read_answer(source: Source, answer: Path, directory: Directory) -> Reading:
    """Parse a captured answer and hold it against the bounds of its source."""
    try:
        decoded = json.loads(answer.read_bytes())
    except (OSError, ValueError) as error:
        raise DataError(str(answer), f"is no JSON: {error}") from None
    reading = source.parse(decoded, directory.provider_named)
    reading.check(source.bounds)
    reading.finish()
    return reading


def write_source(data: Path, source: Source, reading: Reading, seen_on: str) -> None:
    """Write `data/sources/<source>.csv`, and the source's line in the manifest."""
    offerings = sorted(reading.offerings.values(), key=lambda offering: offering.id)
    write_table(data / "sources" / f"{source.name}.csv", ROW_COLUMNS, map(source_row, offerings))
    manifest = data / "sources" / "manifest.csv"
    lines = {}
    if manifest.exists():
        lines = {row.cells["source"]: row.cells for row in read_table(manifest, MANIFEST_COLUMNS)}
    lines[source.name] = {
        "source": source.name,
        "title": source.title,
        "url": source.url,
        "licence": source.licence,
        "own_listing_of": source.own_listing_of or "",
        "seen_on": seen_on,
        "offerings": str(len(offerings)),
    }
    write_table(manifest, MANIFEST_COLUMNS, [lines[name] for name in sorted(lines)])


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
