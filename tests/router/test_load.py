"""How much each model was given in the last minute, what is under way, and what providers say is left."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.errors import InvalidValueError
from modeldex.router.load.board import LoadBoard
from modeldex.router.seen.outcome import Outcome
from modeldex.router.seen.readings import IDLE, LoadReading

START = 1_800_000_000.0
"""A minute of the clock begins here."""
MODEL, OTHER = "acme/large", "other/large"


@pytest.fixture
def board() -> LoadBoard:
    return LoadBoard()


def load(board: LoadBoard, now: float, model: str = MODEL) -> LoadReading:
    return board.loads(now).get(model, IDLE)


def ended(
    board: LoadBoard,
    at: float,
    failure: str | None = None,
    *,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
) -> None:
    board.record(
        Outcome(model=MODEL, at=at, failure=failure, input_tokens=input_tokens, output_tokens=output_tokens)
    )


def test_a_model_that_was_given_nothing_has_no_load(board) -> None:
    assert board.loads(START) == {}


def test_a_call_counts_when_it_begins_and_its_tokens_as_expected_until_it_ended(board) -> None:
    board.started(MODEL, START, tokens=500)
    board.started(MODEL, START, tokens=300)
    assert load(board, START) == LoadReading(2, 800, 2)

    ended(board, START + 1, input_tokens=1_000, output_tokens=100)
    assert load(board, START + 1) == LoadReading(2, 1_100 + 400, 1)

    ended(board, START + 2)  # it does not say what it used: what was expected stands
    assert load(board, START + 2) == LoadReading(2, 1_500, 0)


def test_a_call_that_failed_used_nothing_unless_it_says_so(board) -> None:
    for _ in range(2):
        board.started(MODEL, START, tokens=500)

    ended(board, START, "server")
    ended(board, START, "cut", input_tokens=40)

    assert load(board, START) == LoadReading(2, 40, 0)


def test_a_call_that_its_caller_left_is_not_under_way(board) -> None:
    board.started(MODEL, START, tokens=500)
    board.left(MODEL, START + 1)

    assert load(board, START + 1) == LoadReading(1, 0, 0)


def test_what_ends_without_having_begun_takes_nothing_from_others(board) -> None:
    ended(board, START, output_tokens=7)
    board.left(MODEL, START)

    assert load(board, START) == LoadReading(0, 7, 0)


def test_the_last_minute_slides(board) -> None:
    for _ in range(60):
        board.started(MODEL, START + 30)

    assert load(board, START + 59.9).requests == 60
    assert load(board, START + 75).requests == pytest.approx(45)
    assert load(board, START + 105).requests == pytest.approx(15)
    assert load(board, START + 120).requests == 0


@given(st.lists(st.floats(0, 300), min_size=1, max_size=60))
def test_the_window_is_never_off_by_more_than_one_minute_s_calls(times) -> None:
    board = LoadBoard()
    for at in sorted(times):
        board.started(MODEL, START + at)
    now = START + max(times)

    counted = load(board, now).requests

    minute = now - now % 60
    this = sum(START + at >= minute for at in times)
    before = sum(minute - 60 <= START + at < minute for at in times)
    assert this - 1e-6 <= counted <= this + before + 1e-6


def test_what_was_idle_for_two_minutes_is_forgotten_and_others_are_not(board) -> None:
    board.started(MODEL, START)
    ended(board, START)
    board.started(OTHER, START)

    loads = board.loads(START + 200)

    assert set(loads) == {OTHER}
    assert loads[OTHER].in_flight == 1


def test_a_call_of_which_nothing_was_heard_for_hours_is_not_under_way(board) -> None:
    board.started(MODEL, START, tokens=5)

    assert load(board, START + 3_000).in_flight == 1
    assert load(board, START + 3_601) == IDLE


def test_a_forgotten_call_of_a_busy_model_is_not_under_way_for_ever(board) -> None:
    board.started(MODEL, START, tokens=500)
    board.started(MODEL, START, tokens=500)

    for minute in range(1, 121):
        now = START + 60.0 * minute
        board.started(MODEL, now, tokens=10)
        board.record(Outcome(model=MODEL, at=now + 2, seconds=2.0, input_tokens=1))

    assert load(board, START + 7_203).in_flight == 0
    assert load(board, START + 7_203).tokens < 10


def test_a_call_that_began_in_the_hour_before_is_not_taken_for_a_new_one(board) -> None:
    for at in (3_590, 3_595, 3_605):
        board.started(MODEL, START + at)
    for _ in range(2):
        board.record(Outcome(model=MODEL, at=START + 3_620, seconds=28.0))

    board.started(MODEL, START + 7_205)

    assert load(board, START + 7_206).in_flight == 2


def test_what_the_provider_says_is_left_goes_down_with_each_call_until_it_is_renewed(board) -> None:
    board.told(MODEL, START, requests_left=10, tokens_left=1_000, until=START + 20)
    board.started(MODEL, START, tokens=400)
    found = load(board, START)
    assert (found.requests_left, found.tokens_left, found.told_until) == (9, 600, START + 20)

    for _ in range(20):
        board.started(MODEL, START + 1, tokens=400)
    assert load(board, START + 1)[3:5] == (0, 0)

    found = load(board, START + 20)
    assert (found.requests_left, found.tokens_left, found.told_until) == (None, None, None)


def test_two_headers_say_two_things(board) -> None:
    board.told(MODEL, START, requests_left=10, tokens_left=None, until=START + 20)
    board.told(MODEL, START, requests_left=None, tokens_left=50, until=START + 30)

    assert load(board, START)[3:] == (10, 50, START + 30)


@pytest.mark.parametrize("until", [math.nan, math.inf, START - 1, START, START + 1e9])
@pytest.mark.parametrize("left", [5.0, math.nan])
def test_what_cannot_be_told_is_not_taken(board, until, left) -> None:
    board.told(MODEL, START, requests_left=left, tokens_left=left, until=until)
    board.told(OTHER, START, requests_left=-1, tokens_left=math.inf, until=START + 5)

    assert load(board, START) == load(board, START, OTHER) == IDLE


def test_a_refusal_with_retry_after_says_that_nothing_is_left(board) -> None:
    board.started(MODEL, START)
    board.record(Outcome(model=MODEL, at=START, failure="rate_limit", retry_after_seconds=12.0))

    found = load(board, START)
    assert (found.requests_left, found.told_until) == (0, START + 12)
    assert load(board, START + 12).requests_left is None


@pytest.mark.parametrize("seconds", [None, math.nan, -1.0])
def test_a_refusal_that_does_not_say_until_when_says_nothing(board, seconds) -> None:
    board.started(MODEL, START)
    board.record(Outcome(model=MODEL, at=START, failure="rate_limit", retry_after_seconds=seconds))

    assert load(board, START).requests_left is None


def test_loads_that_were_handed_out_do_not_change(board) -> None:
    board.started(MODEL, START)
    held = board.loads(START)
    before = dict(held)

    board.started(MODEL, START + 1)
    board.started(OTHER, START + 70)
    board.loads(START + 70)

    assert held == before
    assert board.loads(START + 70) is board.loads(START + 70)


def test_its_size_is_bounded() -> None:
    board = LoadBoard(most=10)
    for at in range(1_000):
        board.started(f"acme/{at}", START + at / 1_000)

    assert len(board.loads(START + 1)) == 10
    assert load(board, START + 1, "acme/999").requests == 1


@given(st.lists(st.floats(-400, 400), max_size=30))
def test_a_clock_that_goes_back_does_no_harm(steps) -> None:
    board, now = LoadBoard(), START
    for step in steps:
        now += step
        board.started(MODEL, now, tokens=3)
        board.record(Outcome(model=MODEL, at=now, output_tokens=2))
        found = load(board, now)
        assert 0 < found.requests <= len(steps)
        assert 0 < found.tokens <= 2 * len(steps)
        assert found.in_flight == 0


@pytest.mark.parametrize(("now", "tokens"), [(math.nan, 1.0), (START, math.inf), (START, -1.0)])
def test_a_call_that_cannot_be_is_refused(board, now, tokens) -> None:
    with pytest.raises(InvalidValueError, match=MODEL):
        board.started(MODEL, now, tokens)

    assert board.loads(START) == {}


@pytest.mark.parametrize("count", [10**400, 10**13, -1])
def test_a_count_of_tokens_that_cannot_be_is_refused_and_changes_nothing(board, count) -> None:
    board.started(MODEL, START)
    with pytest.raises(InvalidValueError, match="output_tokens"):
        board.record(Outcome(model=MODEL, at=START, output_tokens=count))

    assert load(board, START).in_flight == 1
    with pytest.raises(InvalidValueError, match="tokens"):
        board.started(MODEL, START, tokens=count)
