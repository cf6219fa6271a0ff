"""Columns as numbers: every comparison selects what a loop over the values would."""

import operator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex.catalog.codes import NO_AMOUNT, Codes, both, selected
from modeldex.catalog.column import Column

_COMPARED = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "!=": operator.ne,
}  # fmt: skip


def _key(stored: str) -> Any:
    """`x` is unknown all the same, `v` no amount, and all else an amount."""
    words = {"x": None, "v": NO_AMOUNT}
    return words[stored] if stored in words else Decimal(stored)


def _amount(stored: str | None) -> Decimal | None:
    return None if stored is None or stored in "xv" else Decimal(stored)


def _column(most: int) -> st.SearchStrategy[list[str | None]]:
    few = st.sampled_from(["1", "1.0", "0.5", "7"])
    return st.lists(
        st.none() | st.sampled_from(["x", "v"]) | few | st.integers(0, most).map(str), max_size=400
    )


_COLUMNS = _column(20) | _column(10_000) | st.integers(255, 900).map(lambda n: [str(i) for i in range(n)])


@settings(max_examples=150, deadline=None)
@given(
    _COLUMNS, st.sampled_from(list(_COMPARED)), st.integers(0, 10_000) | st.sampled_from([1, 254, 255, 256])
)
def test_a_comparison_selects_what_compares_so(column: list[str | None], comparison: str, bound: int):
    codes = Codes(Column.of(column), _key)

    meeting = selected(codes.planes, codes.ranges(comparison, Decimal(bound)))

    compared = _COMPARED[comparison]
    amounts = map(_amount, column)
    assert list(meeting) == [one is not None and compared(one, bound) for one in amounts]


@settings(max_examples=60, deadline=None)
@given(_COLUMNS, st.booleans())
def test_what_is_no_amount_is_known_all_the_same(column: list[str | None], known: bool):
    codes = Codes(Column.of(column), _key)

    meeting = selected(codes.planes, codes.known(known=known))

    assert list(meeting) == [(one not in (None, "x")) is known for one in column]


@settings(max_examples=60, deadline=None)
@given(_COLUMNS)
def test_numbers_order_as_the_values_do(column: list[str | None]):
    codes = Codes(Column.of(column), _key)
    amounts = [(number, one) for number, one in zip(codes.numbers, map(_amount, column), strict=True)]
    known = [(number, one) for number, one in amounts if one is not None]

    assert sorted(known) == sorted(known, key=lambda pair: pair[1])
    assert len({number for number, _ in known}) == len({one for _, one in known})
    assert all((number < codes.end) is (one is not None) for number, one in amounts)


@pytest.mark.parametrize("models", [70_000])
def test_more_values_than_two_bytes_hold_have_a_third_plane(models: int):
    codes = Codes(Column.of(range(models)), int)

    assert len(codes.planes) == 3
    for bound in (0, 1, 255, 256, 65_535, 65_536, models - 1):
        assert selected(codes.planes, codes.ranges("<", bound)).count(1) == bound
        assert selected(codes.planes, codes.ranges(">=", bound)).count(1) == models - bound
        assert selected(codes.planes, codes.ranges("=", bound)).index(1) == bound


def test_a_bound_at_a_common_value_is_decided_by_the_first_plane():
    column = [*range(300), *[150] * 100]
    codes = Codes(Column.of(column), int)

    (low, high), *_ = codes.ranges("<=", 150)

    assert len(codes.planes) == 2
    assert (low, high % 256) == (0, 0)


def test_a_column_of_nothing_is_unknown_throughout():
    codes = Codes(Column.of([None, None]), str)

    assert list(selected(codes.planes, codes.ranges("=", "a"))) == [0, 0]
    assert list(selected(codes.planes, codes.known(known=False))) == [1, 1]
    assert selected(Codes(Column.of([]), str).planes, ()) == b""


@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=4))
def test_both_is_all_of_several(rows: list[list[bool]]):
    assert list(both(map(bytes, rows))) == [all(column) for column in zip(*rows, strict=True)]
