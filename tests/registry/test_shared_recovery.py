"""Instances that route as one, when calls are few, Redis loses everything, or an owner resets a circuit."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from tests.registry.test_shared_routing import LONG, MODEL, Instance, started, two
from tests.registry.waiting import wait_until
from tests.services.redis_server import within_a_minute

from modeldex.core.secret import Secret
from modeldex.registry.shared_routing import SharedRouting
from modeldex.router.health.board import HealthBoard
from modeldex.router.load.board import LoadBoard
from modeldex.router.seen.outcome import Outcome
from modeldex.router.seen.readings import CLOSED, HALF_OPEN, OPEN, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.storage.shared_state import Standing


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def by_hand(stack: ExitStack, url: str, prefix: str) -> Instance:
    """An instance whose rounds are made by hand."""
    health, load = HealthBoard(LONG), LoadBoard()
    sharing = SharedRouting(Secret(url), health, load, prefix=prefix)
    sharing._health.begin(sharing._claims)
    sharing._load.begin()
    stack.callback(sharing._state.close)
    return Instance(health, load, sharing)


def test_a_probe_comes_to_pass_where_calls_are_further_apart_than_a_grant_is_held(
    stack, redis_url, redis_prefix, monkeypatch
) -> None:
    monkeypatch.setattr("modeldex.registry.probe_claims.ProbeClaims.take_idle.__defaults__", (0.05,))
    monkeypatch.setattr("modeldex.registry.probe_claims._AWAY_SECONDS", 0.05)
    [one, _] = two(stack, redis_url, redis_prefix)
    one.call("server", times=4)
    wait_until(lambda: one.state() == HALF_OPEN)

    for _ in range(4):
        if one.health.take_probe(MODEL, time.time()):
            break
        time.sleep(0.3)
    else:
        pytest.fail("no call was ever granted the probe")


def test_what_all_knew_outlives_a_redis_that_comes_back_empty_and_counts_once(stack, own_redis) -> None:
    within_a_minute()
    one, other = two(stack, own_redis.url, "p", LONG)
    one.call(times=6)
    for _ in range(3):
        one.load.started(MODEL, time.time())
    wait_until(lambda: other.calls() > 5.9 and other.requests() == 3)

    own_redis.stop()
    wait_until(lambda: not one.sharing.is_connected and not other.sharing.is_connected)
    other.call(times=1)
    own_redis.start()

    wait_until(lambda: one.sharing.is_connected and other.sharing.is_connected)
    wait_until(lambda: one.calls() > 6.8 and other.calls() > 6.8)
    assert one.calls() == pytest.approx(7, abs=0.2)
    assert one.requests() == pytest.approx(3, abs=0.01)
    newcomer = started(stack, own_redis.url, "p", LONG)
    wait_until(lambda: newcomer.calls() == pytest.approx(7, abs=0.2))


def test_a_reset_ends_a_cool_down_for_all(stack, redis_url, redis_prefix) -> None:
    one, other = two(stack, redis_url, redis_prefix)
    one.health.record(Outcome(model=MODEL, at=time.time(), failure="rate_limit", retry_after_seconds=400.0))
    wait_until(lambda: other.health.readings().get(MODEL, UNSEEN).cool_until is not None)

    other.health.reset(MODEL)

    wait_until(lambda: one.health.readings()[MODEL].cool_until is None)
    third = started(stack, redis_url, redis_prefix)
    wait_until(lambda: MODEL in third.health.readings())
    assert third.health.readings()[MODEL].cool_until is None


def test_a_circuit_that_opens_between_telling_and_hearing_is_told(
    stack, redis_url, redis_prefix, monkeypatch
) -> None:
    one, other = by_hand(stack, redis_url, redis_prefix), by_hand(stack, redis_url, redis_prefix)
    one.call("server", times=4)
    one.sharing._round([])
    one.health.reset(MODEL)
    one.sharing._round([])
    adopt = other.sharing._adopt

    def late(standings: tuple[Standing, ...], minute_seconds: float) -> None:
        other.call("server", times=4)
        adopt(standings, minute_seconds)

    monkeypatch.setattr(other.sharing, "_adopt", late)
    other.sharing._round([])
    monkeypatch.setattr(other.sharing, "_adopt", adopt)
    other.sharing._round([])
    one.sharing._round([])

    assert other.state() == OPEN
    assert one.state() == OPEN


def test_what_was_recorded_is_kept_where_a_round_fails_in_whatever_way(
    stack, redis_url, redis_prefix, monkeypatch
) -> None:
    one, other = by_hand(stack, redis_url, redis_prefix), by_hand(stack, redis_url, redis_prefix)
    one.call(times=3)
    exchange = one.sharing._state.exchange
    monkeypatch.setattr(one.sharing._state, "exchange", lambda *_: int("a fault"))
    with pytest.raises(ValueError, match="a fault"):
        one.sharing._round([])
    monkeypatch.setattr(one.sharing._state, "exchange", exchange)

    one.sharing._round([])
    other.sharing._round([])

    assert other.calls() == pytest.approx(3, abs=0.1)
    assert other.state() == CLOSED


def test_an_answer_elsewhere_ends_a_row_of_failures(stack, redis_url, redis_prefix) -> None:
    one, other = by_hand(stack, redis_url, redis_prefix), by_hand(stack, redis_url, redis_prefix)
    one.call("server", times=3)
    other.call()
    other.sharing._round([])
    one.sharing._round([])

    assert one.health._entries[MODEL].failures_in_row == 0
