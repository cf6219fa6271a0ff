"""The JSON Schema of a configuration: its verdict on types and keys is that of the checker."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from modeldex.config.nodes import Key, Named, Reading
from modeldex.config.price_keys import PRICE
from modeldex.config.schema import configuration_schema
from modeldex.config.sections import ROOT
from modeldex.config.template import template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.config.nodes import Node
    from modeldex.config.places import KeyPath

SCHEMA = configuration_schema()
PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "modeldex.schema.json"
VALUES: tuple[Any, ...] = (
    5, -1, 0, 2025, 1.0, 1.5, -0.5, 10**20, True, None, "", "x", " x", "?", "two words",
    [], ["x"], [5], ["vision"], ["-V", "?code"], {}, {"a": 1}, {"a": "x"}, {"a": -1}, [{}], ["a", "a"],
    "vision", "V -code", {"vision": True}, {"vision": "?"}, {"vision": 1}, {"coding": 0.5}, {"coding": 2},
    "2025-06-01", "2025-06", "2025-6", "free", "variable", "1.5", ".5", "0", "0.0", "1e-6", "-1", "active",
    "ACTIVE", "C", "warn", "core", "verified", "requests", "market", "env:X", "${X}", "os.environ/X", "$X",
    "https://h", "https://h/v1", "sqlite:///a.db", "postgresql+psycopg://h", "mysql://h",
    {"openai_chat": "/v1"}, {"openai_chat": ""}, {"openai_chat": "v1"}, {"x": "/v1"},
    {"api_key": ["X"]}, {"api_key": "X"}, {"api_key": ["x"]}, {"api_key": []}, {"x": ["X"]},
    "file:/k", "file:k", "command:pass show x", "keyring", "keyring:a/b", "keyring:a", "openai/v1", "/v1",
    "a/../b", ["http://10.0.0.5:8000"], ["http://h/v1"], ["seed", "tools"], "max_tokens", "bearer",
    "modeldex", 86401, "score", "x\ny", ["region"], ["region", "x"], ["eu-west-1"], ["EU"],
    [{"model": "x"}], [{"model": "x", "weight": 0.5, "canary": True}], [{"model": "x", "weight": -1}],
    [{"unit": "requests", "amount": 1}], [{"unit": "requests"}], [{"unit": "requests", "amount": 1, "x": 1}],
)  # fmt: skip
"""One and more of everything that some key takes, and of what none does."""


def leaves(node: Node, at: KeyPath = ()) -> Iterator[KeyPath]:
    """The path of every key with a value."""
    if isinstance(node, Key):
        yield at
    elif isinstance(node, Named):
        yield from leaves(node.entry, (*at, "acme/x"))
    else:
        for name, inner in node.keys.items():
            yield from leaves(inner, (*at, name))


def document(at: KeyPath, value: Any) -> dict[str, Any]:
    """A document with one value, as a JSON file has it."""
    for part in reversed(at):
        value = {part: value}
    return value  # type: ignore[no-any-return]


def is_read(stated: dict[str, Any]) -> bool:
    reading = Reading()
    reading.read(ROOT, json.loads(json.dumps(stated), parse_float=Decimal))
    return not reading.problems


def is_valid(stated: dict[str, Any]) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(stated)


@pytest.mark.parametrize("at", [*leaves(ROOT)], ids=lambda at: at[-1])
def test_both_judge_every_value_of_every_key_alike(at: KeyPath) -> None:
    for value in VALUES:
        stated = document(at, value)
        assert is_read(stated) == is_valid(stated), stated


@pytest.mark.parametrize("name", PRICE.keys)
def test_both_judge_the_parts_of_a_price_alike(name: str) -> None:
    for value in VALUES:
        price = {"unit": "requests", "amount": 1, name: value}
        stated = document(("models", "acme/x", "prices"), [price])
        assert is_read(stated) == is_valid(stated), stated


@pytest.mark.parametrize(
    "stated",
    [
        {}, {"$schema": "https://x"}, {"x": 1}, {"models": None}, {"models": []}, {"models": {"a/b": None}},
        {"models": {"a/b": 5}}, {"models": {"a/b": {"x": 1}}}, {"providers": {"a": {"id": "b"}}},
        {"routing": {}}, {"aliases": {"model": {}}}, {"aliases": {"models": {"a": 5}}},
        {"registry": {"x": 1}},
    ],
)  # fmt: skip
def test_both_judge_tables_alike(stated: dict[str, Any]) -> None:
    assert is_read(stated) == is_valid(stated)


def test_it_is_a_schema_that_describes_every_key() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    defined: Any = SCHEMA["$defs"]
    keys = [*defined["model"]["properties"].values(), *defined["provider"]["properties"].values()]
    assert all(key.get("description") for key in keys)
    assert defined["model"]["properties"]["max_context"] == {
        "anyOf": [{"type": "integer", "minimum": 1, "maximum": 2**63 - 1}, {"const": "?"}],
        "description": "tokens of input and output together; blank: unknown",
    }
    assert defined["price"]["required"] == ["unit", "amount"]


def test_the_published_file_is_up_to_date() -> None:
    assert json.loads(PUBLISHED.read_text("utf-8")) == SCHEMA


def test_the_template_keeps_to_it() -> None:
    assert is_valid(tomllib.loads(template()))
