"""Retries are a bounded share of requests, so that an outage is not amplified."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.config.routing import RetrySettings
from modeldex.router.walking.retry_budget import RetryBudget


def test_a_few_retries_are_allowed_however_few_calls_there_were() -> None:
    budget = RetryBudget(RetrySettings(budget_least=3.0))

    assert [budget.take() for _ in range(5)] == [True, True, True, False, False]


def test_in_an_outage_retries_are_the_stated_share_of_requests() -> None:
    budget = RetryBudget(RetrySettings(budget_ratio=0.1, budget_least=10.0))

    made = 0
    for _ in range(1_000):
        budget.earn()
        made += sum(budget.take() for _ in range(4))

    assert made == pytest.approx(10 + 100, abs=1)


def test_what_is_not_used_is_not_saved_up() -> None:
    budget = RetryBudget(RetrySettings(budget_ratio=0.5, budget_least=10.0))
    for _ in range(1_000):
        budget.earn()

    assert budget.left == 10.0


def test_without_a_least_retries_have_to_be_earned() -> None:
    budget = RetryBudget(RetrySettings(budget_ratio=0.1, budget_least=0.0))

    assert not budget.take()
    for _ in range(10):
        budget.earn()
    assert budget.take()
    assert not budget.take()


def test_what_is_given_back_fills_it_no_higher_than_it_is_large() -> None:
    budget = RetryBudget(RetrySettings(budget_least=2.0))
    assert budget.take()
    budget.give_back()
    budget.give_back()

    assert budget.left == 2.0


def test_a_budget_of_nothing_allows_nothing() -> None:
    budget = RetryBudget(RetrySettings(budget_ratio=0.0, budget_least=0.0))
    for _ in range(100):
        budget.earn()

    assert not budget.take()


@given(
    st.floats(0, 2),
    st.floats(0, 20),
    st.lists(st.booleans(), max_size=200),
)
def test_no_more_is_taken_than_the_least_and_what_was_earned(ratio, least, steps) -> None:
    budget = RetryBudget(RetrySettings(budget_ratio=ratio, budget_least=least))
    earned = taken = 0
    for is_request in steps:
        if is_request:
            budget.earn()
            earned += 1
        else:
            taken += budget.take()
        assert taken <= least + earned * ratio + 1e-6
        assert 0 <= budget.left <= max(least, 1.0)


@pytest.mark.parametrize("threads", [8])
def test_threads_take_none_twice(threads) -> None:
    budget = RetryBudget(RetrySettings(budget_least=500.0))

    with ThreadPoolExecutor(threads) as pool:
        made = sum(pool.map(lambda _: sum(budget.take() for _ in range(200)), range(threads)))

    assert made == 500
