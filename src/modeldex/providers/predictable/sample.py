"""`sample`: a small value that a JSON Schema allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEEPEST = 12
_MOST_ITEMS = 16
_WORD = "text"


def sample(schema: Any, words: str = _WORD) -> Any:
    """A value of a schema, the same for the same schema; texts in it are `words`, where that is allowed.

    Known are types, `properties`, `items`, `enum`, `const`, `default`, `$ref` within the schema, the first of
    `anyOf`, `oneOf` and `allOf`, and the least of lengths and numbers.
    """
    return _of(schema, schema, words, 0)


def _of(schema: Any, root: Any, words: str, depth: int) -> Any:
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return None
    for name in ("const", "default"):
        if name in schema:
            return schema[name]
    if schema.get("enum"):
        return schema["enum"][0]
    if isinstance(schema.get("$ref"), str):
        return _of(_referred(schema["$ref"], root), root, words, depth + 1)
    for name in ("anyOf", "oneOf", "allOf"):
        if schema.get(name):
            return _of(schema[name][0], root, words, depth + 1)
    return _of_type(schema, root, words, depth)


def _of_type(schema: Mapping[str, Any], root: Any, words: str, depth: int) -> Any:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = kind[0] if kind else None
    match kind or ("object" if "properties" in schema else None):
        case "object":
            properties = schema.get("properties") or {}
            return {name: _of(inner, root, words, depth + 1) for name, inner in properties.items()}
        case "array":
            least = min(max(int(schema.get("minItems", 1)), 0), _MOST_ITEMS)
            return [_of(schema.get("items", {}), root, words, depth + 1)] * least
        case "string":
            return _text(schema, words)
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return True
        case _:
            return None


def _text(schema: Mapping[str, Any], words: str) -> str:
    most = schema.get("maxLength")
    text = words if most is None else words[:most]
    return text.ljust(int(schema.get("minLength", 0)), ".")


def _number(schema: Mapping[str, Any]) -> Any:
    if "minimum" in schema:
        return schema["minimum"]
    if "exclusiveMinimum" in schema:
        return schema["exclusiveMinimum"] + 1
    return min(0, schema.get("maximum", 0))


def _referred(reference: str, root: Any) -> Any:
    found = root
    for name in reference.removeprefix("#").strip("/").split("/"):
        if not name:
            continue
        if not isinstance(found, dict) or name not in found:
            return None
        found = found[name]
    return found
