"""Passes: kept while they are good, asked for once by all who want the same."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from modeldex import CredentialError
from modeldex.core.secret import Secret
from modeldex.providers.passes import MARGIN, Pass, PassShelf

NOON = datetime(2026, 8, 17, 12, tzinfo=UTC)


class Office:
    """Gives passes of an hour, and numbers them."""

    def __init__(self, *, fails: int = 0) -> None:
        self.given = 0
        self.asked = 0
        self._fails = fails

    async def ask(self) -> Pass:
        self.asked += 1
        await asyncio.sleep(0)
        if self.asked <= self._fails:
            raise CredentialError("vertex", "is refused")
        self.given += 1
        headers = {"authorization": Secret(f"Bearer {self.given}")}
        return Pass(headers=headers, identity="ada", ends_at=NOON + timedelta(hours=1))


def number(held: Pass) -> str:
    value = held.headers["authorization"]
    assert isinstance(value, Secret)
    return value.reveal().removeprefix("Bearer ")


@pytest.mark.parametrize(
    ("later", "numbers"),
    [(timedelta(hours=1) - MARGIN - timedelta(seconds=1), "11"), (timedelta(hours=1) - MARGIN, "12")],
)
def test_a_pass_is_kept_until_shortly_before_it_ends(later: timedelta, numbers: str):
    shelf, office = PassShelf(), Office()

    async def twice() -> str:
        first = await shelf.get("key", NOON, office.ask)
        return number(first) + number(await shelf.get("key", NOON + later, office.ask))

    assert asyncio.run(twice()) == numbers


def test_many_who_want_the_same_pass_ask_once():
    shelf, office = PassShelf(), Office()

    async def all_at_once() -> list[Pass]:
        return await asyncio.gather(*(shelf.get("key", NOON, office.ask) for _ in range(20)))

    assert {number(held) for held in asyncio.run(all_at_once())} == {"1"}
    assert office.asked == 1


def test_keys_have_passes_of_their_own():
    shelf, office = PassShelf(), Office()

    async def both() -> list[Pass]:
        return await asyncio.gather(*(shelf.get(key, NOON, office.ask) for key in ("one", "other")))

    assert {number(held) for held in asyncio.run(both())} == {"1", "2"}


def test_a_failure_is_not_kept():
    shelf, office = PassShelf(), Office(fails=1)

    async def twice() -> Pass:
        with pytest.raises(CredentialError):
            await shelf.get("key", NOON, office.ask)
        return await shelf.get("key", NOON, office.ask)

    assert number(asyncio.run(twice())) == "1"


def test_a_shelf_serves_one_loop_after_the_other():
    shelf, office = PassShelf(), Office()

    async def many() -> list[Pass]:
        return await asyncio.gather(*(shelf.get("key", NOON, office.ask) for _ in range(3)))

    assert [number(held) for _ in range(3) for held in asyncio.run(many())] == ["1"] * 9


def test_a_pass_does_not_show_its_token():
    held = Pass(headers={"authorization": Secret("Bearer t0k3n")}, identity="ada", ends_at=NOON)

    assert "t0k3n" not in repr(held)


def test_a_pass_that_was_refused_is_dropped_and_the_next_one_is_asked_for():
    shelf, office = PassShelf(), Office()

    async def refused() -> tuple[str, bool, bool, str]:
        first = await shelf.get("key", NOON, office.ask)
        other = shelf.drop({"authorization": Secret("Bearer another"), "accept": "*/*"})
        same = shelf.drop({**first.headers, "accept": "*/*"})
        return number(first), other, same, number(await shelf.get("key", NOON, office.ask))

    assert asyncio.run(refused()) == ("1", False, True, "2")
