"""Instances that route as one through Redis, and each by itself while it is away."""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.registry.waiting import wait_until
from tests.router.health.calling import claim_of
from tests.services.redis_server import within_a_minute

from modeldex.config.routing import HealthSettings
from modeldex.core.errors import StorageError
from modeldex.core.secret import Secret
from modeldex.registry.shared_routing import SharedRouting
from modeldex.router.health.board import HealthBoard
from modeldex.router.load.board import LoadBoard
from modeldex.router.seen.outcome import Outcome
from modeldex.router.seen.readings import CLOSED, HALF_OPEN, OPEN, PROBING, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.services.redis_server import PrivateRedis

MODEL = "acme/large"
INTERVAL = 0.02
SETTINGS = HealthSettings(least_calls=4.0, open_seconds=0.3, most_open_seconds=60.0)
LONG = HealthSettings(least_calls=4.0, open_seconds=300.0, most_open_seconds=600.0)


class Instance(NamedTuple):
    health: HealthBoard
    load: LoadBoard
    sharing: SharedRouting

    def call(self, failure: str | None = None, *, times: int = 1, is_probe: bool = False) -> None:
        for _ in range(times):
            claim = claim_of(self.health, MODEL) if is_probe else None
            self.health.record(Outcome(model=MODEL, at=time.time(), failure=failure, probe_claimed_at=claim))

    def state(self) -> str:
        return self.health.readings().get(MODEL, UNSEEN).circuit(time.time())

    def calls(self) -> float:
        return self.health.readings().get(MODEL, UNSEEN).calls

    def requests(self) -> float:
        found = self.load.loads(time.time()).get(MODEL)
        return 0.0 if found is None else found.requests


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def started(stack: ExitStack, url: str, prefix: str, settings: HealthSettings = SETTINGS) -> Instance:
    health, load = HealthBoard(settings), LoadBoard()
    sharing = SharedRouting(Secret(url), health, load, interval_seconds=INTERVAL, prefix=prefix)
    stack.enter_context(sharing)
    return Instance(health, load, sharing)


def two(stack: ExitStack, url: str, prefix: str, settings: HealthSettings = SETTINGS) -> list[Instance]:
    made = [started(stack, url, prefix, settings) for _ in range(2)]
    wait_until(lambda: all(one.sharing.is_connected for one in made))
    return made


def test_a_circuit_that_one_opens_is_open_for_all(stack, redis_url, redis_prefix) -> None:
    one, other = two(stack, redis_url, redis_prefix, LONG)

    one.call("server", times=4)

    wait_until(lambda: other.state() == OPEN)
    assert other.health.readings()[MODEL].shared
    assert not other.health.take_probe(MODEL, time.time())


def test_failures_that_are_few_for_each_are_enough_for_all(stack, redis_url, redis_prefix) -> None:
    one, other = two(stack, redis_url, redis_prefix, LONG)

    one.call("server", times=3)
    wait_until(lambda: other.calls() > 2.9)
    assert other.state() == CLOSED
    other.call("server", times=2)

    assert other.state() == OPEN
    wait_until(lambda: one.state() == OPEN)


def test_rolling_figures_are_those_of_all(stack, redis_url, redis_prefix) -> None:
    one, other = two(stack, redis_url, redis_prefix)

    one.call(times=6)
    other.call("server", times=2)

    wait_until(lambda: one.calls() > 7.9 and other.calls() > 7.9)
    for each in (one, other):
        assert each.health.readings()[MODEL].success_rate == pytest.approx(0.75, rel=0.01)


def test_one_call_of_one_instance_probes_and_its_success_closes_for_all(
    stack, redis_url, redis_prefix
) -> None:
    one, other = two(stack, redis_url, redis_prefix)
    one.call("server", times=4)
    wait_until(lambda: one.state() == other.state() == HALF_OPEN)

    taken: list[Instance] = []

    def someone_probes() -> bool:
        taken.extend(each for each in (one, other) if each.health.take_probe(MODEL, time.time()))
        return bool(taken)

    wait_until(someone_probes)
    [prober] = taken
    bystander = other if prober is one else one
    wait_until(lambda: bystander.state() == PROBING)
    deadline = time.monotonic() + 10 * INTERVAL
    while time.monotonic() < deadline:
        assert not any(each.health.take_probe(MODEL, time.time()) for each in (one, other))

    prober.call(is_probe=True)
    wait_until(lambda: one.state() == other.state() == CLOSED)
    wait_until(lambda: bystander.health.readings()[MODEL].success_rate == 1.0)


def test_a_probe_that_fails_opens_for_all_for_twice_as_long(stack, redis_url, redis_prefix) -> None:
    one, other = two(stack, redis_url, redis_prefix)
    one.call("server", times=4)
    first = one.health.readings()[MODEL].open_until
    assert first is not None
    wait_until(lambda: one.health.take_probe(MODEL, time.time()))

    began = time.time()
    one.call("server", is_probe=True)
    ended = time.time()

    wait_until(lambda: (other.health.readings()[MODEL].open_until or 0.0) > first + 0.3)
    until = other.health.readings()[MODEL].open_until
    assert until is not None
    assert began + 0.55 < until < ended + 0.6 + 0.25


def test_an_account_that_is_refused_at_one_is_left_alone_by_all(stack, redis_url, redis_prefix) -> None:
    one, other = two(stack, redis_url, redis_prefix)

    one.call("billing")

    wait_until(lambda: other.health.readings().get("acme/*", UNSEEN).circuit(time.time()) == OPEN)
    assert not other.health.take_probe(MODEL, time.time())
    until = other.health.readings()["acme/*"].open_until
    assert until == pytest.approx(time.time() + SETTINGS.most_open_seconds, abs=5)


