"""The schema goes up and down with data in place, whole or not at all, and says where it stands."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, text
from tests.services.by_hand import run_by_hand

from modeldex.core.errors import StorageError, UnknownNameError
from modeldex.storage import migrating
from modeldex.storage.aliases import NameAliases
from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database
from modeldex.storage.head import HEAD
from modeldex.storage.migrating import check, downgrade, revisions, sql_of, upgrade
from modeldex.storage.redirects import Redirects
from modeldex.storage.revision import require_current
from modeldex.storage.tables import METADATA
from modeldex.storage.versions import ModelVersions, NewVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANGE = NewVersion(model="acme/falcon-2", change="registered", content={"changes": {"name": "Falcon"}})
OURS = set(METADATA.tables)
LATER = {"conversations", "conversation_messages", "id_renames"}
"""Tables that revision 0002 brings."""


@pytest.fixture
def empty(database_url: str) -> Iterator[Database]:
    with Database.open(database_url) as opened:
        yield opened


def tables(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(inspect(connection).get_table_names()) - {"modeldex_revision"}


def test_an_empty_database_is_brought_up_to_the_head(empty: Database) -> None:
    before = check(empty)
    upgrade(empty)
    after = check(empty)

    assert (before.current, before.pending, before.is_current) == (None, ("0001", "0002"), False)
    assert (after.current, after.head, after.pending, after.drift) == (HEAD, HEAD, (), ())
    assert after.is_current
    assert tables(empty) == OURS


def test_the_newest_revision_is_the_one_that_this_version_needs() -> None:
    assert revisions()[-1] == HEAD


def test_an_upgrade_of_what_is_current_changes_nothing(database: Database) -> None:
    made = ModelVersions(database).append([CHANGE])

    upgrade(database)

    assert ModelVersions(database).latest() == made


def test_older_data_survives_the_way_down_and_up(database: Database) -> None:
    versions, aliases, redirects = ModelVersions(database), NameAliases(database), Redirects(database)
    versions.append([CHANGE], actor="ada")
    aliases.set("best", "model", "acme/falcon-2")
    redirects.record("falcon-1", "acme/falcon-1", "acme/falcon-2")
    conversations = Conversations(database)
    conversations.append(conversations.create("acme/falcon-2").id, "user", "Hello")
    before = versions.latest(), aliases.all(), redirects.recent(), versions.generation()

    downgrade(database, "0001")
    assert tables(database) == OURS - LATER
    assert check(database).pending == ("0002",)
    versions.append([CHANGE])
    upgrade(database)

    assert check(database).is_current
    assert versions.as_recorded(before[0][0].recorded_at) == before[0]
    assert (aliases.all(), redirects.recent(), versions.generation()) == (*before[1:3], before[3] + 1)
    assert conversations.list() == ()
    with pytest.raises(StorageError, match="append-only"), database.writing() as connection:
        connection.execute(text("DELETE FROM model_versions"))


def test_the_way_down_to_the_base_drops_all(database: Database) -> None:
    ModelVersions(database).append([CHANGE])

    downgrade(database, "base")
    assert tables(database) == set()
    assert check(database).current is None

    upgrade(database)
    assert ModelVersions(database).generation() == 0


def test_others_tables_in_the_same_database_are_left_alone(empty: Database) -> None:
    with empty.writing() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(text("CREATE TABLE theirs (n INTEGER)"))

    upgrade(empty)
    assert check(empty).drift == ()
    downgrade(empty, "base")

    assert tables(empty) == {"alembic_version", "theirs"}


@pytest.mark.parametrize("go", [upgrade, downgrade])
def test_a_revision_that_is_not_there_is_refused_with_those_there_are(go, database: Database) -> None:
    with pytest.raises(StorageError, match=r"cannot go to revision '0999'.*known: base, 0001, 0002, head"):
        go(database, "0999")

    assert check(database).is_current


def test_drift_is_found(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("ALTER TABLE redirects DROP COLUMN reason"))
        connection.execute(text("DROP INDEX conversations_by_model"))
        on_table = " ON model_versions" if database.dialect == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER model_versions_keep{on_table}"))

    found = check(database)

    assert not found.is_current
    assert len(found.drift) == 3
    for word in ("reason", "conversations_by_model", "model_versions_keep"):
        assert any(word in line for line in found.drift), word


def test_a_failed_migration_leaves_what_was_there(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with empty.writing() as connection:
        connection.execute(text("CREATE TABLE conversations (theirs INTEGER)"))

    with pytest.raises(StorageError, match="conversations"):
        upgrade(empty)

    assert tables(empty) == {"conversations"}
    assert check(empty).current is None


def test_several_may_upgrade_at_once(database_url: str, empty: Database) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with Database.open(database_url) as database:
                upgrade(database)
        except StorageError as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert check(empty).is_current


_UPGRADING = """
import sys
from modeldex.storage.database import Database
from modeldex.storage.migrating import upgrade
print("ready", flush=True)
sys.stdin.readline()
with Database.open(sys.argv[1]) as database:
    upgrade(database)
