"""What the answer must look like: `response_format`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modeldex.wire.request import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.fields import Fields
    from modeldex.wire.losses import Losses

USUAL_NAME = "answer"
"""The format wants a name for every schema; it means nothing."""
_KINDS = {"text": "text", "json_object": "json"}


def read_output(body: Fields, extras: dict[str, Any]) -> OutputFormat | None:
    """The wanted form; one that only a dialect knows, such as a grammar, goes to the extras."""
    one = body.within("response_format")
    if one is None:
        return None
    raw = one.left()
    kind = one.needed("type", one.text("type"))
    if kind in _KINDS:
        # Together, Fireworks and others take the schema beside json_object.
        schema = one.object("schema") if kind == "json_object" else None
        _keep(extras, one.left())
        if schema is not None:
            return OutputFormat(kind="json_schema", schema=schema, name=USUAL_NAME)
        return OutputFormat(kind=_KINDS[kind])
    if kind != "json_schema":
        if kind is not None:
            extras["response_format"] = raw
        return None
    held = one.within("json_schema")
    if held is None:
        one.needed("json_schema", None)
        return None
    output = OutputFormat(
        kind="json_schema",
        schema=held.object("schema"),
        name=held.text("name") or USUAL_NAME,
        description=held.text("description"),
        is_strict=held.flag("strict"),
    )
    left = held.left()
    _keep(extras, {**one.left(), "json_schema": left} if left else one.left())
    return output


def _keep(extras: dict[str, Any], left: Mapping[str, Any]) -> None:
    if left:
        extras["response_format"] = left


def write_output(output: OutputFormat, how: str, losses: Losses) -> dict[str, Any] | None:
    """The wanted form in the dialect that `Quirks.json_schema` names; None where it cannot be asked for."""
    if output.kind == "text":
        return {"type": "text"}
    if output.kind == "json":
        return {"type": "json_object"}
    if how == "json_object":
        losses.approximate(
            "output.schema", "this dialect takes no schema; it stands as words, any JSON passes"
        )
        return {"type": "json_object"}
    if not how:
        losses.drop("output", "this dialect takes no schema")
        return None
    held: dict[str, Any] = {"name": output.name or USUAL_NAME}
    if output.description is not None:
        held["description"] = output.description
    if output.schema is not None:
        held["schema"] = output.schema
    if output.is_strict is not None:
        held["strict"] = output.is_strict
    return {"type": "json_schema", "json_schema": held}


def schema_in_words(output: OutputFormat) -> dict[str, Any]:
    """A message that states the schema, for dialects that take none."""
    schema = json.dumps(output.schema or {}, ensure_ascii=False, separators=(",", ":"))
    return {"role": "system", "content": f"Answer with JSON that keeps to this JSON Schema: {schema}"}
