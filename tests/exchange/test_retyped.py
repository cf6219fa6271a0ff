"""Whatever stands in a user's file, it is read or refused with a DataError, and never a crash."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from modeldex import DataError, ModelCatalog
from modeldex.exchange.table import FORMATS

GOLDEN = Path(__file__).parents[1] / "golden" / "exchange"
JSON_FORMATS = [name for name in FORMATS if name not in ("csv", "pipe")]
RETYPED = (None, {"amount": 1}, ["1"], "a lot", -3, 1.5, True, "", "1e999")

Taken = Callable[..., Any]


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a file; of the many prices in a record, the first."""
    yield path
    children: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        if path[-1:] != ("prices",) or not isinstance(value, list) or key == 0:
            yield from nodes(child, (*path, key))


def changed(answer: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The file with another value at a path."""
    made = inner = copy.deepcopy(answer)
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return made


def outcome(taken: Taken, small: ModelCatalog, content: Any, name: str) -> str:
    try:
        taken(content, name, catalog=small)
    except Exception as error:  # noqa: BLE001 - the kind of error is what is tested
        return type(error).__name__
    return "read"


@pytest.mark.parametrize("name", JSON_FORMATS)
def test_a_value_of_another_type_is_read_or_refused(name: str, taken: Taken, small: ModelCatalog) -> None:
    answer = json.loads((GOLDEN / f"export.{name}").read_text("utf-8"))
    outcomes = {
        (path, str(value)): outcome(taken, small, changed(answer, path, value), name)
        for path in nodes(answer)
        if path
        for value in RETYPED
    }

    assert {
        change: said for change, said in outcomes.items() if said not in ("read", DataError.__name__)
    } == {}
    assert DataError.__name__ in outcomes.values()


@pytest.mark.parametrize("name", ["csv", "pipe"])
def test_a_cell_of_another_kind_is_read_or_refused(name: str, taken: Taken, small: ModelCatalog) -> None:
    mark = {"csv": ",", "pipe": "|"}[name]
    header, first, *_ = (GOLDEN / f"export.{name}").read_text("utf-8").splitlines()
    columns = header.split(mark)
    outcomes = {
        (column, cell): outcome(taken, small, f"id{mark}{column}\nacme/falcon-2{mark}{cell}\n", name)
        for column in columns
        if column != "id"
        for cell in ("?", "-", "-1", "a lot", "1e999", "0", "é", "a=b=c", "//", "free", "\x00", "1/2/3/4")
    }

    assert first.startswith("acme/falcon-2")
    assert {
        change: said for change, said in outcomes.items() if said not in ("read", DataError.__name__)
    } == {}
    assert DataError.__name__ in outcomes.values()
