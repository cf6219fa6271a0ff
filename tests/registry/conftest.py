"""The small catalog and databases; each test has its own registry."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.catalog.conftest import small, small_path
from tests.services.fixtures import database_url, postgresql_server, postgresql_url, sqlite_url
from tests.services.redis_fixtures import own_redis, redis_prefix, redis_url

from modeldex import ModelCatalog, ModelRegistry, Settings
from modeldex.storage.database import Database
from modeldex.storage.migrating import upgrade

__all__ = [
    "database_url", "own_redis", "postgresql_server", "postgresql_url", "redis_prefix", "redis_url", "small",
    "small_path", "sqlite_url",
]  # fmt: skip

Opener = Callable[..., ModelRegistry]


class Kept(NamedTuple):
    """A registry over the small catalog, and how what it was told is read anew."""

    registry: ModelRegistry
    again: Callable[[], ModelRegistry]
    """Another registry on the same store; in memory, which nobody else has, the same one."""
    layer: str
    """The layer that is told."""


@pytest.fixture
def over_small(small: ModelCatalog) -> ModelRegistry:
    """A registry in memory over the small catalog."""
    return ModelRegistry(small)


@pytest.fixture
def quiet() -> Settings:
    """The settings of an environment in which nothing is set."""
    return Settings()


@pytest.fixture
def opened(small: ModelCatalog, quiet: Settings) -> Iterator[Opener]:
    """Opens registries over the small catalog, which are closed when the test ends."""
    with ExitStack() as stack:

        def opener(config: Path | None = None, **given: Any) -> ModelRegistry:
            asked = {"catalog": small, "settings": quiet, "live": False, **given}
            return stack.enter_context(ModelRegistry.open(config, **asked))

        yield opener


def with_tables(url: str) -> str:
    """The same URL, once the database has all tables."""
    with Database.open(url) as database:
        upgrade(database)
    return url


@pytest.fixture
def tables(database_url: str) -> str:
    """The URL of a database of each kind, with all tables."""
    return with_tables(database_url)


@pytest.fixture
def sqlite_tables(sqlite_url: str) -> str:
    """The URL of an SQLite file with all tables."""
    return with_tables(sqlite_url)


@pytest.fixture
def postgresql_tables(postgresql_url: str) -> str:
    """The URL of a database on PostgreSQL with all tables."""
    return with_tables(postgresql_url)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, opened: Opener, small: ModelCatalog) -> Kept:
    """A registry on each kind of store."""
    if request.param == "memory":
        registry = ModelRegistry(small)
        return Kept(registry, lambda: registry, "in-process")
    url: str = request.getfixturevalue(f"{request.param}_tables")
    return Kept(opened(database=url), lambda: opened(database=url), "database")
