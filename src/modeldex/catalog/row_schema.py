"""JSON Schema of a row of facts, generated from the types."""

from __future__ import annotations

from modeldex.catalog.columns import FIELDS, MODEL_COLUMNS, ROW_COLUMNS
from modeldex.core.quality import BENCHMARKS

_DERIVED: dict[str, dict[str, object]] = {
    "id": {"type": "string", "pattern": "^[a-z0-9.-]+/.+$", "description": "provider/model_id, unique"},
    "caps": {
        "type": "string",
        "description": "signed list of capabilities: vision tool_use -audio_input; absent: unknown",
    },
    "description": {"type": "string", "description": "one sentence composed from the facts"},
    "rates": {"type": "string", "description": "rates with conditions: input_tokens@>200000,batch=1.25"},
    "original": {
        "type": "string",
        "description": "the source's own texts where they differ: input_tokens=2.5e-06",
    },
    "url": {"type": "string", "description": "page that carries the facts"},
}


def row_schema() -> dict[str, object]:
    """JSON Schema of a row, every cell as the value that it stands for; a blank cell is left out."""
    columns = dict.fromkeys((*MODEL_COLUMNS, *ROW_COLUMNS))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A model as one provider serves it",
        "type": "object",
        "required": ["id"],
        "additionalProperties": False,
        "properties": {column: _column(column) for column in columns},
    }


def _column(column: str) -> dict[str, object]:
    if column in BENCHMARKS:
        bounds: dict[str, object] = {"type": "number", "minimum": 0, "maximum": 100}
        return bounds | {"description": f"benchmark {column}, 0 to 100"}
    if column in FIELDS:
        return FIELDS[column].schema | {"description": FIELDS[column].meaning}
    return _DERIVED[column]
