"""Arguments that come value by value, with their paths."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.wire.formats.gemini.partial_args import PartialArgs


def _whole(*pieces) -> dict[str, Any]:
    args = PartialArgs()
    args.take(list(pieces))
    return args.whole()


@pytest.mark.parametrize(
    ("path", "args"),
    [
        ("$.a", {"a": 1}),
        ("a", {"a": 1}),
        ("$['a b'].c", {"a b": {"c": 1}}),
        ('$["a\\"b"]', {'a"b': 1}),
        ("$.a[0][0].b", {"a": [[{"b": 1}]]}),
    ],
)
def test_a_path_leads_to_its_place(path: str, args: dict[str, Any]):
    assert _whole({"jsonPath": path, "numberValue": 1.0}) == args


def test_pieces_of_a_text_are_joined_and_a_later_value_takes_the_place_of_an_earlier():
    assert _whole(
        {"json_path": "$.a", "string_value": "x"},
        {"jsonPath": "$.b", "stringValue": "1"},
        {"jsonPath": "$.a", "stringValue": "y"},
        {"jsonPath": "$.c", "numberValue": 1},
        {"jsonPath": "$.c.d", "boolValue": False},
    ) == {"a": "xy", "b": "1", "c": {"d": False}}


@pytest.mark.parametrize("path", ["", "$", "$..a", "$.a[", "$[99999]", "$.a[5]", "$" + ".a" * 65, 3, None])
def test_a_path_that_leads_nowhere_is_passed_over(path):
    assert _whole({"jsonPath": path, "numberValue": 1}, 3, {}) in ({}, {"a": []})


@given(st.lists(st.tuples(st.text(alphabet="$.a[0]'\"\\ b", max_size=10), st.integers()), max_size=6))
def test_no_path_breaks_it(pieces: list[tuple[str, int]]):
    assert isinstance(_whole(*({"jsonPath": path, "numberValue": value} for path, value in pieces)), dict)
