"""Axes: where they begin and end, and what is named on them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.charts.axis import (
    amount_text,
    day_axis,
    linear_axis,
    log_axis,
    money_axis,
    tokens_text,
)

AMOUNTS = st.lists(st.floats(1e-4, 1e5), min_size=1, max_size=20)
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(AMOUNTS)
def test_every_value_has_a_place_on_a_log_axis(values: list[float]):
    axis = log_axis("price", values)

    assert axis.is_log
    assert all(0 < axis.share(value) < 1 for value in values)


@given(AMOUNTS)
def test_every_value_has_a_place_on_a_linear_axis(values: list[float]):
    axis = linear_axis("score", values)

    assert not axis.is_log
    assert all(0 < axis.share(value) < 1 for value in values)


@given(AMOUNTS, st.floats(-0.2, 1.2))
def test_a_place_and_its_value_are_each_other_s_reverse(values: list[float], share: float):
    for axis in (log_axis("price", values), linear_axis("score", values)):
        assert axis.share(axis.value(share)) == pytest.approx(share, abs=1e-6)


@given(AMOUNTS)
def test_an_axis_has_two_to_a_dozen_names_which_all_differ(values: list[float]):
    for axis in (log_axis("price", values), linear_axis("score", values)):
        names = [name for _, name in axis.ticks]
        assert 2 <= len(names) <= 12
        assert len(set(names)) == len(names)
        assert all(axis.low <= tick <= axis.high for tick, _ in axis.ticks)


def test_decades_are_named_as_people_write_them():
    axis = log_axis("price", [0.01, 1000])

    assert [name for _, name in axis.ticks] == ["0.01", "0.1", "1", "10", "100", "1000"]


@pytest.mark.parametrize(
    ("value", "text"), [(0.1, "0.1"), (1.0, "1"), (1000.0, "1000"), (0.00005, "0.00005"), (2.5, "2.5")]
)
def test_an_amount_has_no_exponent_and_no_needless_digit(value: float, text: str):
    assert amount_text(value) == text


def test_tokens_are_counted_in_thousands_and_millions():
    assert [tokens_text(value) for value in (500, 10_000, 1_000_000)] == ["500", "10K", "1M"]


def test_prices_that_span_decades_are_on_a_log_axis_which_says_so():
    axis = money_axis("USD per million tokens", [0.05, 2])

    assert axis.is_log
    assert axis.title == "USD per million tokens, log scale"


@pytest.mark.parametrize("values", [[1.0, 2.0], [0.0, 100.0], [0.0], [3.0]])
def test_prices_that_are_near_or_free_are_on_an_axis_from_zero(values: list[float]):
    axis = money_axis("USD", values)

    assert not axis.is_log
    assert axis.low == 0
    assert axis.ticks[0] == (0, "0")


@given(DAYS, DAYS)
def test_days_are_named_in_order_and_not_too_many(one: date, other: date):
    first, last = min(one, other), max(one, other)
    axis = day_axis(first, last)
    ticks = [tick for tick, _ in axis.ticks]

    assert ticks == sorted(set(ticks))
    assert len(ticks) <= 10
    assert all(first.toordinal() <= tick <= last.toordinal() for tick in ticks)


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        (date(2026, 1, 5), date(2026, 1, 20), ["5 Jan 2026", "12 Jan 2026", "19 Jan 2026"]),
        (date(2025, 11, 20), date(2026, 3, 2), ["Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026"]),
        (date(2021, 5, 1), date(2026, 11, 9), ["2022", "2023", "2024", "2025", "2026"]),
    ],
)
def test_days_are_named_by_week_month_or_year(first: date, last: date, names: list[str]):
    assert [name for _, name in day_axis(first, last).ticks] == names


def test_one_day_has_an_axis_too():
    axis = day_axis(date(2026, 1, 1), date(2026, 1, 1))

    assert axis.low < axis.high
