"""A walk through a plan: who is asked after which failure, when it waits, and when it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.router.decisions import Trip, decision_of, models_of
from tests.router.models import NOW, model

from modeldex import InvalidValueError
from modeldex.config.routing import RetrySettings
from modeldex.router.asked.request import RouteRequest
from modeldex.router.seen.outcome import Outcome
from modeldex.wire.failure import STATUSES

A, A2, B, C = "acme/a", "acme/a2", "bolt/b", "cedar/c"


def trip(*ids: str, **more: object) -> Trip:
    return Trip(decision_of(models_of(*ids)), **more)  # type: ignore[arg-type]


def test_the_first_choice_is_asked_first_and_at_once():
    walked = trip(A, B)

    assert walked.begin() == A
    assert walked.attempt is not None
    assert (walked.attempt.number, walked.attempt.wait_seconds) == (1, 0.0)
    told = walked.attempt
    assert (told.is_retry, told.is_fallback, told.is_probe) == (False, False, False)
    walked.succeed()
    assert walked.walk.ended == "answered"


@pytest.mark.parametrize("failure", ["server", "unavailable", "overloaded"])
def test_a_provider_that_failed_is_asked_once_more_after_a_short_wait_then_the_next(failure: str):
    walked = trip(A, B)
    walked.begin()

    assert walked.fail(failure) == A
    assert walked.attempt is not None
    assert walked.attempt.is_retry
    assert 0 < walked.attempt.wait_seconds < 0.5
    assert walked.fail(failure) == B
    assert walked.attempt.is_fallback
    assert not walked.attempt.is_retry
    assert walked.attempt.wait_seconds == 0


@pytest.mark.parametrize("failure", ["timeout", "cut", "not_found", "permission"])
def test_what_may_be_charged_or_is_refused_for_one_model_goes_straight_to_the_next_step(failure: str):
    walked = trip(A, A2, B)
    walked.begin()

    assert walked.fail(failure) == A2


@pytest.mark.parametrize("failure", ["authentication", "billing", "quota", "content_policy"])
def test_what_a_whole_provider_refuses_is_asked_of_another_for_the_rest_of_the_walk(failure: str):
    walked = trip(A, A2, B, A + "3", C)
    walked.begin()

    assert walked.fail(failure) == B
    assert walked.fail("timeout") == C


@pytest.mark.parametrize("failure", ["invalid_request", "conflict", "too_large"])
def test_a_request_that_is_wrong_ends_the_walk(failure: str):
    walked = trip(A, B)
    walked.begin()

    assert walked.fail(failure) is None
    assert walked.walk.ended is not None
    assert "the request itself" in walked.walk.ended


@pytest.mark.parametrize("failure", STATUSES)
def test_nothing_is_sent_twice_once_a_part_of_the_answer_was_seen(failure: str):
    walked = trip(A, B)
    walked.begin()

    assert walked.fail(failure, first_token_seen=True) is None
    assert walked.walk.ended == "a part of the answer was handed on already"


def test_a_request_that_does_not_fit_goes_only_to_what_is_known_to_be_larger():
    models = [
        model("acme/first", context_window=100_000),
        model("acme/unknown"),
        model("bolt/equal", context_window=100_000),
        model("bolt/tight", context_window=1_000_000, max_input_tokens=90_000),
        model("cedar/large", context_window=200_000),
        model("den/mid", context_window=150_000),
    ]
    walked = Trip(decision_of(models))
    walked.begin()

    assert walked.fail("context_length") == "cedar/large"
    assert walked.fail("timeout") == "den/mid"


def test_after_a_window_nobody_knows_only_one_that_holds_the_counted_tokens_follows():
    models = [model(A), model("bolt/small", context_window=50_000), model(C, context_window=90_000)]
    counted = Trip(decision_of(models, request=RouteRequest(input_tokens=60_000)))
    uncounted = Trip(decision_of(models))
    counted.begin()
    uncounted.begin()

    assert counted.fail("context_length") == C
    assert uncounted.fail("context_length") is None


def test_a_rate_limit_goes_on_at_once_and_is_waited_for_only_where_no_step_is_left():
    walked = trip(A, B)
    walked.begin()

    assert walked.fail("rate_limit", retry_after_seconds=3.0) == B
    assert walked.now == NOW
    assert walked.fail("rate_limit", retry_after_seconds=5.0) == A
    assert walked.now == NOW + 3.0
    assert walked.attempt is not None
    assert walked.attempt.is_retry


def test_a_rate_limit_for_longer_than_the_bound_is_not_waited_for():
    walked = trip(A)
    walked.begin()

    assert walked.fail("rate_limit", retry_after_seconds=10.1) is None
    assert walked.walk.ended == "no step that may follow is left"


def test_a_rate_limit_that_names_no_time_is_waited_for_by_a_drawn_one():
    walked = trip(A)
    walked.begin()

    assert walked.fail("rate_limit") == A
    assert 0 < walked.now - NOW < 0.5


def test_a_provider_that_wants_to_be_left_alone_is_while_another_step_is_there():
    walked = trip(A, B)
    walked.begin()

    assert walked.fail("unavailable", retry_after_seconds=2.0) == B
    assert walked.fail("timeout") == A
    assert walked.now == NOW + 2.0


def test_one_model_is_asked_no_more_often_than_the_settings_say():
    walked = trip(A, retry=RetrySettings(attempts_per_step=3))
    walked.begin()

    assert [walked.fail("server") for _ in range(3)] == [A, A, None]


def test_the_bound_of_the_wait_doubles_up_to_the_longest():
    settings = RetrySettings(attempts_per_step=8, first_wait_seconds=1.0, most_wait_seconds=4.0)
    longest = [0.0] * 4
    for seed in range(60):
        walked = Trip(decision_of(models_of(A), seed=seed), retry=settings)
        walked.begin()
        for at in range(4):
            before = walked.now
            assert walked.fail("server") == A
            longest[at] = max(longest[at], walked.now - before)

    assert [round(one) for one in longest] == [1, 2, 4, 4]


def test_the_trail_tells_what_happened_and_why_the_next_step_followed():
    walked = trip(A, B)
    walked.begin()
    walked.fail("server", seconds=1.5)
    walked.fail("server")
    walked.succeed(seconds=2.0, input_tokens=10, output_tokens=4)

    told = [(one.number, one.model, one.step, one.happened, one.failure) for one in walked.walk.trail]
    assert told == [
        (1, A, 1, "failed", "server"),
        (2, A, 1, "failed", "server"),
        (3, B, 2, "answered", None),
    ]
    assert [one.why for one in walked.walk.trail] == [
        "the same model again: the provider failed",
        "the next step: the provider failed",
        "",
    ]
    assert walked.walk.trail[1].waited_seconds > 0
    assert walked.walk.trail[0].record()["seconds"] == 1.5


def test_an_outcome_that_is_none_of_the_attempt_under_way_is_refused():
    walked = trip(A, B)
    with pytest.raises(RuntimeError, match="take one from begin"):
        walked.walk.failed(Outcome(model=A, at=NOW, failure="server"), NOW)
    walked.begin()

    with pytest.raises(InvalidValueError, match="acme/a, which was asked; not bolt/b"):
        walked.walk.failed(Outcome(model=B, at=NOW, failure="server"), NOW)
    with pytest.raises(InvalidValueError, match="must be one of invalid_request"):
        walked.walk.failed(Outcome(model=A, at=NOW, failure="tired"), NOW)
    with pytest.raises(InvalidValueError, match="must be None where it was answered"):
        walked.walk.succeeded(Outcome(model=A, at=NOW, failure="server"))
    with pytest.raises(RuntimeError, match="has begun"):
        walked.walk.begin(NOW)
    walked.succeed()
    with pytest.raises(RuntimeError):
        walked.walk.succeeded(Outcome(model=A, at=NOW))


FAILURES = st.lists(
    st.tuples(st.sampled_from(sorted(STATUSES)), st.sampled_from([None, 0.0, 1.0, 8.0, 60.0])), max_size=20
)


@given(ids=st.lists(st.sampled_from([A, A2, B, C]), unique=True), failures=FAILURES, seed=st.integers(0, 99))
def test_any_failures_lead_the_same_way_twice_and_ask_nobody_too_often(
    ids: list[str], failures: list[tuple[str, float | None]], seed: int
):
    trips = [Trip(decision_of(models_of(*ids), seed=seed)) for _ in range(2)]
    for walked in trips:
        walked.begin()
        for failure, wish in failures:
            if walked.attempt is not None:
                walked.fail(failure, retry_after_seconds=wish)

    first, second = trips
    assert first.asked == second.asked
    assert first.now == second.now
    assert first.walk.trail == second.walk.trail
    assert set(first.asked) <= set(ids)
    assert all(first.asked.count(one) <= 2 for one in ids)
    assert (first.attempt is None) is (first.walk.ended is not None)


@given(failures=FAILURES)
def test_no_provider_that_refused_the_key_is_asked_again(failures: list[tuple[str, float | None]]):
    walked = trip(A, A2, B, C)
    walked.begin()
    shunned = set()
    for failure, wish in failures:
        if walked.attempt is None:
            break
        if failure in {"authentication", "billing", "quota", "content_policy"}:
            shunned.add(walked.attempt.step.model.provider)
        following = walked.fail(failure, retry_after_seconds=wish)
        assert following is None or following.partition("/")[0] not in shunned
