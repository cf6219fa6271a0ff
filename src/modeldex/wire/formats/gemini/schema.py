"""Schemas: the API's own kind, a part of OpenAPI 3.0, as JSON Schema.

What is written is JSON Schema (`parametersJsonSchema`, `responseJsonSchema`), which loses nothing.
https://ai.google.dev/api/caching#Schema
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.gemini.spelling import camel

if TYPE_CHECKING:
    from collections.abc import Mapping

_COUNTS = frozenset({"minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"})
_OF_MANY = frozenset({"properties", "$defs", "defs"})
_RENAMED = {"example": "examples", "defs": "$defs", "ref": "$ref"}
_MOST_DEEP = 64


def json_schema(schema: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """A schema of the API's own kind as JSON Schema: types in small letters, null as a type."""
    if depth > _MOST_DEEP:
        return dict(schema)
    written: dict[str, Any] = {}
    for name, value in camel(schema).items():
        if name == "type" and type(value) is str:
            written["type"] = value.lower()
        elif name in _OF_MANY and type(value) is dict:
            written[_RENAMED.get(name, name)] = {
                key: json_schema(one, depth + 1) if type(one) is dict else one for key, one in value.items()
            }
        elif name == "anyOf" and type(value) is list:
            written["anyOf"] = [json_schema(one, depth + 1) if type(one) is dict else one for one in value]
        elif name in {"items", "additionalProperties"} and type(value) is dict:
            written[name] = json_schema(value, depth + 1)
        elif name in _COUNTS and type(value) is str and value.isdecimal():
            written[name] = int(value)  # protobuf's JSON has 64-bit numbers as text
        elif name == "example":
            written["examples"] = [value]
        elif name != "nullable":
            written[_RENAMED.get(name, name)] = value
    return _with_null(written) if schema.get("nullable") is True else written


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    if type(schema.get("type")) is str:
        schema["type"] = [schema["type"], "null"]
        if type(schema.get("enum")) is list and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
    elif "anyOf" in schema:
        schema["anyOf"] = [*schema["anyOf"], {"type": "null"}]
    return schema
