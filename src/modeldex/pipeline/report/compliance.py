"""Whether every row of the tables keeps to `data/schema.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modeldex.catalog.columns import MODEL_COLUMNS, ROW_COLUMNS, UNKNOWN_CELL, is_blank
from modeldex.core.errors import DataError
from modeldex.pipeline.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_NO_ROWS_OF_FACTS = ("manifest.csv", "captures.csv")
_KEYWORDS = {
    "$schema", "title", "description", "type", "enum", "pattern", "minimum", "maximum", "required",
    "additionalProperties", "properties",
}  # fmt: skip
"""What a schema may use: these mean the same in every draft, and the validator knows no others for sure."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How the rows of one folder keep to the schema."""

    folder: str
    rows: int
    faults: tuple[str, ...]
    """Place and problem of each row that does not."""


def compliance(data: Path) -> list[Checked]:
    """Check every row of `models/`, `sources/` and `curated/`; DataError where the schema is no good.

    Raises ModuleNotFoundError where the validator, fastjsonschema, is not installed.
    """
    schema = _schema(data / "schema.json")
    check = _validator(schema)
    kinds = {name: column.get("type") for name, column in schema.get("properties", {}).items()}
    return [
        _checked(data, folder, pattern, columns, check, kinds)
        for folder, pattern, columns in (
            ("models", "*/*.csv", MODEL_COLUMNS),
            ("sources", "*.csv", ROW_COLUMNS),
            ("curated", "*.csv", ROW_COLUMNS),
        )
    ]


def _checked(
    data: Path,
    folder: str,
    pattern: str,
    columns: Sequence[str],
    check: Callable[[dict[str, object]], str | None],
    kinds: dict[str, object],
) -> Checked:
    rows, faults = 0, []
    for path in sorted((data / folder).glob(pattern)):
        for row in read_table(path, columns, required=("id",)) if path.name not in _NO_ROWS_OF_FACTS else ():
            rows += 1
            problem = check({name: _value(cell, kinds.get(name)) for name, cell in _stating(row.cells)})
            if problem is not None:
                faults.append(f"{path.relative_to(data).as_posix()}:{row.line}: {problem}")
    return Checked(folder, rows, tuple(faults))


def _stating(cells: dict[str, str]) -> list[tuple[str, str]]:
    """The cells that state a value: a blank one says nothing, `?` that it is unknown."""
    return [(name, cell) for name, cell in cells.items() if not is_blank(cell) and cell != UNKNOWN_CELL]


def _value(cell: str, kind: object) -> object:
    """The JSON value that a cell stands for; the text itself where it is not of that kind."""
    read = {"integer": int, "number": float}.get(str(kind), str)
    try:
        return read(cell)
    except ValueError:
        return cell


def _validator(schema: dict[str, Any]) -> Callable[[dict[str, object]], str | None]:
    """A function that says what is wrong with a row, None where nothing is."""
    import fastjsonschema

    validate = fastjsonschema.compile(schema)

    def check(row: dict[str, object]) -> str | None:
        try:
            validate(row)
        except fastjsonschema.JsonSchemaException as error:
            return str(error)
        return None

    return check


def _schema(path: Path) -> dict[str, Any]:
    try:
        schema = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(str(path), "is missing; `make docs` writes it") from None
    except ValueError as error:
        raise DataError(str(path), f"is no JSON: {error}") from None
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        raise DataError(str(path), "must hold a schema with properties; `make docs` writes it")
    used = {key for part in (schema, *schema["properties"].values()) for key in part}
    if not used <= _KEYWORDS:
        unknown = ", ".join(sorted(used - _KEYWORDS))
        raise DataError(str(path), f"uses {unknown}, which the check of rows does not cover")
    return schema
