"""Percentiles of many durations in little space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.router.simulation.durations import Durations

SECONDS = st.floats(0.001, 10_000, allow_nan=False)


def test_of_nothing_nothing_is_known():
    assert Durations().percentile(0.5) is None


@given(seconds=st.lists(SECONDS, min_size=1, max_size=200), share=st.floats(0, 1))
def test_a_percentile_is_right_to_within_a_percent_and_its_rounding(seconds: list[float], share: float):
    held = Durations()
    for one in seconds:
        held.add(one)
    exact = sorted(seconds)[max(0, -int(-share * len(seconds) // 1) - 1)]

    assert held.percentile(share) == pytest.approx(exact, rel=0.016)
    assert held.count == len(seconds)


@given(seconds=SECONDS, calls=st.integers(1, 1_000))
def test_a_line_of_several_calls_counts_as_often(seconds: float, calls: int):
    once, several = Durations(), Durations()
    once.add(1.0)
    several.add(1.0)
    for _ in range(min(calls, 50)):
        once.add(seconds)
    several.add(seconds, min(calls, 50))

    assert [once.percentile(share) for share in (0, 0.5, 1)] == [
        several.percentile(share) for share in (0, 0.5, 1)
    ]


def test_what_took_no_time_is_no_error():
    held = Durations()
    held.add(0.0)

    assert held.percentile(0.5) == 0.0


def test_many_of_them_take_little_space():
    held = Durations()
    for number in range(20_000):
        held.add(0.01 * 1.0005**number)  # to four minutes

    assert len(held._counts) < 600
