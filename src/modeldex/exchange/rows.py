"""A model as a row of the one row format, and what a row states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import (
    BASE_RATES,
    CATALOG_COLUMNS,
    FIELDS,
    MODEL_COLUMNS,
    ROW_COLUMNS,
    UNKNOWN_CELL,
    format_row,
    parse_row,
)
from modeldex.core.capability import stated
from modeldex.core.list_fields import Scores
from modeldex.core.model_config import STORED_SLOTS
from modeldex.core.quality import BENCHMARKS
from modeldex.core.usage import UNITS
from modeldex.pipeline.claims import NO_STATEMENT, rates_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price

TABLE_COLUMNS = (*MODEL_COLUMNS, "rates")
"""Columns of an exported table: those of the merged tables, and the rates with conditions."""
READ_COLUMNS = tuple(dict.fromkeys((*TABLE_COLUMNS, *ROW_COLUMNS)))
"""Columns that a table to be read may have."""
DERIVED = ("description", "category", "quality")
"""Columns that follow from the others: no row of a user states them."""


def rates_in_force(model: ModelConfig, day: str) -> tuple[Price, ...]:
    """The rates of a model that hold on a day, one for each unit and conditions, in order of the units."""
    begun = sorted(
        (price for price in model.prices if price.in_force_now(day)), key=lambda price: price.valid_from or ""
    )
    latest = {price.key: price for price in begun}
    return tuple(sorted(latest.values(), key=lambda price: (_UNIT_ORDER[price.unit], price.key)))


def row_of(model: ModelConfig, rates: Iterable[Price]) -> dict[str, str]:
    """The cells of a model, with these of its rates."""
    stored = {
        column: getattr(model, slot) for column, slot in zip(CATALOG_COLUMNS, STORED_SLOTS, strict=True)
    }
    cells = format_row(stored) | {"id": model.id, "description": model.description}
    base = dict.fromkeys(BASE_RATES, "")
    conditional: dict[str, str] = {}
    for price in rates:
        column = _BASE_COLUMNS.get(price.unit) if price.is_base else None
        if column is None:
            conditional[price.key] = price.amount_text
        else:
            base[column] = price.amount_text
    return cells | base | {"rates": " ".join(f"{key}={conditional[key]}" for key in sorted(conditional))}


def statements(cells: Mapping[str, str]) -> dict[str, str]:
    """Field -> canonical text of everything that the cells of a good row state.

    Fields are named as statements are: columns, capabilities, benchmarks, and the keys of rates.
    """
    stored, _ = parse_row({column: cell for column, cell in cells.items() if column in _STATING})
    said = {
        column: UNKNOWN_CELL if value is None else FIELDS[column].format(value)
        for column, value in stored.items()
        if column not in NO_STATEMENT
    }
    yes, no, unknown = (int(str(stored.get(f"caps_{word}", 0))) for word in ("yes", "no", "unknown"))
    said.update(stated(yes, no))
    said.update((name, UNKNOWN_CELL) for name, _ in stated(unknown, 0))
    benchmarks = stored.get("benchmarks")
    for name, score in Scores.read(benchmarks if isinstance(benchmarks, str) else None).items():
        said[name] = FIELDS["tps"].format(score)
    return said | rates_of(dict(cells))


_UNIT_ORDER = {unit: place for place, unit in enumerate(UNITS)}
_BASE_COLUMNS = {unit: column for column, unit in BASE_RATES.items()}
_STATING = frozenset((*FIELDS, *BENCHMARKS, "caps"))
