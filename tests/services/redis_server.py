"""A Redis for tests: the one that is named, or a private one out of the installed program."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis
from tests.services.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

URL_VARIABLE = "MODELDEX_TEST_REDIS_URL"
"""A Redis of which tests touch no key but those they make."""
_START_SECONDS = 30
_LEAST_OF_MINUTE = 5
"""Seconds that a test of counts takes at most."""


@contextmanager
def running_redis() -> Iterator[str]:
    """The URL of a Redis; one that was started here ends with this."""
    if named := os.environ.get(URL_VARIABLE):
        yield named
        return
    with private_redis() as server:
        yield server.url


@contextmanager
def private_redis() -> Iterator[PrivateRedis]:
    """A Redis out of the installed program, which runs, and can be stopped and started meanwhile."""
    program = shutil.which("redis-server")
    if program is None:
        reason = "Redis is not installed: apt-get install redis-server (Debian), or set " + URL_VARIABLE
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="modeldex-redis-") as folder:
        server = PrivateRedis(program, Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def fresh_prefix(url: str) -> Iterator[str]:
    """How keys of one test begin, which are deleted at the end."""
    prefix = f"modeldex-test-{secrets.token_hex(8)}"
    yield prefix
    with closing(redis.Redis.from_url(url)) as client:
        for key in client.scan_iter(prefix + "*"):
            client.delete(key)


def within_a_minute() -> None:
    """Wait until a minute of the clock is not about to end, for tests of what is counted in one."""
    left = 60 - time.time() % 60
    if left < _LEAST_OF_MINUTE:
        time.sleep(left)


class PrivateRedis:
    """A Redis on a port that was free, with a password, which keeps nothing once it is stopped."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._port = free_port()
        self.password = secrets.token_hex(16)
        self.url = f"redis://:{self.password}@127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {
            "port": str(self._port), "bind": "127.0.0.1", "dir": str(self._folder), "save": "",
            "appendonly": "no", "requirepass": self.password,
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [self._program, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait(self._process)

    def stop(self) -> None:
        """End it at once, as a machine that fails; nothing where it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=_START_SECONDS)
            self._process = None

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        with closing(redis.Redis.from_url(self.url)) as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError:
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise
                    time.sleep(0.02)
                else:
                    return
