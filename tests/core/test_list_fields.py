"""The kinds of field that hold several values in one cell: names, and named numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import InvalidValueError
from modeldex.core.list_fields import Names, Scores
from modeldex.core.record import Record


class Row(Record):
    """A record of the tests."""

    names: Names = Names("alias", "other names")
    scores: Scores = Scores("scores", "named numbers")
    shares: Scores = Scores("shares", "named numbers up to 1", most=1)


words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-_./:", min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (("a", "b"), ("a", "b")),
        (["b", "a", "b"], ("b", "a")),
        ("a b", ("a", "b")),
        ((), ()),
        ("", ()),
        (None, ()),
    ],
)
def test_names_are_read_in_order_and_each_once(value: Any, names: tuple[str, ...]) -> None:
    assert Row(names=value).names == names


@pytest.mark.parametrize("value", [["two words"], [""], [5], ["a\tb"], [None], 5, {"a": 1, 2: 3}])
def test_what_is_no_name_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValueError, match="names: must be names without blanks"):
        Row(names=value)


def test_scores_are_read_by_name_and_cannot_be_changed() -> None:
    stated: dict[str, Any] = {"mmlu": 88.7, "arena": 1287, "exact": Decimal("0.5")}
    row = Row(scores=stated)
    scores: Any = row.scores

    assert scores == {"mmlu": 88.7, "arena": 1287.0, "exact": 0.5}
    with pytest.raises(TypeError):
        scores["mmlu"] = 0
    assert row.scores["mmlu"] == 88.7


def test_scores_that_nobody_states_are_an_empty_map() -> None:
    assert Row().scores == {}
    assert Row(scores={}) == Row()


def test_the_order_of_scores_does_not_matter() -> None:
    assert Row(scores={"a": 1, "b": 2}) == Row(scores={"b": 2, "a": 1})


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ({"two words": 1}, "must have names without blanks and '=', not 'two words'"),
        ({"a=b": 1}, "must have names without blanks and '='"),
        ({"": 1}, "must have names without blanks and '='"),
        ({5: 1}, "must have names without blanks and '='"),
        ({"mmlu": "high"}, "mmlu must be a number, not 'high'"),
        ({"mmlu": True}, "mmlu must be a number, not True"),
        ({"mmlu": None}, "mmlu must be a number, not None"),
        ({"mmlu": -1}, "mmlu must be from 0 to any size, not -1"),
        ({"mmlu": float("nan")}, "mmlu must be from 0 to any size, not nan"),
        ({"mmlu": float("inf")}, "mmlu must be from 0 to any size, not inf"),
        ({"mmlu": Decimal("NaN")}, "mmlu must be from 0 to any size, not nan"),
        pytest.param({"mmlu": 10**400}, "mmlu must be", id="larger-than-any-float"),
    ],
)
def test_scores_that_cannot_be_are_refused(value: Any, complaint: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Row(scores=value)

    assert complaint in refusal.value.problems["scores"]


@pytest.mark.parametrize("value", [5, "mmlu", ["mmlu"], {"a": 1, 5: 2}])
def test_what_is_no_map_of_scores_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValueError, match="scores: must"):
        Row(scores=value)


def test_a_score_above_its_bound_is_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"shares: a must be from 0 to 1, not 1\.5"):
        Row(shares={"a": 1.5})


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("mmlu=88.70 gpqa=53", "gpqa=53 mmlu=88.7"),
        ("a=0.1", "a=0.1"),
        ("x=1e-05", "x=1e-05"),
        ("", None),
    ],
)
def test_a_cell_of_scores_is_read(cell: str, stored: str | None) -> None:
    assert Row.scores.parse(cell) == stored


@pytest.mark.parametrize("cell", ["mmlu", "mmlu=", "mmlu=high", "=5", "a=1 a=2", "a=b=1", "a=-1"])
def test_a_cell_of_scores_that_cannot_be_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="must"):
        Row.scores.parse(cell)


@pytest.mark.parametrize("name", ["names", "scores"])
def test_a_list_is_frozen_even_behind_the_records_back(name: str) -> None:
    with pytest.raises(AttributeError, match=f"{name} is frozen"):
        object.__setattr__(Row(), name, None)
    assert getattr(Row, name).name == name


@given(st.lists(words, max_size=5))
@settings(max_examples=50)
def test_names_are_read_back_from_their_cell(names: list[str]) -> None:
    row = Row(names=names)

    assert row.names == tuple(dict.fromkeys(names))
    assert Row(names=" ".join(names)) == row


@given(st.dictionaries(words, st.floats(min_value=0, allow_nan=False, allow_infinity=False), max_size=5))
@settings(max_examples=100)
def test_scores_are_read_back_from_their_cell(scores: dict[str, float]) -> None:
    stored = Row.scores.encode(scores)

    assert Row.scores.read(stored) == scores
    assert Row.scores.parse(stored or "") == stored
