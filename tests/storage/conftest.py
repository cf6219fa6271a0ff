"""Databases for the tests of the room; each test has its own."""

from tests.services.fixtures import database, database_url, postgresql_server, postgresql_url, sqlite_url
from tests.services.redis_fixtures import own_redis, redis_prefix, redis_url

__all__ = [
    "database", "database_url", "own_redis", "postgresql_server", "postgresql_url", "redis_prefix",
    "redis_url", "sqlite_url",
]  # fmt: skip
