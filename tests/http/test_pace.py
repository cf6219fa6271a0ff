"""That no minute has more requests than agreed."""

from __future__ import annotations

import asyncio
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.http.clock import Clock

from modeldex.http.pace import Pace


async def _turns(pace: Pace, clock: Clock, count: int) -> list[float]:
    gone: list[float] = []

    async def go() -> None:
        await pace.turn()
        gone.append(clock())

    await asyncio.gather(*(go() for _ in range(count)))
    return gone


@given(st.integers(1, 12), st.lists(st.one_of(st.integers(1, 30), st.floats(0.1, 90)), max_size=12))
def test_no_minute_has_more_than_agreed(per_minute: int, doings: list[float]):
    clock = Clock(1_000.0)
    pace = Pace(per_minute, clock=clock, sleep=clock.sleep)
    gone: list[float] = []

    async def run() -> None:
        for doing in doings:
            if isinstance(doing, int):
                gone.extend(await _turns(pace, clock, doing))
            else:
                clock.now += doing

    asyncio.run(run())

    for at, when in enumerate(gone):
        within = bisect_left(gone, when + 59.999_999) - at
        assert within <= per_minute


def test_the_first_ones_go_at_once_and_the_rest_a_minute_later():
    clock = Clock(1_000.0)

    gone = asyncio.run(_turns(Pace(3, clock=clock, sleep=clock.sleep), clock, 7))

    assert gone == [1_000.0] * 3 + [1_060.0] * 3 + [1_120.0]
    assert clock.slept == [60.0, 60.0]


def test_a_pace_with_room_waits_for_nothing():
    clock = Clock(1_000.0)

    asyncio.run(_turns(Pace(100, clock=clock, sleep=clock.sleep), clock, 100))

    assert clock.slept == []


def test_all_are_held_while_the_server_wants_to_be_left_alone():
    clock = Clock(1_000.0)
    pace = Pace(10, clock=clock, sleep=clock.sleep)

    async def run() -> list[float]:
        pace.hold(30)
        pace.hold(5)
        return await _turns(pace, clock, 2)

    assert asyncio.run(run()) == [1_030.0, 1_030.0]


def test_a_hold_reaches_those_who_wait_already():
    clock = Clock(1_000.0)
    pace = Pace(1, clock=clock, sleep=clock.sleep)

    async def run() -> list[float]:
        await pace.turn()
        waiting = asyncio.create_task(_turns(pace, clock, 2))
        await asyncio.sleep(0)
        pace.hold(200)
        return await waiting

    gone = asyncio.run(run())

    assert gone[0] >= 1_200.0
    assert gone[1] >= gone[0] + 60


def test_one_who_gives_up_takes_no_turn():
    clock = Clock(1_000.0)

    async def forever(seconds: float) -> None:
        await asyncio.Event().wait()

    async def run() -> list[float]:
        pace = Pace(1, clock=clock, sleep=forever)
        await pace.turn()
        waiting = asyncio.create_task(pace.turn())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        clock.now += 60
        return await _turns(pace, clock, 1)

    assert asyncio.run(run()) == [1_060.0]


def test_a_pace_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        Pace(0)
