"""The merged tables of models: `data/models/<category>/<provider>.csv`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import CATALOG_COLUMNS, MODEL_COLUMNS, format_row
from modeldex.core.model_config import ModelConfig
from modeldex.pipeline.price_tables import write_prices
from modeldex.pipeline.tables import Row, read_table, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.core.price import Price
    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.merged import Merged


def read_models(data: Path) -> dict[str, Row]:
    """The rows of `data/models/**`, by full id; DataError where an id stands twice."""
    rows: dict[str, Row] = {}
    for path in sorted((data / "models").glob("*/*.csv")):
        for row in read_table(path, MODEL_COLUMNS, required=("id",), with_blanks=False):
            full_id = row.cells.get("id", "")
            if full_id in rows:
                other = rows[full_id]
                raise row.fault("id", f"{full_id!r} stands at {other.path}:{other.line} too; keep one row")
            rows[full_id] = row
    return rows


def restored(stored: dict[str, object], prices: tuple[Price, ...] = ()) -> ModelConfig:
    """The ModelConfig of stored forms by catalog column."""
    return ModelConfig.restore(tuple(stored.get(column) for column in CATALOG_COLUMNS), lambda _: prices)


def write_tables(data: Path, directory: Directory, merged: Merged) -> None:
    """Write `data/models/**` and `data/prices/**`; tables of providers without rows go."""
    models: dict[str, list[dict[str, str]]] = {}
    prices: dict[str, list[Price]] = {}
    for full_id, stored in merged.models.items():
        provider = str(stored["provider"])
        cells = format_row(stored) | {"id": full_id, "description": restored(stored).description}
        models.setdefault(provider, []).append(cells)
        prices.setdefault(provider, []).extend(merged.prices[full_id])
    wanted = set()
    for provider, rows in models.items():
        path = data / "models" / directory.providers[provider].category / f"{provider}.csv"
        write_table(path, MODEL_COLUMNS, rows)
        wanted.add(path)
    for path in (data / "models").glob("*/*.csv"):
        if path not in wanted:
            path.unlink()
    write_prices(data, {provider: rows for provider, rows in prices.items() if rows})
