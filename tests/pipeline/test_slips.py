"""Slips of units: factors of exactly ten, a hundred, a thousand or a million."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.pipeline.slips import is_slip

AMOUNTS = st.decimals(min_value="0.000001", max_value="100000", allow_nan=False, places=6)


@given(AMOUNTS, st.sampled_from([10, 100, 1_000, 1_000_000]))
def test_a_number_in_another_unit_is_a_slip_either_way(amount: Decimal, factor: int) -> None:
    assert is_slip(amount, amount * factor)
    assert is_slip(amount * factor, amount)


@pytest.mark.parametrize(
    ("one", "other"), [("0", "0"), ("0", "10"), ("2", "2"), ("2", "20.1"), ("2", "20000")]
)
def test_any_other_factor_is_none(one: str, other: str) -> None:
    assert not is_slip(Decimal(one), Decimal(other))
    assert not is_slip(Decimal(other), Decimal(one))
