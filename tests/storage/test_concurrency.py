"""Writers at the same time: one wins each version, the others are told, and nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modeldex.core.errors import StaleWriteError
from modeldex.storage.versions import ModelVersions, NewVersion

if TYPE_CHECKING:
    from modeldex.storage.database import Database

MODEL = "acme/falcon-2"


def change(expected: int | None, by: str = "") -> NewVersion:
    return NewVersion(model=MODEL, change="changed", content={"by": by}, expected=expected)


def test_one_of_several_wins_each_version(database: Database) -> None:
    versions = ModelVersions(database)
    won: list[int] = []
    lost: list[StaleWriteError] = []
    begin = threading.Barrier(4)

    def work() -> None:
        for expected in range(10):
            begin.wait()
            try:
                won.append(versions.append([change(expected)])[0].version)
            except StaleWriteError as error:
                lost.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == list(range(1, 11))
    assert len(lost) == 30
    assert all(error.latest == error.expected + 1 for error in lost)
    assert versions.generation() == 10


_ADDING = """
import json, sys
from modeldex.core.errors import StaleWriteError
from modeldex.storage.database import Database
from modeldex.storage.versions import ModelVersions, NewVersion

url, name = sys.argv[1:]
with Database.open(url) as database:
    versions, refused = ModelVersions(database), 0
    for number in range(15):
        while True:
            latest = versions.versions("acme/falcon-2")
            content = {**(latest[-1].content if latest else {}), f"{name}{number}": number}
            new = NewVersion(model="acme/falcon-2", change="changed", content=content, expected=len(latest))
            try:
                versions.append([new])
                break
            except StaleWriteError:
                refused += 1
    print(json.dumps(refused))
"""


def test_processes_that_try_again_lose_no_change(database: Database, database_url: str) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", _ADDING, database_url, name], stdout=subprocess.PIPE)
        for name in ("a", "b", "c")
    ]
    refused = [json.loads(process.communicate(timeout=120)[0]) for process in processes]

    history = ModelVersions(database).versions(MODEL)
    assert len(history) == 45
    assert [len(version.content or {}) for version in history] == list(range(1, 46))
    assert len(refused) == 3


BATCHES = st.lists(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, 0, 1, 2, 3])), max_size=4), max_size=6
)


@given(batches=BATCHES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_versions_are_what_lists_would_be(
    database: Database, batches: list[list[tuple[str, int | None]]]
) -> None:
    versions = ModelVersions(database)
    generation = versions.generation()
    prefix = f"run{generation}/"  # of this example: those before it are in the database, too
    lists: dict[str, list[int]] = {}

    for batch in batches:
        after = {name: list(kept) for name, kept in lists.items()}
        is_stale = False
        for name, expected in batch:
            kept = after.setdefault(name, [])
            is_stale |= expected not in (None, len(kept))
            kept.append(generation + 1)
        try:
            versions.append(
                NewVersion(model=prefix + name, change="changed", content={}, expected=expected)
                for name, expected in batch
            )
        except StaleWriteError:
            assert is_stale
        else:
            assert not is_stale
            lists = after
            generation += bool(batch)

    assert versions.generation() == generation
    latest = {one.model: one.version for one in versions.latest() if one.model.startswith(prefix)}
    assert latest == {prefix + name: len(kept) for name, kept in lists.items()}
    for name, kept in lists.items():
        assert [one.generation for one in versions.versions(prefix + name)] == kept
