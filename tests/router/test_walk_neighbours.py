"""A walk beside what else happens: circuits that open, models that cool, a budget that all requests share."""

from __future__ import annotations

import pytest
from tests.router.decisions import Trip, decision_of, models_of
from tests.router.models import NOW, model

from modeldex.config.routing import RetrySettings
from modeldex.router.seen.outcome import Outcome
from modeldex.router.walking.retry_budget import RetryBudget

A, A2, B = "acme/a", "acme/a2", "bolt/b"


def trip(*ids: str, **more: object) -> Trip:
    return Trip(decision_of(models_of(*ids)), **more)  # type: ignore[arg-type]


def test_a_circuit_that_opened_meanwhile_is_passed_over_and_told():
    walked = trip(A, B)
    walked.health.record(Outcome(model=A, at=NOW, failure="quota"))

    assert walked.begin() == B
    assert walked.attempt is not None
    assert not walked.attempt.is_fallback
    assert [(one.model, one.happened) for one in walked.walk.trail] == [(A, "passed_over")]


def test_the_open_circuit_of_a_whole_provider_passes_over_all_its_models():
    walked = trip(A, A2, B)
    walked.health.record(Outcome(model="acme/other", at=NOW, failure="authentication"))

    assert walked.begin() == B


def test_a_model_that_cools_is_passed_over_and_waited_for_as_the_last():
    walked = trip(A, B)
    walked.health.record(Outcome(model=A, at=NOW, failure="rate_limit", retry_after_seconds=4.0))

    assert walked.begin() == B
    assert walked.fail("timeout") == A
    assert walked.now == NOW + 4.0


def test_what_others_were_told_of_a_cool_down_meanwhile_counts_too():
    walked = trip(A, B)
    walked.begin()
    assert walked.fail("rate_limit", retry_after_seconds=2.0) == B
    walked.health.record(Outcome(model=A, at=NOW, failure="rate_limit", retry_after_seconds=6.0))

    assert walked.fail("timeout") == A
    assert walked.now == NOW + 6.0


def test_a_half_open_circuit_is_probed_by_one_walk_alone_and_its_failed_probe_not_repeated():
    first = trip(A, B)
    second = trip(A, B, health=first.health)
    first.health.record(Outcome(model=A, at=NOW, failure="quota"))
    first.now = second.now = NOW + 601.0

    assert first.begin() == A
    assert first.attempt is not None
    assert first.attempt.is_probe
    assert second.begin() == B
    assert first.fail("server") == B


def test_no_probe_is_claimed_that_the_retry_budget_does_not_pay_for():
    empty = RetryBudget(RetrySettings(budget_least=0.0, budget_ratio=0.0))
    walked = trip(A, A2, budget=empty)
    walked.health.record(Outcome(model=A2, at=NOW - 601.0, failure="quota"))
    walked.begin()

    assert walked.fail("timeout") is None
    assert walked.health.take_probe(A2, NOW)


def test_an_empty_retry_budget_ends_the_walk_and_first_attempts_fill_it():
    budget = RetryBudget(RetrySettings(budget_least=1.0, budget_ratio=0.5))
    assert budget.take()
    spent = trip(A, A2, budget=budget)
    spent.begin()

    assert spent.fail("server") is None
    assert spent.walk.ended == "the retry budget of all requests together is spent"
    later = trip(A, A2, budget=budget)
    later.begin()
    assert later.fail("server") == A


def test_another_provider_is_asked_however_little_is_left_of_the_retry_budget():
    empty = RetryBudget(RetrySettings(budget_least=0.0, budget_ratio=0.0))
    walked = trip(A, A2, B, budget=empty)
    walked.begin()

    assert walked.fail("server") == B
    assert [entry.why for entry in walked.walk.trail if entry.happened == "passed_over"] == [
        "the retry budget of all requests together is spent"
    ]


@pytest.mark.parametrize("kind", ["context_length", "not_found"])
def test_a_failure_that_is_no_outage_spends_nothing_of_the_retry_budget(kind: str):
    budget = RetryBudget(RetrySettings(budget_least=2.0))
    walked = Trip(
        decision_of([model(A, context_window=8_000), model(A2, context_window=1_000_000)]), budget=budget
    )
    walked.begin()

    assert walked.fail(kind) == A2
    assert budget.left == 2.0


def test_a_step_whose_circuit_is_open_spends_nothing_of_the_retry_budget():
    budget = RetryBudget(RetrySettings(budget_least=2.0))
    walked = trip(A, A2, B, budget=budget)
    walked.begin()
    walked.health.record(Outcome(model=A2, at=NOW, failure="quota"))

    assert walked.fail("timeout") == B
    assert budget.left == 2.0


def test_what_was_paid_for_a_probe_that_another_call_makes_is_given_back():
    budget = RetryBudget(RetrySettings(budget_least=2.0))
    walked = trip(A, A2, B, budget=budget)
    walked.begin()
    walked.health.record(Outcome(model=A2, at=NOW - 601.0, failure="quota"))
    assert walked.health.take_probe(A2, NOW)

    assert walked.fail("timeout") == B
    assert budget.left == 2.0


def test_of_two_that_cool_the_one_that_others_were_told_to_leave_longer_is_asked_last():
    walked = trip(A, B)
    walked.begin()
    assert walked.fail("rate_limit") == B
    walked.health.record(Outcome(model=A, at=NOW, failure="rate_limit", retry_after_seconds=9.5))

    assert walked.fail("rate_limit", retry_after_seconds=1.0) == B
    assert walked.now == NOW + 1.0


def test_a_caller_who_leaves_after_the_end_changes_nothing():
    walked = trip(A)
    walked.begin()
    walked.succeed()
    walked.walk.abandoned(NOW)

    assert walked.walk.ended == "answered"


def test_what_a_failure_leaves_no_room_for_is_told_in_the_trail():
    models = [
        model(A, context_window=8_000),
        model(A2, context_window=8_000),
        model(B, context_window=99_000),
        model("bolt/c", context_window=999_000),
    ]
    walked = Trip(decision_of(models))
    walked.begin()
    assert walked.fail("context_length") == B
    assert walked.fail("authentication") is None

    assert [(one.model, one.why) for one in walked.walk.trail if one.happened == "passed_over"] == [
        (A2, "it is not known to take more tokens than what failed"),
        ("bolt/c", "its provider is asked no more: the provider takes no call with this key"),
    ]


def test_an_empty_plan_and_one_that_cannot_be_called_end_before_they_begin():
    nobody, closed = trip(), trip(A)
    closed.health.record(Outcome(model=A, at=NOW, failure="quota"))

    assert nobody.begin() is None
    assert nobody.walk.ended == "no candidate is fit"
    assert closed.begin() is None
    assert closed.walk.ended == "no step of the plan can be called now"


def test_a_probe_that_meets_a_rate_limit_is_not_waited_for():
    walked = trip(A)
    walked.health.record(Outcome(model=A, at=NOW - 601.0, failure="quota"))

    assert walked.begin() == A
    assert walked.fail("rate_limit", retry_after_seconds=1.0) is None