"""


def test_several_processes_may_open_and_upgrade_at_once(database_url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", _UPGRADING, database_url]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in processes]

    assert ended == [(b"", 0)] * 4
    with Database.open(database_url) as database:
        assert check(database).is_current


def test_a_new_sqlite_file_gets_its_tables_by_itself(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database:
        require_current(database)
        assert check(database).is_current
        require_current(database)


def test_whoever_only_reads_makes_no_tables(sqlite_url: str) -> None:
    Database.open(sqlite_url).close()
    with Database.open(sqlite_url, create=False) as database:
        with pytest.raises(StorageError, match="has no tables yet; make them: modeldex db upgrade"):
            require_current(database, create=False)
        assert tables(database) == set()


def test_postgresql_is_never_migrated_silently(postgresql_url: str) -> None:
    with Database.open(postgresql_url) as database:
        with pytest.raises(StorageError, match="has no tables yet; make them: modeldex db upgrade"):
            require_current(database)
        assert tables(database) == set()


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("0001", "is of schema 0001, and this version needs 0002; run: modeldex db upgrade"),
        ("base", "no tables"),
    ],
)
def test_an_older_schema_is_refused_with_the_mend(revision: str, said: str, database: Database) -> None:
    downgrade(database, revision)

    with pytest.raises(StorageError, match=said):
        require_current(database)


def test_a_newer_schema_is_refused_and_left_alone(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE modeldex_revision SET version_num = '0999'"))

    with pytest.raises(StorageError, match=r"is of schema 0999, newer than 0002 .* install a newer modeldex"):
        require_current(database)
    with pytest.raises(StorageError, match="0999"):
        upgrade(database)
    found = check(database)
    assert (found.is_ahead, found.is_current, found.pending) == (True, False, ())


def test_the_statements_do_by_hand_what_the_upgrade_does(database_url: str, empty: Database) -> None:
    script = sql_of(empty.dialect)
    assert script.startswith("BEGIN;")
    assert script.rstrip().endswith("COMMIT;")

    run_by_hand(database_url, script)
    assert check(empty).is_current
    ModelVersions(empty).append([CHANGE])

    run_by_hand(database_url, sql_of(empty.dialect, "head", "0001"))
    assert check(empty).pending == ("0002",)
    run_by_hand(database_url, sql_of(empty.dialect, "0001", "0002"))
    assert check(empty).is_current
    run_by_hand(database_url, sql_of(empty.dialect, "head", "base"))
    assert tables(empty) == set()


def test_statements_of_what_is_not_there_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="sqlite, postgresql"):
        sql_of("mysql")
    with pytest.raises(UnknownNameError, match="base, 0001, 0002, head"):
        sql_of("sqlite", end="0999")


def test_no_column_is_a_binary_fraction(database: Database) -> None:
    with database.reading() as connection:
        kinds = {str(column["type"]) for table in OURS for column in inspect(connection).get_columns(table)}

    assert kinds == {"TEXT", "INTEGER", "BIGINT"}


def test_the_migrations_are_in_the_package() -> None:
    folder = Path(migrating.__file__).parent / "migrations"

    assert {path.name for path in folder.rglob("*") if path.is_file()} >= {
        "env.py", "v0001_registry.py", "v0002_conversations.py",
    }  # fmt: skip
    assert all(path.suffix in (".py", ".pyc") for path in folder.rglob("*") if path.is_file())
