"""`GenerationWatch`: hears of each change that others make in a database."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from modeldex.core.errors import StorageError
from modeldex.core.follower import Follower
from modeldex.storage.address import POSTGRESQL, SQLITE
from modeldex.storage.generation import CHANNEL

if TYPE_CHECKING:
    import sqlite3
    import threading
    from collections.abc import Callable, Iterator
    from typing import Any

    import psycopg

    from modeldex.storage.database import Database

_log = logging.getLogger("modeldex.storage")
_POLL_SECONDS = 0.2
"""How often an SQLite file is asked, and how soon a watch that waits for notices sees that it shall end."""
_SHORTEST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 2.0
_NUMBER = "SELECT generation FROM registry_state"


class GenerationWatch(Follower):
    """A thread that calls `on_generation` with each new generation, whoever wrote it.

    It calls also after it has connected, again or for the first time, with the generation of then:
    what was missed meanwhile is heard of so. Several that come together may be told as the last one.
    It hears by LISTEN on PostgreSQL, and asks the file five times a second on SQLite. A fork leaves it
    behind in the parent.
    """

    def __init__(self, database: Database, on_generation: Callable[[int], None]) -> None:
        self._database = database
        self._on_generation = on_generation
        self._is_connected = False
        super().__init__("modeldex-generations")

    @property
    def is_connected(self) -> bool:
        """Whether it hears now; else it is trying to connect, or has ended, or was not started."""
        return self._is_connected and self._thread.is_alive()

    def _run(self) -> None:
        pause_seconds = _SHORTEST_PAUSE_SECONDS
        is_first = True
        while not self._ended.is_set():
            try:
                for number in self._numbers():
                    self._is_connected = True
                    pause_seconds = _SHORTEST_PAUSE_SECONDS
                    self._tell(number)
            except StorageError as error:
                is_new = self._is_connected or is_first
                _log.log(
                    logging.WARNING if is_new else logging.DEBUG,
                    "changes by others are not heard of until it is back: %s",
                    error,
                )
                is_first = self._is_connected = False
                self._ended.wait(pause_seconds)
                pause_seconds = min(2 * pause_seconds, _LONGEST_PAUSE_SECONDS)
        self._is_connected = False

    def _numbers(self) -> Iterator[int]:
        """The generation as of now, and each new one, until the watch ends."""
        with self._database.dedicated() as connection:
            yield from _WAITING[self._database.dialect](connection, self._ended)

    def _tell(self, number: int) -> None:
        try:
            self._on_generation(number)
        except Exception:  # noqa: BLE001 - whatever a subscriber does, the next change must be heard of
            _log.exception("generation %d was not taken up", number)


def _told_by_postgresql(connection: psycopg.Connection, ended: threading.Event) -> Iterator[int]:
    connection.autocommit = True
    connection.execute(f"LISTEN {CHANNEL}")
    has_news = True
    while not ended.is_set():
        if has_news:
            yield _number(connection)
        has_news = any(connection.notifies(timeout=_POLL_SECONDS, stop_after=1))


def _asked_of_sqlite(connection: sqlite3.Connection, ended: threading.Event) -> Iterator[int]:
    seen = told = None
    while not ended.is_set():
        (state,) = connection.execute("PRAGMA data_version").fetchone()
        if state != seen:
            seen = state
            number = _number(connection)
            if number != told:
                told = number
                yield number
        ended.wait(_POLL_SECONDS)


def _number(connection: Any) -> int:
    row = connection.execute(_NUMBER).fetchone()
    if row is None:
        raise StorageError("registry_state has no row; put back a copy of the database that is whole")
    found: int = row[0]
    return found


_WAITING: dict[str, Callable[[Any, threading.Event], Iterator[int]]] = {
    POSTGRESQL: _told_by_postgresql,
    SQLITE: _asked_of_sqlite,
}
"""Dialect -> how its driver's connection is waited on."""
