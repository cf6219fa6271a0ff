"""Fixtures of Redis, for every room whose tests need one: import them in its `conftest.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.redis_server import PrivateRedis, fresh_prefix, private_redis, running_redis

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of a Redis, one for each process of tests; only keys below `redis_prefix` are touched."""
    with running_redis() as url:
        yield url


@pytest.fixture
def redis_prefix(redis_url: str) -> Iterator[str]:
    """How the keys of one test begin."""
    with fresh_prefix(redis_url) as prefix:
        yield prefix


@pytest.fixture
def own_redis() -> Iterator[PrivateRedis]:
    """A Redis of the test's own, which it may stop and start."""
    with private_redis() as server:
        yield server
