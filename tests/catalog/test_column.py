"""A column as numbers into its values: nothing is lost, and equal values are one."""

import sys
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import DataError
from modeldex.catalog import column
from modeldex.catalog.column import Column

_TEXTS = st.text(st.characters(min_codepoint=33, max_codepoint=1_000), min_size=1, max_size=8).filter(
    str.isprintable
)
_COUNTS = st.integers(0, 2**60)
_NUMBERS = st.floats(0, allow_infinity=False)
_STORED: dict[str, st.SearchStrategy[Any]] = {"name": _TEXTS, "max_context": _COUNTS, "tps": _NUMBERS}
_MANY = st.integers(250, 700).map(lambda size: [f"value {number}" for number in range(size)] * 2)


def _columns(name: str) -> st.SearchStrategy[list[Any]]:
    few = st.lists(_STORED[name], min_size=1, max_size=5).flatmap(
        lambda values: st.lists(st.none() | st.sampled_from(values), max_size=80)
    )
    return few | _MANY if name == "name" else few


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(list(_STORED)).flatmap(lambda name: st.tuples(st.just(name), _columns(name))))
def test_a_column_is_read_as_it_was_written(case: tuple[str, list[Any]]):
    name, stored = case
    made = Column.of(stored)

    again = Column.read(name, *made.written(name))

    assert list(made) == list(again) == stored
    assert again.values == made.values
    assert [type(value) for value in again] == [type(value) for value in stored]


@settings(max_examples=60, deadline=None)
@given(_columns("name"))
def test_equal_values_are_one_and_the_most_common_comes_first(stored: list[Any]):
    made = Column.of(["".join(value) if value else None for value in stored])
    shares = [stored.count(value) for value in made.values[1:]]

    assert len({id(value) for value in made}) == len(set(stored))
    assert shares == sorted(shares, reverse=True)
    assert made.values[0] is None
    assert len(made) == len(stored)


@given(st.lists(st.none() | st.integers(0, 9), min_size=2, max_size=30), st.data())
def test_places_that_are_picked_give_what_stands_there(stored: list[int | None], data: st.DataObject):
    made = Column.of(stored)
    places = data.draw(st.lists(st.sampled_from(range(len(stored))), min_size=2, max_size=10))
    start = data.draw(st.integers(0, len(stored)))

    assert list(made.at(itemgetter(*places))) == [stored[place] for place in places]
    assert list(made.at(itemgetter(slice(start, None)))) == stored[start:]


@pytest.mark.parametrize("values", [3, 254, 255, 256, 400])
def test_a_test_of_the_values_holds_of_no_unknown_one(values: int):
    stored = [None, *range(values), None, 1]

    assert list(Column.of(stored).matching(lambda value: value % 2 == 1)) == [
        value is not None and value % 2 == 1 for value in stored
    ]


@pytest.mark.parametrize(("values", "width"), [(0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4)])
def test_numbers_take_as_few_bytes_as_will_do(values: int, width: int):
    made = Column.of([*map(str, range(values)), None])

    assert made.written("name")[0] == width
    assert len(made.written("name")[1]) == (values + 1) * width
    assert list(Column.read("name", *made.written("name"))) == list(made)


def test_a_machine_of_the_other_byte_order_reads_the_same_file(monkeypatch: pytest.MonkeyPatch):
    stored = [str(number) for number in range(300)]
    here = Column.of(stored).written("name")
    monkeypatch.setattr(column, "byteorder", "big" if sys.byteorder == "little" else "little")

    width, numbers, texts = Column.of(stored).written("name")

    assert numbers != here[1]
    assert list(Column.read("name", width, numbers, texts)) == stored


@pytest.mark.parametrize("stored", [["two\nlines"], ["one", None, "two\nlines"], [""], [None, ""]])
def test_a_value_that_is_not_one_line_is_refused_with_its_column(stored: list[str | None]):
    with pytest.raises(DataError, match="family: must be one line of text") as caught:
        Column.of(stored).written("family")

    assert caught.value.column == "family"
