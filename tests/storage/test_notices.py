"""A watch hears of every change, whoever makes it, and finds its way back after a failure."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.engine import make_url
from tests.services.postgresql import private_server

from modeldex.storage.aliases import NameAliases
from modeldex.storage.database import Database
from modeldex.storage.migrating import downgrade, upgrade
from modeldex.storage.notices import GenerationWatch
from modeldex.storage.versions import ModelVersions, NewVersion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

CHANGE = NewVersion(model="acme/falcon-2", change="registered", content={})
_DEADLINE_SECONDS = 20


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


class Heard:
    """What a watch has told."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def __call__(self, number: int) -> None:
        self.numbers.append(number)

    def wait_for(self, number: int) -> None:
        wait_until(lambda: bool(self.numbers) and self.numbers[-1] == number)


@contextmanager
def watching(database: Database, on_generation: Callable[[int], None]) -> Iterator[GenerationWatch]:
    watch = GenerationWatch(database, on_generation)
    watch.start()
    try:
        wait_until(lambda: watch.is_connected)
        yield watch
    finally:
        watch.close()


def test_the_generation_of_the_beginning_is_told(database: Database) -> None:
    ModelVersions(database).append([CHANGE])
    heard = Heard()
    with watching(database, heard):
        heard.wait_for(1)
    assert heard.numbers == [1]


def test_each_change_is_told(database: Database) -> None:
    versions, heard = ModelVersions(database), Heard()
    with watching(database, heard):
        heard.wait_for(0)
        versions.append([CHANGE])
        heard.wait_for(1)
        NameAliases(database).set("best", "model", "acme/falcon-2")
        heard.wait_for(2)
        NameAliases(database).remove("best", "model")
        heard.wait_for(3)

    assert heard.numbers == sorted(heard.numbers)


_WRITING = """
import sys
from modeldex.storage.database import Database
from modeldex.storage.versions import ModelVersions, NewVersion
with Database.open(sys.argv[1]) as database:
    versions = ModelVersions(database)
    for line in sys.stdin:
        versions.append([NewVersion(model=line.strip(), change="registered", content={})])
        print("written", flush=True)
"""


def test_a_change_of_another_process_is_told(database: Database, database_url: str) -> None:
    heard = Heard()
    command = [sys.executable, "-c", _WRITING, database_url]
    with (
        watching(database, heard),
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer,
    ):
        assert writer.stdin is not None
        assert writer.stdout is not None
        for number in range(1, 6):
            writer.stdin.write(f"acme/m{number}\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "written\n"
            heard.wait_for(number)
        writer.stdin.close()


def test_many_changes_may_be_told_as_the_last(database: Database) -> None:
    versions, heard = ModelVersions(database), Heard()
    may_go_on = threading.Event()

    def slow(number: int) -> None:
        may_go_on.wait(_DEADLINE_SECONDS)
        heard(number)

    with watching(database, slow):
        for _ in range(20):
            versions.append([CHANGE])
        may_go_on.set()
        heard.wait_for(20)

    assert len(heard.numbers) < 20
    assert heard.numbers == sorted(heard.numbers)


def test_a_callback_that_fails_does_not_end_the_watch(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    heard = Heard()

    def failing(number: int) -> None:
        heard(number)
        raise ZeroDivisionError

    with watching(database, failing) as watch:
        heard.wait_for(0)
        ModelVersions(database).append([CHANGE])
        heard.wait_for(1)
        assert watch.is_connected

    assert "generation 1 was not taken up" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_lost_connection_is_made_again_and_what_was_missed_is_told(
    postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    heard = Heard()
    with Database.open(postgresql_url) as database:
        upgrade(database)
        with watching(database, heard) as watch:
            heard.wait_for(0)
            with database.writing() as connection:
                # the watch is cut off, and a change is made, before it can be back
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE query LIKE '%registry_state' AND pid <> pg_backend_pid()"
                    )
                )
                connection.execute(text("UPDATE registry_state SET generation = 7"))
            heard.wait_for(7)
            wait_until(lambda: watch.is_connected)
            ModelVersions(database).append([CHANGE])
            heard.wait_for(8)

    assert caplog.text.count("changes by others are not heard of until it is back") == 1
    assert str(make_url(postgresql_url).password) not in caplog.text


def test_a_server_that_was_away_is_heard_again(caplog: pytest.LogCaptureFixture) -> None:
    heard, said = Heard(), "changes by others are not heard of until it is back"
    caplog.set_level(logging.DEBUG, "modeldex.storage")
    with private_server() as server, Database.open(server.url) as database:
        upgrade(database)
        with watching(database, heard) as watch:
            heard.wait_for(0)
            server.stop()
            wait_until(lambda: caplog.text.count(said) >= 4)  # once cut off, then whenever it tries
            assert not watch.is_connected

            server.start()
            ModelVersions(database).append([CHANGE])
            heard.wait_for(1)
            assert watch.is_connected

    levels = [record.levelname for record in caplog.records if said in record.getMessage()]
    assert levels[:1] == ["WARNING"]
    assert set(levels[1:]) == {"DEBUG"}
    assert str(make_url(server.url).password) not in caplog.text


def test_a_state_without_its_row_is_told_and_asked_again(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as connection:
        connection.execute(text("DELETE FROM registry_state"))
    heard = Heard()
    watch = GenerationWatch(database, heard)
    watch.start()
    wait_until(lambda: "registry_state has no row" in caplog.text)
    with database.writing() as connection:
        connection.execute(text("INSERT INTO registry_state VALUES (1, 5, 0)"))
    heard.wait_for(5)
    watch.close()


def test_a_database_that_cannot_be_asked_is_asked_again(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    downgrade(database, "base")
    heard = Heard()
    watch = GenerationWatch(database, heard)
    watch.start()
    wait_until(lambda: "not heard of" in caplog.text)
    assert not watch.is_connected

    upgrade(database)
    heard.wait_for(0)
    assert watch.is_connected
    watch.close()


def test_a_watch_that_was_closed_tells_nothing_more(database: Database) -> None:
    heard = Heard()
    with watching(database, heard) as watch:
        heard.wait_for(0)
    ModelVersions(database).append([CHANGE])

    watch.close()
    assert not watch.is_connected
    assert heard.numbers == [0]


def test_a_watch_that_was_never_started_can_be_closed(database: Database) -> None:
    watch = GenerationWatch(database, print)
    watch.close()
    assert not watch.is_connected


def test_a_callback_may_close_the_watch(database: Database) -> None:
    heard = Heard()

    def last(number: int) -> None:
        heard(number)
        watch.close()

    watch = GenerationWatch(database, last)
    watch.start()
    wait_until(lambda: bool(heard.numbers) and not watch.is_connected)
    ModelVersions(database).append([CHANGE])
    assert heard.numbers == [0]


def test_nothing_is_logged_while_all_is_well(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    heard = Heard()
    with caplog.at_level(logging.INFO, "modeldex.storage"), watching(database, heard):
        heard.wait_for(0)

    assert caplog.records == []
