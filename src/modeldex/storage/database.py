"""`Database`: one SQLite file or one PostgreSQL database, and the connections to it."""

from __future__ import annotations

import os
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, text

from modeldex.core.errors import StorageError
from modeldex.storage.address import POSTGRESQL, SQLITE, file_of, label_of, read_address
from modeldex.storage.failures import storage_error, told_as_storage_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

    from sqlalchemy.engine import URL, Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, Pool

_POOL = {"pool_size": 5, "max_overflow": 5}
_CONNECT_SECONDS = 5
"""How long a server may take to answer."""
_KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds after which a connection over a dead network is noticed."""
_BEGIN = "modeldex_begin"


class Database:
    """An open database: safe for threads, closed by `close` or at the end of a `with`.

    Whatever asks a closed one gets a StorageError.
    After a fork the child opens connections of its own; those of the parent are left alone.
    """

    def __init__(self, address: URL, wait_seconds: int) -> None:
        self.label = label_of(address)
        """The URL without password and parameters, for messages."""
        self.dialect = address.get_backend_name()
        """`sqlite` or `postgresql`."""
        make = _sqlite_engine if self.dialect == SQLITE else _postgresql_engine
        self._engine = make(address, wait_seconds)
        self._reading, self._writing = _ways_of_use(self._engine, wait_seconds)
        self._is_closed = False
        self._left_to_parent: list[Pool] = []
        _open_databases.add(self)

    @classmethod
    def open(cls, url: str, *, create: bool = True, wait_seconds: int = 10) -> Self:
        """Open the database of a URL, and see that it answers.

        `sqlite:///relative.db`, `sqlite:////folder/file.db`, or `postgresql://user:password@host/name`;
        `${NAME}` stands for what that environment variable holds. An SQLite file that is not there is
        made, for this user alone, unless `create` is False: whoever only reads says so, and a mistyped
        name is an error. What waits for another's change gives up after `wait_seconds`. The schema is
        not looked at.
        StorageError says why there is no database to be had, and what to do.
        """
        address = read_address(url)
        if address.get_backend_name() == SQLITE:
            _make_file(file_of(address), label_of(address), create=create)
        database = cls(address, wait_seconds)
        try:
            with database.reading() as connection:
                connection.execute(_ANSWERS[database.dialect])
        except StorageError:
            database.close()
            raise
        return database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database throughout, and changes nothing."""
        self._require_open()
        with told_as_storage_error(self.label), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in one transaction: committed at the end, or as if nothing had been after an error.

        On SQLite nobody else writes meanwhile. StorageError where another writer keeps it waiting too long.
        """
        self._require_open()
        with told_as_storage_error(self.label), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def dedicated(self) -> Iterator[DBAPIConnection]:
        """A driver's connection outside the pool, for one who waits on it; closed at the end."""
        self._require_open()
        connection = None
        try:
            with told_as_storage_error(self.label):
                borrowed = self._engine.raw_connection()
                connection = borrowed.driver_connection
                borrowed.detach()
            assert connection is not None
            yield connection
        except self._engine.dialect.loaded_dbapi.Error as error:  # also where none can be made
            raise storage_error(self.label, error) from error
        finally:
            if connection is not None:
                connection.close()  # by itself: one that was cut cannot be reset first

    def close(self) -> None:
        """Close all connections that are not in use; those in use close when they are given back."""
        self._is_closed = True
        _open_databases.discard(self)
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Database {self.label}>"

    def _require_open(self) -> None:
        if self._is_closed:
            raise StorageError(f"{self.label} is closed; open it again")

    def _become_another_process(self) -> None:
        # kept, so that nobody closes in the child what the parent still uses
        self._left_to_parent.append(self._engine.pool)
        self._engine.dispose(close=False)


_ANSWERS = {SQLITE: text("SELECT count(*) FROM sqlite_schema"), POSTGRESQL: text("SELECT 1")}
_open_databases: weakref.WeakSet[Database] = weakref.WeakSet()


def _become_another_process() -> None:
    for database in list(_open_databases):
        database._become_another_process()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_become_another_process)


def _sqlite_engine(address: URL, wait_seconds: int) -> Engine:
    engine = create_engine(
        address,
        hide_parameters=True,
        connect_args={"timeout": wait_seconds, "isolation_level": None},
        pool_timeout=wait_seconds,
        **_POOL,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:  # noqa: ARG001
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin in the driver's stead, which begins late and not before DDL.

    A writer takes the lock at once: one that has read before cannot be let through, only refused.
    """
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


def _postgresql_engine(address: URL, wait_seconds: int) -> Engine:
    settings = {"connect_timeout": _CONNECT_SECONDS, **_KEEPALIVE}
    stated = {name: value for name, value in settings.items() if name not in address.query}
    return create_engine(
        address,
        hide_parameters=True,
        pool_pre_ping=True,
        # a statement prepared before an upgrade, or by another client of a pooler, fails after it
        connect_args={"prepare_threshold": None, **stated},
        pool_timeout=wait_seconds,
        **_POOL,
    )


def _ways_of_use(engine: Engine, wait_seconds: int) -> tuple[Engine, Engine]:
    """The engine for reading and the one for writing, over the same connections."""
    if engine.dialect.name == SQLITE:
        return engine, engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    writing = engine.execution_options()
    bound = f"SET LOCAL lock_timeout = '{wait_seconds}s'"
    event.listen(writing, "begin", lambda connection: connection.exec_driver_sql(bound))
    return reading, writing


def _make_file(path: Path, label: str, *, create: bool) -> None:
    """Make an SQLite file that its user alone may read and write; one that is there stays as it is."""
    try:
        if path.exists():
            return
        if not create:
            raise StorageError(f"{label} is not there; make it: modeldex db upgrade")
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except FileNotFoundError:
        raise StorageError(f"{label} cannot be made: the folder {path.parent} is not there") from None
    except OSError as error:
        raise StorageError(f"{label} cannot be made: {error.strerror}") from error
