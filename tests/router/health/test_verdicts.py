"""What each kind of failure says of a model, of its provider, or of nobody."""

from __future__ import annotations

import math

import pytest
from tests.router.health.calling import (
    CALLER_S,
    PROVIDER,
    SIBLING,
    SICK,
    START,
    STRANGER,
    call,
    calls,
    reading,
    state,
)

from modeldex.router.seen.readings import CLOSED, HALF_OPEN, OPEN
from modeldex.wire.failure import STATUSES


@pytest.mark.parametrize("kind", sorted(CALLER_S))
def test_what_the_caller_did_wrong_says_nothing_of_a_model(board, kind) -> None:
    calls(board, kind, times=50)

    assert board.readings() == {}


@pytest.mark.parametrize("kind", ["authentication", "billing"])
def test_an_account_that_is_refused_closes_its_provider_to_all_at_once(board, kind) -> None:
    call(board, kind)

    assert reading(board, PROVIDER).open_until == START + 100
    assert reading(board, PROVIDER).last_failure == kind
    assert not board.take_probe(SIBLING, START + 99)
    assert board.take_probe(STRANGER, START)
    assert state(board, START) == CLOSED


def test_a_quota_that_is_used_up_closes_its_model_at_once(board) -> None:
    call(board, "quota")

    assert reading(board).open_until == START + 100
    assert state(board, START, PROVIDER) == CLOSED


def test_a_provider_is_failing_when_several_of_its_models_are(board) -> None:
    calls(board, "server", times=20)
    assert state(board, START, PROVIDER) == CLOSED

    call(board, "server", model=SIBLING)
    assert state(board, START, PROVIDER) == OPEN
    assert state(board, START, SIBLING) == CLOSED
    assert not board.take_probe(SIBLING, START)


def test_a_provider_that_answers_with_another_model_is_not_failing(board) -> None:
    for at in range(40):
        call(board, "server", at=START + at)
        call(board, model=SIBLING, at=START + at)
        call(board, model=SIBLING, at=START + at)

    assert state(board, START + 40) in {OPEN, HALF_OPEN}
    assert state(board, START + 40, PROVIDER) == CLOSED


def test_a_model_that_asks_to_be_left_alone_is_not_sick(board) -> None:
    calls(board, "rate_limit", times=20, retry_after_seconds=7.0)

    found = reading(board)
    assert found.cool_until == START + 7
    assert found.calls == 0
    assert found.circuit(START) == CLOSED
    assert found.last_failure == "rate_limit"


def test_overload_with_retry_after_is_both(board) -> None:
    calls(board, "overloaded", retry_after_seconds=50.0)

    assert reading(board).cool_until == START + 50
    assert state(board, START) == OPEN


def test_the_longest_that_was_asked_for_holds_and_no_more_than_an_hour(board) -> None:
    call(board, "rate_limit", retry_after_seconds=50.0)
    call(board, "rate_limit", retry_after_seconds=5.0)
    assert reading(board).cool_until == START + 50

    call(board, "unavailable", retry_after_seconds=1e12)
    assert reading(board).cool_until == START + 3_600


@pytest.mark.parametrize("seconds", [math.nan, math.inf, -math.inf, -5.0, 0.0, None])
def test_a_retry_after_that_cannot_be_cools_nothing(board, seconds) -> None:
    calls(board, "rate_limit", retry_after_seconds=seconds)

    assert reading(board).cool_until is None
    assert state(board, START) == OPEN  # only the circuit can find out when it takes calls again


def test_every_kind_of_failure_is_taken(board) -> None:
    for at, kind in enumerate(STATUSES):
        call(board, kind, model=f"p{at}/model")

    judged = SICK | {"rate_limit", "permission", "quota", "authentication", "billing"}
    assert judged | CALLER_S == set(STATUSES)
