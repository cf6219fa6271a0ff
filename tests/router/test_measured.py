"""A column of numbers is cut anywhere, and says of unknown values neither yes nor no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.router.frames.bits import bits_of
from modeldex.router.frames.measured import Measured

NUMBERS = st.none() | st.integers(-3, 9) | st.floats(-3, 9)


def _set(values: list[float | None], bound: float, *, above: bool) -> int:
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    return bits_of([at for at, value in known if (value >= bound if above else value <= bound)], 2_000)


@given(st.lists(NUMBERS, max_size=40), st.integers(-4, 10) | st.floats(-4, 10))
def test_a_cut_has_those_that_lie_beyond_it(values: list[float | None], bound: float):
    column = Measured(values)

    assert column.at_least(bound) == _set(values, bound, above=True)
    assert column.at_most(bound) == _set(values, bound, above=False)
    assert column.at_least(bound) | column.at_most(bound) == column.known


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 700])
def test_a_long_column_is_cut_like_a_short_one(size: int):
    values: list[float | None] = [None if at % 7 == 0 else (at * 37) % 100 for at in range(size)]
    column = Measured(values)

    for bound in (-1, 0, 3, 50, 50.5, 99, 100):
        assert column.at_least(bound) == _set(values, bound, above=True)
        assert column.at_most(bound) == _set(values, bound, above=False)


def test_cuts_at_numbers_of_strangers_are_not_kept_for_ever():
    column = Measured([float(at) for at in range(3_000)])

    for bound in range(3_000):
        assert column.at_least(bound).bit_count() == 3_000 - bound

    assert len(column._cuts) <= 512
