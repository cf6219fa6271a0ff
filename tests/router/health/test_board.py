"""Rolling figures: what a reading rests on, how it fades, and that it is a value."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.router.health.calling import MODEL, SETTINGS, SIBLING, START, STRANGER, call, calls, reading

from modeldex.core.errors import InvalidValueError
from modeldex.router.health.board import HealthBoard
from modeldex.router.seen.outcome import Outcome


def test_a_model_that_was_never_called_has_no_reading(board) -> None:
    assert board.readings() == {}
    assert board.take_probe(MODEL, START)


def test_shares_and_latencies_are_means_of_what_was_measured(board) -> None:
    call(board, first_token_seconds=0.2, seconds=1.2, output_tokens=101)
    call(board, first_token_seconds=0.4)
    call(board)
    call(board, "server", first_token_seconds=9.0, seconds=99.0, output_tokens=5)

    found = reading(board)
    assert found.calls == 4
    assert found.success_rate == pytest.approx(0.75)
    assert found.first_token_seconds == pytest.approx(0.3)
    assert found.seconds_per_token == pytest.approx(0.01)
    assert found.last_failure == "server"
    assert not found.shared


@pytest.mark.parametrize("seconds", [math.nan, math.inf, -1.0, 1e9])
def test_latencies_that_cannot_be_are_left_out(board, seconds) -> None:
    call(board, first_token_seconds=seconds, seconds=1.0, output_tokens=10)
    call(board, first_token_seconds=0.1, seconds=seconds, output_tokens=10)

    assert reading(board).first_token_seconds == pytest.approx(0.1)
    assert reading(board).seconds_per_token is None


def test_a_call_counts_half_after_each_half_life(board) -> None:
    calls(board, "server", times=3)
    calls(board, times=2, at=START + 100)

    assert reading(board).calls == pytest.approx(1.5 + 2)
    assert reading(board).success_rate == pytest.approx(2 / 3.5)


def test_old_failures_fade_though_nobody_calls_the_model(board) -> None:
    calls(board, "server", times=3)

    for at in range(1, 400, 20):
        call(board, model=STRANGER, at=START + at)
    assert reading(board).calls == pytest.approx(3 * 0.5**3.8, rel=0.15)

    for at in range(400, 2_000, 20):
        call(board, model=STRANGER, at=START + at)
    assert set(board.readings()) == {STRANGER, "other/*"}


def test_readings_that_were_handed_out_do_not_change(board) -> None:
    call(board)
    held = board.readings()
    before = dict(held)

    calls(board, "server", times=9)
    call(board, model=SIBLING)

    assert held == before
    assert board.readings() != before
    assert board.readings() is board.readings()


def test_what_stands_in_the_way_is_named(board) -> None:
    call(board, model=STRANGER)
    assert board.readings().troubled == ()

    calls(board, "server")
    call(board, "rate_limit", model=SIBLING, retry_after_seconds=5.0)
    assert set(board.readings().troubled) == {MODEL, SIBLING}


def test_a_clock_that_goes_back_does_no_harm(board) -> None:
    call(board, at=START)
    calls(board, "server", times=3, at=START - 50)
    assert reading(board).calls == 4
    assert reading(board).success_rate == 0.25

    calls(board, times=20, at=START - 5_000)
    assert reading(board).calls == 24
    call(board, at=START - 4_900)
    assert reading(board).calls == pytest.approx(24 / 2 + 1)


def test_calls_that_are_told_out_of_order_fade_no_faster(board) -> None:
    for _ in range(10):
        call(board, at=START)
        call(board, at=START - 50)

    assert reading(board).calls == 20


def test_its_size_is_bounded() -> None:
    small = HealthBoard(SETTINGS, most=10)
    for at in range(1_000):
        call(small, "server" if at % 3 else None, model=f"acme-{at % 50}/{at}", at=START + at / 1_000)

    assert len(small.readings()) == 10
    assert "acme-49/999" in small.readings()


@pytest.mark.parametrize("wrong", [{"at": math.nan}, {"at": math.inf}, {"failure": "broken"}])
def test_an_outcome_that_cannot_be_is_refused(board, wrong) -> None:
    with pytest.raises(InvalidValueError, match=next(iter(wrong))):
        board.record(Outcome(**({"model": MODEL, "at": START} | wrong)))

    assert board.readings() == {}


def test_threads_lose_no_call_and_see_whole_readings() -> None:
    shared = HealthBoard(SETTINGS)

    def tell(number: int) -> None:
        for at in range(500):
            call(shared, "server" if at % 2 else None, model=f"acme/{at % 5}", at=START + number)
            for name, found in shared.readings().items():
                assert name.startswith("acme/")
                assert found.success_rate is None or 0 <= found.success_rate <= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, [0] * 4))

    assert sum(shared.readings()[f"acme/{at}"].calls for at in range(5)) == 2_000
    assert shared.readings()["acme/*"].calls == 2_000
