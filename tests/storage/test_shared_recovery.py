"""What instances keep together when Redis, or what it has, is not what it was."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import redis

from modeldex.core.errors import StorageError
from modeldex.core.secret import Secret
from modeldex.storage.shared_state import Contribution, SharedState, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "acme/large"
NOTHING = (0.0, 0.0, 0.0)
TOLERANCE = 2.0


@pytest.fixture
def instance(redis_url: str, redis_prefix: str) -> Iterator[Callable[[], SharedState]]:
    made: list[SharedState] = []

    def another() -> SharedState:
        made.append(SharedState(Secret(redis_url), half_life_seconds=100, forgotten=2, prefix=redis_prefix))
        return made[-1]

    yield another
    for state in made:
        state.close()


def told(
    state: SharedState,
    event: str | None = None,
    *,
    stamp: float = 0.0,
    open_left: float = 0.0,
    open_seconds: float = 0.0,
    cool_left: float | None = None,
) -> dict[str, Standing]:
    one = Contribution(NAME, NOTHING, cool_left, event, stamp, open_left, open_seconds)
    return {found.name: found for found in state.exchange([one], 3).standings}


def emptied(url: str, prefix: str) -> None:
    with closing(redis.Redis.from_url(url)) as client:
        client.delete(*client.scan_iter(prefix + "*"))


def test_a_half_open_circuit_that_is_told_again_leaves_the_probe_and_the_change_as_they_are(instance) -> None:
    one, other = instance(), instance()
    stamp = told(one, "opened", open_left=-0.5, open_seconds=30)[NAME].stamp
    told(other)
    assert one.claim([NAME], 60) == {NAME}

    found = told(other, "opened", stamp=stamp, open_left=-0.6, open_seconds=30)[NAME]

    assert found.probe_left == pytest.approx(60, abs=TOLERANCE)
    assert found.stamp == stamp
    assert other.claim([NAME], 60) == set()


def test_a_circuit_is_not_opened_for_less_than_it_is_open_for(instance) -> None:
    one, other = instance(), instance()
    stamp = told(one, "opened", open_left=600, open_seconds=600)[NAME].stamp

    found = told(other, "opened", stamp=stamp, open_left=30, open_seconds=30)[NAME]

    assert found.open_left == pytest.approx(600, abs=TOLERANCE)


def test_a_reset_closes_and_ends_the_cool_down_for_all(instance) -> None:
    one, other = instance(), instance()
    told(one, "opened", open_left=30, open_seconds=30, cool_left=500)
    found = told(other)[NAME]
    assert found.cool_left is not None

    told(one, "reset")
    after = told(other, stamp=found.stamp, cool_left=490)[NAME]  # what it knew before it heard of it

    assert (after.open_left, after.cool_left) == (None, None)
    later = told(other, stamp=after.stamp, cool_left=40)[NAME]
    assert later.cool_left == pytest.approx(40, abs=TOLERANCE)


def test_one_that_comes_back_empty_takes_nothing_in_and_says_who_found_it_first(
    instance, redis_url, redis_prefix
) -> None:
    one, other = instance(), instance()
    for state in (one, other):
        assert not state.exchange([], 3).is_another
    emptied(redis_url, redis_prefix)

    given = [Contribution(NAME, (1.0, 1.0, 0.0))]
    found = [state.exchange(given, 3) for state in (other, one)]

    assert [answer.is_another for answer in found] == [True, True]
    assert [answer.is_first for answer in found] == [True, False]
    assert [one.exchange([], 3).standings, other.exchange([], 3).is_another] == [(), False]


def test_a_clock_of_redis_that_goes_back_leaves_nobody_deaf(instance) -> None:
    one, other = instance(), instance()
    one.exchange([], 3)
    one._since = f"{float(one._since) + 3_600e6:.17g}"

    told(other, "opened", open_left=30, open_seconds=30)

    assert [found.name for found in one.exchange([], 3).standings] == [NAME]


def test_after_a_failure_the_next_connection_is_a_new_one(instance, redis_url) -> None:
    state = instance()
    state.exchange([], 3)
    with closing(redis.Redis.from_url(redis_url)) as client:
        before = {row["id"] for row in client.client_list()}
        state.begin_anew()
        state.exchange([], 3)
        deadline = time.monotonic() + 10
        while not {row["id"] for row in client.client_list()} - before:
            assert time.monotonic() < deadline


@pytest.mark.parametrize(
    "url",
    [
        "redis://user:12?secret@host:6379/0", "redis://user:12#secret@host/0", "redis://12?x=se@cret",
        "redis://host:1/0?password=secret@there",
    ],
)  # fmt: skip
def test_a_part_of_a_password_behind_a_question_mark_or_a_hash_is_not_shown(url: str) -> None:
    with pytest.raises(StorageError, match="cannot be read") as raised:
        SharedState(Secret(url), half_life_seconds=60, forgotten=2)

    for part in ("secret", "cret", "12", "user"):
        assert part not in str(raised.value).replace("redis://user:password@host:6379/0", "")
