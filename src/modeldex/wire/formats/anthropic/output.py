"""What the answer must look like: `output_config.format`.

https://platform.claude.com/docs/en/build-with-claude/structured-outputs
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.request import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.fields import Fields
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

WANTS_JSON = "Answer with one JSON value and nothing else: no words around it, no code fence."
"""What stands in the instructions where any JSON is wanted: the format knows only schemas."""


def read_output(wanted: Fields | None) -> OutputFormat | None:
    """The schema of `output_config.format`, or of its elder spelling `output_format`."""
    if wanted is None:
        return None
    wanted.needed("type", wanted.word("type", ("json_schema",)))
    return OutputFormat(kind="json_schema", schema=wanted.needed("schema", wanted.object("schema")))


def written_output(request: ChatRequest, losses: Losses) -> dict[str, Any] | None:
    """The schema; None where none is wanted."""
    output = request.output
    if output is None or output.kind == "text":
        return None
    if output.kind != "json_schema" or output.schema is None:
        losses.approximate("output", "the format knows only schemas; the instructions ask for JSON")
        return None
    if output.description is not None:
        losses.drop("output.description", "the format gives a schema none")
    if output.is_strict is False:
        losses.approximate("output.is_strict", "here answers always keep to the schema")
    schema: Mapping[str, Any] = output.schema
    if request.format != NAME:
        schema = closed(schema)
        if schema != output.schema:
            losses.approximate("output.schema", "its objects are closed: the format takes no others")
    return {"type": "json_schema", "schema": schema}


def closed(schema: Any) -> Any:
    """A schema whose objects allow no further properties, where it does not say so itself."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {
        name: value if name in _PLAIN else _closed_each(value) if name in _NAMED else closed(value)
        for name, value in schema.items()
    }
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        shut["additionalProperties"] = False
    return shut


def _closed_each(schemas: Any) -> Any:
    if not isinstance(schemas, dict):
        return schemas
    return {name: closed(schema) for name, schema in schemas.items()}


_NAMED = frozenset({"properties", "$defs", "definitions"})
"""Words of JSON Schema that hold schemas by name."""
_PLAIN = frozenset({"enum", "const", "default", "examples", "required", "additionalProperties"})
"""Words that hold no schema, or one that is not to be touched."""
