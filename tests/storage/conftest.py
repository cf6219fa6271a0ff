"""Databases for the tests of the room; each test has its own."""

from tests.services.fixtures import database, database_url, postgresql_server, postgresql_url, sqlite_url

__all__ = ["database", "database_url", "postgresql_server", "postgresql_url", "sqlite_url"]
