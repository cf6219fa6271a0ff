"""`modeldex compare`: models side by side, differences first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cli.conftest import Ran


def _compared(ran: Ran) -> Any:
    return json.loads(ran.out)


def test_differences_and_what_is_the_same_stand_apart(run):
    said = _compared(run("compare", "falcon-2", "hub/acme/falcon-2", "--json"))

    assert said["models"] == ["acme/falcon-2", "hub/acme/falcon-2"]
    assert said["differences"]["input_per_1m"] == {"acme/falcon-2": "2.5", "hub/acme/falcon-2": "2.8"}
    assert said["same"]["tool_use"] is True
    assert said["same"]["maker"] == "acme"
    assert not said["differences"].keys() & said["same"].keys()


def test_unknown_differs_from_known(run):
    said = _compared(run("compare", "falcon-2", "cellar/aurora-7b", "--json"))

    assert said["differences"]["max_context"] == {"acme/falcon-2": 1_000_000, "cellar/aurora-7b": None}
    assert "max_images" not in said["differences"] | said["same"]


def test_what_is_known_of_all_comes_before_what_is_known_of_some(run):
    out = run("compare", "falcon-1", "falcon-2").out
    fields = [line.split("  ")[0] for line in out.splitlines()]

    assert fields.index("max_context") < fields.index("gpqa")
    assert fields.index("gpqa") < fields.index("the same")


def test_only_differences_where_asked(run):
    assert "the same" not in run("compare", "falcon-1", "falcon-2", "--differences").out


def test_csv_has_a_column_for_each_model(run):
    header, *rows = run("compare", "falcon-1", "falcon-2", "--csv").out.splitlines()

    assert header == "field,differs,acme/falcon-1,acme/falcon-2"
    assert "max_context,true,32000,1000000" in rows
    assert "maker,false,acme,acme" in rows


def test_one_model_cannot_be_compared_nor_one_with_itself(run):
    alone, twice = run("compare", "falcon-1"), run("compare", "falcon-2", "falcon-latest")

    assert (alone.code, twice.code) == (2, 2)
    assert "modeldex show" in alone.err
    assert "acme/falcon-2 stands twice" in twice.err
