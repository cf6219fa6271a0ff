"""What instances keep together in Redis: sums that fade, circuits, probes, counts per minute."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import redis
from tests.services.redis_server import within_a_minute

from modeldex.core.errors import StorageError
from modeldex.core.secret import Secret
from modeldex.storage.shared_state import MOST_GIVEN, Contribution, Round, SharedState, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.services.redis_server import PrivateRedis

HALF_LIFE = 100.0
NAME = "acme/large"
TOLERANCE = 2.0
"""Seconds that a slow machine may need between two steps of a test."""


@pytest.fixture
def instance(redis_url: str, redis_prefix: str) -> Iterator[Callable[[], SharedState]]:
    made: list[SharedState] = []

    def another() -> SharedState:
        state = SharedState(Secret(redis_url), half_life_seconds=HALF_LIFE, forgotten=2, prefix=redis_prefix)
        made.append(state)
        return state

    yield another
    for state in made:
        state.close()


def told(state: SharedState, *given: Contribution) -> dict[str, Standing]:
    return by_name(state.exchange(given, 3))


def by_name(answer: Round) -> dict[str, Standing]:
    return {one.name: one for one in answer.standings}


def opened(stamp: float = 0.0, left: float = 30.0) -> Contribution:
    return Contribution(NAME, (5, 0, 0), event="opened", stamp=stamp, open_left=left, open_seconds=30.0)


def closed(stamp: float) -> Contribution:
    return Contribution(NAME, (1, 1, 0), event="closed", stamp=stamp)


def nothing(stamp: float = 0.0) -> Contribution:
    return Contribution(NAME, (0, 0, 0), stamp=stamp)


def test_what_instances_add_is_the_sum_for_each(instance) -> None:
    within_a_minute()
    one, other = instance(), instance()

    told(one, Contribution(NAME, (3, 2, 0.5), requests=(3, 1), tokens=(300, 100)))
    found = told(other, Contribution(NAME, (1, 1, 0.25), requests=(2, 0), tokens=(50, 0)))[NAME]

    assert found.sums == pytest.approx((4, 3, 0.75), rel=0.02)
    assert sum(found.requests) == 6
    assert sum(found.tokens) == 450
    assert found.open_left is None
    assert found.cool_left is None


def test_sums_fade_by_the_half_life(instance, redis_url, redis_prefix) -> None:
    state = instance()
    told(state, Contribution(NAME, (8, 4, 2)))
    key = f"{redis_prefix}:model:{NAME}"
    with closing(redis.Redis.from_url(redis_url)) as client:
        client.hset(key, "at", str(time.time() - 2 * HALF_LIFE))

    found = told(state, nothing())[NAME]

    assert found.sums == pytest.approx((2, 1, 0.5), rel=0.05)


def test_only_what_changed_since_the_last_exchange_is_answered(instance) -> None:
    one, other = instance(), instance()
    told(one, Contribution("acme/small", (1, 1, 0)))
    told(other)

    told(one, Contribution(NAME, (1, 1, 0)))

    assert set(told(other)) == {NAME}
    assert told(other).keys() <= {NAME}
    other.begin_anew()
    assert set(told(other)) == {NAME, "acme/small"}


def test_a_circuit_that_one_opens_and_closes_is_so_for_all(instance) -> None:
    one, other = instance(), instance()

    told(one, opened())
    found = told(other)[NAME]
    assert found.open_left == pytest.approx(30.0, abs=TOLERANCE)
    assert found.open_seconds == 30.0

    told(one, closed(found.stamp))
    after = told(other)[NAME]
    assert after.open_left is None
    assert after.stamp > found.stamp
    assert after.sums == pytest.approx((1, 1, 0), rel=0.02)


def test_a_late_word_does_not_undo_what_came_after(instance) -> None:
    one, late = instance(), instance()
    stamp = told(one, opened())[NAME].stamp
    told(one, closed(stamp))

    found = told(late, opened(stamp=0.0))[NAME]

    assert found.open_left is None


def test_a_circuit_that_two_open_stays_open_for_the_longer_time(instance) -> None:
    one, other = instance(), instance()

    told(one, opened(left=600.0))
    found = told(other, opened(left=30.0))[NAME]

    assert found.open_left == pytest.approx(600.0, abs=TOLERANCE)


def test_one_instance_alone_is_granted_a_probe_until_it_lapses_or_is_released(instance) -> None:
    one, other = instance(), instance()
    stamp = told(one, opened(left=-1.0))[NAME].stamp

    assert one.claim([NAME], 60.0) == {NAME}
    assert other.claim([NAME], 60.0) == set()
    assert told(other)[NAME].probe_left == pytest.approx(60.0, abs=TOLERANCE)
    assert told(other, nothing(stamp))[NAME].is_own_probe is False
    assert told(one, nothing(stamp))[NAME].is_own_probe is True

    told(other, Contribution(NAME, (0, 0, 0), event="released"))
    assert other.claim([NAME], 60.0) == set()  # another's probe is not its to release
    told(one, Contribution(NAME, (0, 0, 0), event="released"))
    assert other.claim([NAME], 0.05) == {NAME}
    time.sleep(0.06)
    assert one.claim([NAME], 60.0) == {NAME}


def test_who_opens_a_circuit_late_takes_the_probe_from_nobody(instance) -> None:
    one, late = instance(), instance()
    told(one, opened(left=-1.0))
    one.claim([NAME], 60.0)

    told(late, opened(left=-5.0))
    assert late.claim([NAME], 60.0) == set()
    told(late, opened(left=-0.5))
    assert late.claim([NAME], 60.0) == set()


def test_an_open_circuit_and_a_closed_one_are_not_probed(instance) -> None:
    state = instance()
    stamp = told(state, opened(left=30.0))[NAME].stamp

    assert state.claim([NAME], 60.0) == set()
    told(state, closed(stamp))
    assert state.claim([NAME], 60.0) == set()


def test_a_probe_of_which_redis_knows_no_circuit_is_granted_to_one(instance) -> None:
    one, other = instance(), instance()

    assert one.claim([NAME], 60.0) == {NAME}
    assert other.claim([NAME], 60.0) == set()


def test_a_probe_that_fails_opens_the_circuit_again_and_frees_the_probe(instance) -> None:
    one, other = instance(), instance()
    stamp = told(one, opened(left=-1.0))[NAME].stamp
    one.claim([NAME], 60.0)

    told(one, opened(stamp=stamp, left=60.0))
    found = told(other)[NAME]

    assert found.open_left == pytest.approx(60.0, abs=TOLERANCE)
    assert found.probe_left is None


def test_the_longest_cool_down_holds(instance) -> None:
    one, other = instance(), instance()

    told(one, Contribution(NAME, (0, 0, 0), cool_left=50.0))
    found = told(other, Contribution(NAME, (0, 0, 0), cool_left=5.0))[NAME]

    assert found.cool_left == pytest.approx(50.0, abs=TOLERANCE)


def test_more_names_than_one_answer_holds_come_in_several(instance) -> None:
    one, other = instance(), instance()
    names = [f"acme/{at}" for at in range(2_600)]
    for start in range(0, len(names), MOST_GIVEN):
        told(one, *[Contribution(name, (1, 1, 0)) for name in names[start : start + MOST_GIVEN]])

    first = other.exchange([], 3)
    second = other.exchange([], 3)

    assert not first.is_whole
    assert second.is_whole
    assert by_name(first).keys() | by_name(second).keys() == set(names)


def test_everything_in_redis_is_below_the_prefix_and_lapses(instance, redis_url, redis_prefix) -> None:
    told(instance(), Contribution(NAME, (1, 1, 0), requests=(1, 1), tokens=(1, 1)))

    with closing(redis.Redis.from_url(redis_url)) as client:
        keys = set(client.scan_iter(f"{redis_prefix}*"))  # a scan may name one twice
        assert len(keys) == 5
        assert all(0 < client.ttl(key) <= 7_200 for key in keys)


def test_a_redis_that_is_away_is_told_without_its_password(own_redis: PrivateRedis) -> None:
    own_redis.stop()
    with closing(SharedState(Secret(own_redis.url), half_life_seconds=60, forgotten=2)) as state:
        with pytest.raises(StorageError, match="cannot be reached") as raised:
            state.exchange([], 3)
        assert own_redis.password not in f"{raised.value} {state!r}"


def test_a_wrong_password_is_told_without_it(own_redis: PrivateRedis) -> None:
    url = own_redis.url.replace(own_redis.password, "another-word")
    with (
        closing(SharedState(Secret(url), half_life_seconds=60, forgotten=2)) as state,
        pytest.raises(StorageError, match="refuses user or password") as raised,
    ):
        state.exchange([], 3)

    assert "another-word" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "redis://user:se/cret@host:6379/0", "redis://user:12/secret@host/0", "redis://:secret@host:port/0",
        "redis://:secret@host:6379/0?nonsense=secret", "rediss+x://:secret@host/0",
        "unix://user:secret@/run/redis.sock?nonsense=secret",
    ],
)  # fmt: skip
def test_a_url_that_cannot_be_is_told_without_its_secret(url: str) -> None:
    with pytest.raises(StorageError, match="Redis URL") as raised:
        SharedState(Secret(url), half_life_seconds=60, forgotten=2)

    assert "secret" not in str(raised.value)
    assert "cret@" not in str(raised.value)


def test_a_missing_library_is_told_with_the_extra_that_brings_it() -> None:
    script = (
        "import sys; sys.modules['redis'] = None\n"
        "from modeldex.core.errors import StorageError\n"
        "try:\n    import modeldex.storage.shared_state\n"
        "except StorageError as error:\n    print(error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )

    assert "needs redis, not installed here: pip install 'modeldex[store]'" in ran.stdout
