"""When circuits open, for how long, who probes them, and what that decides."""

from __future__ import annotations

import pytest
from tests.router.health.calling import (
    CALLER_S,
    MODEL,
    PROVIDER,
    SIBLING,
    SICK,
    START,
    STRANGER,
    call,
    calls,
    claim_of,
    reading,
    state,
)

from modeldex.router.seen.readings import CLOSED, HALF_OPEN, OPEN, PROBING


@pytest.mark.parametrize("kind", sorted(SICK | {"rate_limit", "permission"}))
def test_a_circuit_opens_once_too_few_recent_calls_are_answered(board, kind) -> None:
    calls(board, kind, times=3)
    assert state(board, START) == CLOSED

    call(board, kind)
    assert state(board, START) == OPEN
    assert reading(board).open_until == START + 30
    assert state(board, START + 29.9) == OPEN
    assert state(board, START + 30) == HALF_OPEN


def test_a_circuit_stays_closed_while_enough_calls_are_answered(board) -> None:
    for at in range(300):
        call(board, "server" if at % 4 == 3 else None, at=START + at)

    assert state(board, START + 300) == CLOSED


def test_calls_that_failed_long_ago_open_nothing(board) -> None:
    for at in range(20):
        call(board, "server" if at % 4 else None, at=START + 100.0 * at)

    assert state(board, START + 2_000) == CLOSED


def test_calls_in_a_row_that_fail_open_however_far_apart(board) -> None:
    for at in range(3):
        call(board, "server", at=START + 150.0 * at)
    assert state(board, START + 300) == CLOSED

    call(board, "server", at=START + 450)
    assert state(board, START + 450) == OPEN


def test_an_answer_between_failures_that_are_far_apart_begins_the_row_anew(board) -> None:
    for at, kind in enumerate(("server", "server", "server", None, "server", "server", "server")):
        call(board, kind, at=START + 300.0 * at)

    assert state(board, START + 1_800) == CLOSED


def test_a_row_of_failures_among_many_answers_opens_nothing(board) -> None:
    calls(board, times=20)
    calls(board, "server", times=6)

    assert state(board, START) == CLOSED


@pytest.mark.parametrize("kind", sorted(CALLER_S))
def test_a_call_that_is_no_probe_leaves_the_probe_to_another(board, kind) -> None:
    calls(board, "server")
    now = START + 31
    assert board.take_probe(MODEL, now)

    call(board, kind, at=now)  # it began before the circuit opened

    assert state(board, now) == PROBING
    assert not board.take_probe(MODEL, now)


def test_a_probe_of_the_provider_alone_does_not_close_the_model_s_own_circuit(board) -> None:
    call(board, "authentication")
    now = START + 100
    assert board.take_probe(MODEL, now)
    calls(board, "server", at=now)
    assert state(board, now) == OPEN

    call(board, at=now + 1, is_probe=True)

    assert state(board, now + 1, PROVIDER) == CLOSED
    assert state(board, now + 1) == OPEN


def test_one_call_has_the_probe_of_a_provider_whichever_model_it_is_for(board) -> None:
    call(board, "authentication")
    now = START + 100

    assert board.take_probe(SIBLING, now)
    assert not board.take_probe(MODEL, now)
    assert state(board, now, PROVIDER) == PROBING

    call(board, model=MODEL, at=now, is_probe=True)  # not the one that has it
    assert state(board, now, PROVIDER) == PROBING
    call(board, model=SIBLING, at=now, is_probe=True)
    assert state(board, now, PROVIDER) == CLOSED
    assert board.take_probe(MODEL, now)


def test_a_probe_needs_the_circuit_of_the_model_and_of_the_provider(board) -> None:
    calls(board, "server")
    call(board, "authentication", model=SIBLING, at=START)

    assert not board.take_probe(MODEL, START + 50)  # its own is half-open, the provider's is not
    assert state(board, START + 50) == HALF_OPEN
    assert board.take_probe(MODEL, START + 100)
    assert state(board, START + 100) == state(board, START + 100, PROVIDER) == PROBING


def test_a_probe_that_is_answered_closes_and_forgets_the_bad_past(board) -> None:
    call(board, first_token_seconds=0.5)
    calls(board, "server", times=9)
    board.take_probe(MODEL, START + 30)

    call(board, at=START + 30, is_probe=True)

    found = reading(board)
    assert found.circuit(START + 30) == CLOSED
    assert found.calls == 1
    assert found.success_rate == 1.0
    assert found.first_token_seconds == pytest.approx(0.5)


def test_a_probe_that_fails_opens_for_twice_as_long_up_to_the_longest(board) -> None:
    calls(board, "server")
    now, lengths = START, []
    for _ in range(4):
        now = reading(board).open_until or 0.0
        assert board.take_probe(MODEL, now)
        call(board, "server", at=now, is_probe=True)
        lengths.append((reading(board).open_until or 0.0) - now)

    assert lengths == [60, 100, 100, 100]

    assert board.take_probe(MODEL, now + 100)
    call(board, at=now + 100, is_probe=True)
    calls(board, "server", at=now + 101)
    assert reading(board).open_until == now + 101 + 30


def test_only_the_probe_decides_on_an_open_circuit(board) -> None:
    calls(board, "server")
    until = reading(board).open_until

    calls(board, times=20, at=START + 1)
    calls(board, "server", times=20, at=START + 31)

    assert reading(board).open_until == until


@pytest.mark.parametrize("kind", sorted(CALLER_S))
def test_a_probe_that_decides_nothing_lets_the_next_call_try(board, kind) -> None:
    calls(board, "server")
    board.take_probe(MODEL, START + 30)

    call(board, kind, at=START + 31, is_probe=True)

    assert state(board, START + 31) == HALF_OPEN
    assert board.take_probe(MODEL, START + 31)


def test_a_probe_that_is_lost_or_given_up_lets_the_next_call_try(board) -> None:
    calls(board, "server")

    assert board.take_probe(MODEL, START + 30)
    assert not board.take_probe(MODEL, START + 89)
    assert board.take_probe(MODEL, START + 90)
    board.give_up_probe(MODEL, claim_of(board, MODEL))
    assert board.take_probe(MODEL, START + 91)


def test_a_reset_closes_a_circuit_by_hand(board) -> None:
    call(board, "authentication")
    calls(board, "server", retry_after_seconds=500.0)

    for name in (MODEL, PROVIDER, STRANGER):
        board.reset(name)

    assert board.take_probe(MODEL, START)
    assert board.readings().troubled == ()
    assert reading(board).calls == 0
