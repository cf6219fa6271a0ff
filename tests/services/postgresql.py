"""A PostgreSQL server for tests: the one that is named, or a private one out of the installed programs."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url
from tests.services.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

URL_VARIABLE = "MODELDEX_TEST_DATABASE_URL"
"""A server whose user may make databases; tests touch none but those they make."""
_START_SECONDS = 30
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "16MB",
    # what a killed process has written stays with the kernel; only a machine that fails needs fsync
    "fsync": "off",
}


@contextmanager
def running_server() -> Iterator[str]:
    """The URL of a server, whose database is only connected to; one that was started here ends with this."""
    if named := os.environ.get(URL_VARIABLE):
        yield make_url(named).set(drivername="postgresql").render_as_string(hide_password=False)
        return
    with private_server() as server:
        yield server.url


@contextmanager
def private_server() -> Iterator[PrivateServer]:
    """A server out of the installed programs, which runs, and can be stopped and started meanwhile."""
    programs = _programs()
    if programs is None:
        _miss("PostgreSQL is not installed: apt-get install postgresql (Debian), or set " + URL_VARIABLE)
    folder = Path(tempfile.mkdtemp(prefix="modeldex-postgresql-"))
    try:
        server = PrivateServer(programs, folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """The URL of an empty database, which is dropped at the end."""
    name = f"modeldex_test_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


class PrivateServer:
    """A server in a folder of its own, on a port that was free."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._data = folder / "data"
        self._user = _other_user()
        self._process: subprocess.Popen[bytes] | None = None
        self._port = free_port()
        password = secrets.token_hex(16)
        word = folder / "password"
        word.write_text(password)
        if self._user is not None:
            for path in (folder, word):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        _run_as(
            self._user,
            programs / "initdb",
            *("-D", self._data, "-U", "tests", "-A", "scram-sha-256", "--pwfile", word),
            *("-E", "UTF8", "--locale", "C", "--no-sync"),
        ).communicate(timeout=_START_SECONDS)
        self.url = f"postgresql://tests:{password}@127.0.0.1:{self._port}/postgres"
        """The URL of a database that is only connected to."""

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        program = self._programs / "postgres"
        self._process = _run_as(self._user, program, "-D", self._data, "-p", str(self._port), *options)
        _wait_for(self._process, self.url)

    def stop(self) -> None:
        """End its sessions, and it; nothing where it does not run."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.communicate(timeout=_START_SECONDS)
            self._process = None


def _programs() -> Path | None:
    """The folder of `initdb` and `postgres`; the newest where there are several."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True
    )
    return next((folder for folder in (*folders, *installed) if (folder / "postgres").exists()), None)


def _other_user() -> pwd.struct_passwd | None:
    """Who runs the server, which refuses root; None: whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    there = {user.pw_name: user for user in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in there:
            return there[name]
    return _miss("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody")


def _run_as(user: pwd.struct_passwd | None, *command: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=None if user is None else user.pw_uid,
        group=None if user is None else user.pw_gid,
        extra_groups=None if user is None else [],
    )


def _wait_for(server: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _miss(reason: str) -> NoReturn:
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