def test_a_grant_that_no_call_takes_up_is_another_instance_s_to_take(
    stack, redis_url, redis_prefix, monkeypatch
) -> None:
    monkeypatch.setattr("modeldex.registry.probe_claims.ProbeClaims.take_idle.__defaults__", (0.05,))
    one, other = two(stack, redis_url, redis_prefix)
    one.call("server", times=4)
    wait_until(lambda: one.state() == other.state() == HALF_OPEN)

    assert not one.health.take_probe(MODEL, time.time())  # wanted, and never taken up

    wait_until(lambda: other.health.take_probe(MODEL, time.time()))


def test_calls_per_minute_add_up(stack, redis_url, redis_prefix) -> None:
    within_a_minute()
    one, other = two(stack, redis_url, redis_prefix)

    for _ in range(3):
        one.load.started(MODEL, time.time(), tokens=10)
    other.load.started(MODEL, time.time(), tokens=10)
    other.load.record(Outcome(model=MODEL, at=time.time(), input_tokens=30, output_tokens=5))

    wait_until(lambda: one.requests() == other.requests() == 4)
    wait_until(lambda: one.load.loads(time.time())[MODEL].tokens == 30 + 35)
    assert other.load.loads(time.time())[MODEL].in_flight == 0
    assert other.load.loads(time.time())[MODEL].tokens == 35


def test_a_cool_down_is_everybody_s(stack, redis_url, redis_prefix) -> None:
    one, other = two(stack, redis_url, redis_prefix)

    one.health.record(Outcome(model=MODEL, at=time.time(), failure="rate_limit", retry_after_seconds=40.0))

    wait_until(lambda: other.health.readings().get(MODEL, UNSEEN).cool_until is not None)
    until = other.health.readings()[MODEL].cool_until
    assert until == pytest.approx(time.time() + 40, abs=5)


def test_clocks_of_instances_need_not_agree(stack, redis_url, redis_prefix) -> None:
    one = started(stack, redis_url, redis_prefix, LONG)
    health, load = HealthBoard(LONG), LoadBoard()
    late = SharedRouting(
        Secret(redis_url), health, load, clock=lambda: 5_000.0, interval_seconds=INTERVAL, prefix=redis_prefix
    )
    stack.enter_context(late)

    one.call("server", times=4)

    wait_until(lambda: health.readings().get(MODEL, UNSEEN).open_until is not None)
    assert health.readings()[MODEL].open_until == pytest.approx(5_300.0, abs=5)


def test_while_redis_is_away_each_goes_on_alone_and_they_rejoin(
    stack, own_redis: PrivateRedis, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "modeldex.registry")
    one, other = two(stack, own_redis.url, "p", LONG)

    own_redis.stop()
    wait_until(lambda: not one.sharing.is_connected and not other.sharing.is_connected)
    one.call("server", times=4)
    other.load.started(MODEL, time.time())
    assert one.state() == OPEN
    assert other.state() == CLOSED
    assert other.health.take_probe(MODEL, time.time())

    own_redis.start()
    wait_until(lambda: other.state() == OPEN)
    wait_until(lambda: one.requests() == 1)
    words = [record.getMessage() for record in caplog.records if record.name == "modeldex.registry"]
    assert sum("goes on alone" in text for text in words) == 2
    wait_until(lambda: sum("is shared again" in record.getMessage() for record in caplog.records) == 2)
    assert own_redis.password not in caplog.text


def test_a_circuit_that_was_open_before_redis_lost_everything_is_told_again(stack, own_redis) -> None:
    one = started(stack, own_redis.url, "p", LONG)
    wait_until(lambda: one.sharing.is_connected)
    one.call("server", times=4)
    wait_until(lambda: one.health.readings()[MODEL].shared)
    own_redis.stop()
    wait_until(lambda: not one.sharing.is_connected)

    own_redis.start()
    newcomer = started(stack, own_redis.url, "p", LONG)

    wait_until(lambda: newcomer.state() == OPEN)
    assert one.state() == OPEN


def test_a_redis_that_was_never_there_keeps_nobody_waiting(stack, own_redis) -> None:
    own_redis.stop()
    one = started(stack, own_redis.url, "p")

    one.call("server", times=4)

    assert one.state() == OPEN
    wait_until(lambda: one.state() == HALF_OPEN)
    assert one.health.take_probe(MODEL, time.time())
    assert not one.health.take_probe(MODEL, time.time())
    assert not one.sharing.is_connected


def test_the_thread_ends_after_it_has_told_the_last(stack, redis_url, redis_prefix) -> None:
    one, other = two(stack, redis_url, redis_prefix)

    one.call(times=3)
    one.sharing.close()

    assert "modeldex-routing" in {thread.name for thread in threading.enumerate()}
    other.sharing.close()
    assert "modeldex-routing" not in {thread.name for thread in threading.enumerate()}
    third = started(stack, redis_url, redis_prefix)
    wait_until(lambda: third.calls() > 2.9)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_goes_on_alone(stack, redis_url, redis_prefix) -> None:
    one = started(stack, redis_url, redis_prefix)
    wait_until(lambda: one.sharing.is_connected)
    one.call("server", times=4)
    wait_until(lambda: one.state() == HALF_OPEN)

    child = os.fork()
    if not child:
        is_well = not one.sharing.is_connected and one.health.take_probe(MODEL, time.time())
        os._exit(0 if is_well else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0


def test_a_url_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(StorageError, match="Redis URL"):
        SharedRouting(Secret("redis://:secret@host:port/0"), HealthBoard(), LoadBoard())
