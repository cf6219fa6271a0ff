"""Where sessions were answered: as long as the prompt cache lives, and no more sessions than fit."""

from __future__ import annotations

from modeldex.router.seen.homes import CACHE_SECONDS, SessionHomes
from modeldex.router.seen.readings import Warmth

START = 1_800_000_000.0
MODEL, OTHER = "acme/large", "other/large"


def test_a_session_is_at_home_where_it_was_answered_last() -> None:
    homes = SessionHomes()
    assert homes.home("talk", START) is None

    homes.record("talk", MODEL, START)
    homes.record("talk", OTHER, START + 1)

    assert homes.home("talk", START + 1) == Warmth(OTHER, START + 1 + CACHE_SECONDS)
    assert homes.home("another", START) is None


def test_a_home_lasts_as_long_as_the_cache_and_longer_with_each_answer() -> None:
    homes = SessionHomes(cache_seconds=100.0)
    homes.record("talk", MODEL, START)

    assert homes.home("talk", START + 99.9) is not None
    assert homes.home("talk", START + 100) is None

    homes.record("talk", MODEL, START + 90)
    assert homes.home("talk", START + 189) == Warmth(MODEL, START + 190)


def test_a_cache_can_live_for_its_own_time() -> None:
    homes = SessionHomes(cache_seconds=100.0)

    homes.record("long", MODEL, START, cache_seconds=3_600.0)
    homes.record("none", MODEL, START, cache_seconds=0.0)

    assert homes.home("long", START + 3_599) is not None
    assert homes.home("none", START) is None


def test_a_session_that_is_over_is_nowhere_at_home() -> None:
    homes = SessionHomes()
    homes.record("talk", MODEL, START)

    homes.forget("talk")
    homes.forget("never seen")

    assert homes.home("talk", START) is None


def test_no_more_sessions_are_kept_than_fit_and_the_latest_stay() -> None:
    homes = SessionHomes(most=100)
    for at in range(1_000):
        homes.record(f"talk {at}", MODEL, START + at / 1_000)
        homes.record("steady", OTHER, START + at / 1_000)

    assert len(homes) == 100
    assert homes.home("steady", START + 1) is not None
    assert homes.home("talk 999", START + 1) is not None
    assert homes.home("talk 0", START + 1) is None


def test_homes_that_are_over_go_by_themselves() -> None:
    homes = SessionHomes(cache_seconds=10.0)
    for at in range(1_000):
        homes.record(f"talk {at}", MODEL, START + at)

    assert len(homes) <= 11


def test_keys_of_any_length_are_told_apart_and_take_little_room() -> None:
    homes = SessionHomes()
    long = "x" * 1_000_000

    homes.record(long + "a", MODEL, START)
    homes.record(long + "b\ud800", OTHER, START)

    assert homes.home(long + "a", START) == Warmth(MODEL, START + CACHE_SECONDS)
    assert homes.home(long + "b\ud800", START) == Warmth(OTHER, START + CACHE_SECONDS)
    assert homes.home(long, START) is None
    assert max(len(key) for key in homes._homes) < 200
