"""JSON Schema of a configuration, generated from the tree that checks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.model_keys import MODEL
from modeldex.config.nodes import Key, Table
from modeldex.config.price_keys import PRICE
from modeldex.config.provider_keys import PROVIDER
from modeldex.config.routing_keys import MEMBER
from modeldex.config.sections import ROOT

if TYPE_CHECKING:
    from modeldex.config.nodes import Node

_NAMED = {"model": MODEL, "price": PRICE, "provider": PROVIDER, "member": MEMBER}
"""The tables that stand once in the schema, under `$defs`."""
_TABLE = ["object", "null"]
"""In YAML a table of which nothing is written is null."""


def configuration_schema() -> dict[str, object]:
    """JSON Schema (draft 2020-12) of a configuration, with a description of every key, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": ROOT.meaning.rstrip("."),
        **_table(ROOT),
        "type": "object",
        "$defs": {name: _table(table) for name, table in _NAMED.items()},
    }


def _schema(node: Node) -> dict[str, object]:
    if isinstance(node, Key):
        default = {} if node.default is None else {"default": node.default}
        return {**node.kind.whole_schema, "description": node.meaning, **default}
    name = next((name for name, table in _NAMED.items() if table is node), None)
    if name is not None:
        return {"$ref": f"#/$defs/{name}"}
    if isinstance(node, Table):
        return _table(node)
    return {
        "type": _TABLE,
        "description": f"{node.meaning} Names: {node.names}.",
        "additionalProperties": _schema(node.entry),
    }


def _table(table: Table) -> dict[str, object]:
    required = {"required": list(table.required)} if table.required else {}
    return {
        "type": "object" if table.required else _TABLE,
        "description": table.meaning,
        "properties": {name: _schema(node) for name, node in table.keys.items()},
        "additionalProperties": False,
        **required,
    }
