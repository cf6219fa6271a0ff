"""Amounts of money: read exactly, cleaned to a stated quantum, written without an exponent."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from modeldex.core import money

CALLERS_CONTEXTS = [
    pytest.param(decimal.Context(prec=1), id="one-digit"),
    pytest.param(decimal.Context(prec=2, Emin=-2, Emax=2), id="small-exponents"),
    pytest.param(decimal.Context(prec=3, rounding=decimal.ROUND_UP, traps=[]), id="no-traps"),
    pytest.param(
        decimal.Context(prec=3, traps=[decimal.FloatOperation, decimal.Inexact, decimal.Rounded]),
        id="every-trap",
    ),
]

amounts = st.builds(
    lambda digits, places: Decimal(f"{digits}e-{places}"),
    st.integers(min_value=0, max_value=10**38),
    st.integers(min_value=0, max_value=20),
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (3, "3"),
        (2.5, "2.5"),
        (0.1, "0.1"),
        (1e-07, "0.0000001"),
        ("0.0000025", "0.0000025"),
        ("  15.00 ", "15"),
        ("1e2", "100"),
        (Decimal("0.075"), "0.075"),
        (0, "0"),
        ("-0", "0"),
    ],
)
def test_an_amount_is_read_as_written(written: money.Amount, read: str) -> None:
    assert money.exact(written) == Decimal(read)


def test_a_float_is_taken_by_its_shortest_repr() -> None:
    noisy = 0.1 + 0.2

    assert money.exact(0.3) == Decimal("0.3")
    assert money.exact(noisy) == Decimal("0.30000000000000004")


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (True, "not bool"),
        (None, "not NoneType"),
        ([1], "not list"),
        ("cheap", "must be a number, not 'cheap'"),
        ("", "must be a number"),
        ("$5", "must be a number"),
        ("1,5", "must be a number"),
        ("NaN", "must be finite"),
        (float("nan"), "must be finite"),
        (float("inf"), "must be finite"),
        (Decimal("sNaN"), "must be finite"),
        (-1, "must not be negative, got -1"),
        ("-0.000001", "must not be negative"),
        ("0." + "1" * 61, "must have at most 40 digits"),
        (1e70, "must have at most 40 digits, got 1e+70"),
        ("1e-1200", "must have at most 40 digits"),
    ],
)
def test_what_is_no_amount_is_refused(value: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match="must") as refusal:
        money.exact(value)

    assert complaint in str(refusal.value)


def test_more_digits_than_the_default_context_holds_are_all_kept() -> None:
    written = "0.123456789012345678901234567890123456789"

    assert str(money.exact(written)) == written


@pytest.mark.parametrize("context", CALLERS_CONTEXTS)
def test_the_callers_context_does_not_change_what_is_read(context: decimal.Context) -> None:
    with decimal.localcontext(context):
        read = money.exact("1234.5678"), money.exact(0.00245), money.exact(987654)

    assert read == (Decimal("1234.5678"), Decimal("0.00245"), Decimal(987654))


@pytest.mark.parametrize("context", CALLERS_CONTEXTS)
def test_the_callers_context_does_not_change_what_is_cleaned_or_written(context: decimal.Context) -> None:
    with decimal.localcontext(context):
        cleaned = money.cleaned("0.0024499999999999995")
        moved = money.cleaned("0.0000123456", 6)
        written = money.text(Decimal("98765.43210"))

    assert (cleaned, moved, written) == (Decimal("0.00245"), Decimal("12.3456"), "98765.4321")


def test_the_private_context_traps_a_result_that_is_not_exact() -> None:
    with pytest.raises(decimal.Inexact):
        money.CONTEXT.divide(Decimal(1), Decimal(3))


@pytest.mark.parametrize(
    ("stated", "scale", "cleaned"),
    [
        ("0.0024499999999999995", 0, "0.00245"),
        (0.30000000000000004, 0, "0.3"),
        ("0.0000025", 6, "2.5"),
        (2.5e-06, 6, "2.5"),
        ("1.23456789012345", 0, "1.23456789012"),
        ("0.15", -3, "0.00015"),
        ("1234567890125", 0, "1234567890120"),
        (0, 6, "0"),
    ],
)
def test_a_sources_noise_is_cleaned_to_twelve_digits(stated: Any, scale: int, cleaned: str) -> None:
    assert money.cleaned(stated, scale) == Decimal(cleaned)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("2.50", "2.5"),
        ("1E+2", "100"),
        ("1E-7", "0.0000001"),
        ("0.00", "0"),
        ("0E+3", "0"),
        ("100", "100"),
        ("12000000", "12000000"),
    ],
)
def test_the_text_of_an_amount_has_no_exponent_and_no_trailing_zeros(amount: str, text: str) -> None:
    assert money.text(Decimal(amount)) == text
    assert money.plain(Decimal(amount)) == Decimal(text)


@given(amounts)
@example(Decimal("1.2345678901234567890123456789012345678"))
@settings(max_examples=100)
def test_reading_loses_no_digit(amount: Decimal) -> None:
    assert money.exact(amount) == amount
    assert money.exact(str(amount)) == amount


@given(amounts)
@settings(max_examples=100)
def test_the_canonical_text_reads_back_as_the_same_amount(amount: Decimal) -> None:
    text = money.text(amount)

    assert Decimal(text) == amount
    assert "E" not in text.upper()
    assert text == "0" or not (text.endswith("0") and "." in text)


@given(st.just(0.0) | st.floats(min_value=1e-20, max_value=1e15))
@settings(max_examples=100)
def test_every_float_is_read_as_it_is_printed(amount: float) -> None:
    assert money.exact(amount) == Decimal(repr(amount))


@given(st.integers(min_value=1, max_value=10**12 - 1), st.integers(min_value=-12, max_value=12))
@settings(max_examples=100)
def test_cleaning_moves_the_point_of_a_short_amount_and_no_more(digits: int, scale: int) -> None:
    assert money.cleaned(digits, scale) == Decimal(f"{digits}e{scale}")
