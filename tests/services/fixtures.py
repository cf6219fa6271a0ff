"""Fixtures of databases, for every room whose tests need one: import them in its `conftest.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.postgresql import fresh_database, running_server

from modeldex.storage.database import Database
from modeldex.storage.migrating import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server, one for each process of tests; its database is only connected to."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of an empty database on PostgreSQL."""
    with fresh_database(postgresql_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'registry.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database with all tables, of each kind."""
    with Database.open(database_url) as opened:
        upgrade(opened)
        yield opened
