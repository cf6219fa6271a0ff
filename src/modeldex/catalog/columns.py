"""The one row format: the columns of every CSV table and of the catalog's `models`.

They are derived from the fields of `ModelConfig`; nothing here names a meaning twice.
"""

from __future__ import annotations

from functools import lru_cache

from modeldex.core.capability import CAPABILITIES, format_masks, parse_masks
from modeldex.core.fields import Column
from modeldex.core.model_config import STORED_SLOTS, ModelConfig
from modeldex.core.model_fields import BaseRate
from modeldex.core.quality import BENCHMARKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FIELDS: dict[str, Column] = {
    field.column: field for field in ModelConfig.__fields__.values() if isinstance(field, Column)
}
"""Column name -> the field it fills."""

BASE_RATES: dict[str, str] = {
    field.column: field.unit for field in FIELDS.values() if isinstance(field, BaseRate)
}
"""Price column -> the unit whose unconditional rate it shows."""

MODEL_COLUMNS: tuple[str, ...] = (
    "id", "alias", "name", "status", "input_per_1m", "output_per_1m", "cache_per_1m", "max_context",
    "max_output", "caps", *BENCHMARKS, "ttft_ms", "tps", "description", "can_classify", "source",
    "quality", "updated", "cache_write_per_1m", "max_input", "max_images", "maker", "model", "family",
    "category", "open_weights", "release_date", "knowledge_cutoff", "deprecated_on", "retires_on",
    "successor", "api_name", "rpm", "tpm", "latency_p50_ms", "latency_p99_ms", "benchmarks", "scores",
    "default_parameters",
)  # fmt: skip
"""Columns of `data/models/**`, in order."""

EVIDENCE_COLUMNS: tuple[str, ...] = ("rates", "original", "url")
"""What a row of a source or a curated row has beside: rates with conditions, the source's own
texts where they differ, and the page."""

ROW_COLUMNS: tuple[str, ...] = (
    tuple(name for name in MODEL_COLUMNS if name not in ("description", "category", "quality"))
    + EVIDENCE_COLUMNS
)
"""Columns of `data/sources/*.csv` and `data/curated/*.csv`."""

PRICE_COLUMNS: tuple[str, ...] = (
    "id", "unit", "amount", "currency", "service", "above_tokens", "region", "hours_utc", "variant",
    "valid_from", "valid_to", "recorded_on", "kind", "supersedes", "source", "price_id",
)  # fmt: skip
"""Columns of `data/prices/*.csv`."""

UNKNOWN_CELL = "?"
"""What a cell holds to set a value back to unknown."""

_CELL_OF: dict[str, Callable[[object], str]] = {
    name: str if type(field).format is Column.format else field.format
    for name, field in FIELDS.items()
    if name != "benchmarks"
}
"""Column -> what writes a stored form into its cell; benchmarks go to columns of their own."""

_OWN_NAMES = {"_caps_yes": "caps_yes", "_caps_no": "caps_no", "model_id": "model_id", "provider": "provider"}
_BY_SLOT = {f"_{field.name}": field for field in FIELDS.values()}

CATALOG_COLUMNS: tuple[str, ...] = tuple(
    _OWN_NAMES.get(slot) or _BY_SLOT[slot].column for slot in STORED_SLOTS
)
"""Columns of the catalog's table `models`, in the order in which `ModelConfig.restore` takes them."""


def sql_type(column: str) -> str:
    """SQLite type of a catalog column; no money is REAL."""
    if column in ("caps_yes", "caps_no"):
        return "INTEGER NOT NULL"
    return FIELDS[column].sql_type if column in FIELDS else "TEXT NOT NULL"


def parse_row(cells: dict[str, str]) -> tuple[dict[str, object], dict[str, str]]:
    """Stored forms by catalog column of one row's cells, and what is wrong, by CSV column.

    Blank cells, `-` and `-1` say nothing; `?` says that the value is unknown, whatever others say,
    and gives None. The id must have been split off into `provider` and
    `model_id` by the caller, who knows the providers.
    """
    stored: dict[str, object] = {}
    problems: dict[str, str] = {}
    benchmarks: dict[str, float] = {}
    for column, cell in cells.items():
        if cell in _BLANK:
            continue
        try:
            if column == "caps":
                stored["caps_yes"], stored["caps_no"], stored["caps_unknown"] = parse_masks(cell)
            elif cell == UNKNOWN_CELL:
                stored[column] = None
            elif column in BENCHMARKS:
                benchmarks[column] = _percentage(cell)
            elif column == "benchmarks":
                benchmarks.update(_other_benchmarks(cell))
            elif column in FIELDS:
                stored[column] = _parsed(column, cell)
        except ValueError as error:
            problems[column] = str(error)
    if benchmarks:
        stored["benchmarks"] = FIELDS["benchmarks"].encode(benchmarks)
    return stored, problems


@lru_cache(maxsize=16_384)
def _parsed(column: str, cell: str) -> object:
    """The stored form of a cell; of most columns few cells differ."""
    return FIELDS[column].parse(cell)


def format_row(stored: dict[str, object]) -> dict[str, str]:
    """The cells of a row whose stored forms stand under catalog columns; the inverse of parse_row."""
    cells = {
        column: _CELL_OF[column](value)
        for column, value in stored.items()
        if value is not None and column in _CELL_OF
    }
    yes, no = stored.get("caps_yes") or 0, stored.get("caps_no") or 0
    assert isinstance(yes, int)
    assert isinstance(no, int)
    cells["caps"] = format_masks(yes, no)
    benchmarks = stored.get("benchmarks")
    if benchmarks is not None:
        cells.update(_benchmark_cells(str(benchmarks)))
    return cells


@lru_cache(maxsize=4096)
def _benchmark_cells(stored: str) -> tuple[tuple[str, str], ...]:
    """Column and cell of each benchmark; a model's are the same wherever it is served."""
    benchmarks = FIELDS["benchmarks"].read(stored)  # type: ignore[attr-defined]
    cells = [(name, FIELDS["tps"].format(benchmarks.pop(name))) for name in BENCHMARKS if name in benchmarks]
    if benchmarks:
        cells.append(("benchmarks", str(FIELDS["benchmarks"].encode(benchmarks))))
    return tuple(cells)


_BLANK = frozenset(("", "-", "-1"))


def is_blank(cell: str) -> bool:
    """Whether a cell says nothing: empty, `-` or `-1`."""
    return cell in _BLANK


def field_names() -> tuple[str, ...]:
    """Every name under which a statement can stand: columns, benchmarks, capabilities."""
    return (*FIELDS, *BENCHMARKS, *CAPABILITIES)


def _other_benchmarks(cell: str) -> dict[str, float]:
    field = FIELDS["benchmarks"]
    scores: dict[str, float] = field.read(field.parse(cell))  # type: ignore[attr-defined]
    for name, score in scores.items():
        if name in BENCHMARKS:
            raise ValueError(f"{name} has a column of its own; move {name}={score:g} there")
    return scores


def _percentage(cell: str) -> float:
    score = float(FIELDS["ttft_ms"].parse(cell))  # type: ignore[arg-type]
    if score > 100:
        raise ValueError(f"must be from 0 to 100, not {cell}")
    return score
