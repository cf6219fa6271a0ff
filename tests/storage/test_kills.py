"""A process that is killed at any moment loses nothing that was acknowledged, and leaves no half of anything.

`MODELDEX_KILLS` says how often to kill on each database; the usual run kills five times.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from modeldex.core.errors import StorageError
from modeldex.storage.database import Database
from modeldex.storage.head import HEAD
from modeldex.storage.migrating import check, downgrade, upgrade
from modeldex.storage.versions import ModelVersions, NewVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLS = int(os.environ.get("MODELDEX_KILLS", "5"))
WRITING = Path(__file__).with_name("writing.py")


def killed_while_writing(url: str, run: str, least: int, then_seconds: float) -> list[str]:
    """The lines of a process that was killed some time after it had acknowledged a few batches."""
    command = [sys.executable, str(WRITING), url, run]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(least)]
        assert all(lines), "it ended before it was killed"
        time.sleep(then_seconds)
        process.kill()
        lines += process.stdout.readlines()
    return [line for line in lines if line.endswith("\n")]  # the last one may be torn


def test_nothing_that_was_acknowledged_is_lost(database: Database, database_url: str) -> None:
    acknowledged: dict[str, dict[str, int]] = {}
    for kill in range(KILLS):
        lines = killed_while_writing(database_url, f"run{kill}", random.randint(1, 20), random.random() / 10)
        for line in lines:
            name, *made = line.split()
            pairs = (one.partition("=") for one in made)
            acknowledged[name] = {model: int(version) for model, _, version in pairs}

        with Database.open(database_url) as again:
            check_all_of_it(ModelVersions(again), acknowledged)
            assert check(again).is_current
        ModelVersions(database).append([NewVersion(model="load/0", change="changed", content={})])


def check_all_of_it(versions: ModelVersions, acknowledged: dict[str, dict[str, int]]) -> None:
    kept = versions.since(0)
    batches: dict[str, dict[str, int]] = defaultdict(dict)
    sizes, generations = {}, defaultdict(set)
    for version in kept:
        if version.reason is not None:
            name, _, size = version.reason.partition(" ")
            batches[name][version.model] = version.version
            sizes[name] = int(size)
            generations[name].add(version.generation)

    assert {name: batches[name] for name in acknowledged} == acknowledged
    assert {name: len(batch) for name, batch in batches.items()} == sizes
    assert set(map(len, generations.values())) <= {1}
    for model in {version.model for version in kept}:
        history = versions.versions(model)
        assert [version.version for version in history] == list(range(1, len(history) + 1))
        moments = [version.recorded_at for version in history]
        assert moments == sorted(moments)
    assert versions.generation() == max(version.generation for version in kept)
    assert {version.generation for version in kept} == set(range(1, versions.generation() + 1))


_MIGRATING = """
import sys
from modeldex.storage.database import Database
from modeldex.storage.migrating import downgrade, upgrade
database = Database.open(sys.argv[1])
print("ready", flush=True)
while True:
    upgrade(database)
    downgrade(database, "base")
"""


def test_a_migration_that_is_killed_is_done_or_not_begun(database_url: str) -> None:
    for _ in range((KILLS + 1) // 2):
        command = [sys.executable, "-c", _MIGRATING, database_url]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(random.random() / 10)
            process.kill()
        with Database.open(database_url) as database:
            state = check(database)
            assert state.current in (None, HEAD)
            assert state.drift == ()
            upgrade(database)
            ModelVersions(database).append([NewVersion(model="acme/a", change="registered", content={})])
            downgrade(database, "base")


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Database]:
    with Database.open(postgresql_url) as database:
        upgrade(database)
        yield database


def test_a_writer_whose_connection_is_cut_writes_all_or_nothing(postgresql: Database) -> None:
    versions = ModelVersions(postgresql)
    versions.append([NewVersion(model="acme/a", change="registered", content={})])

    with pytest.raises(StorageError), postgresql.writing() as connection:  # noqa: PT012
        connection.execute(text("UPDATE registry_state SET generation = 9"))
        (server,) = connection.execute(text("SELECT pg_backend_pid()")).one()
        with postgresql.writing() as other:
            other.execute(text("SELECT pg_terminate_backend(:server)"), {"server": server})
        connection.execute(text("UPDATE registry_state SET generation = 10"))

    assert versions.generation() == 1
    (made,) = versions.append([NewVersion(model="acme/a", change="changed", content={}, expected=1)])
    assert (made.version, made.generation) == (2, 2)
