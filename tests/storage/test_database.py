"""A database is opened by its URL, used in transactions, and says what is wrong without its password."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from modeldex.core.errors import StorageError
from modeldex.storage.address import read_address
from modeldex.storage.database import Database
from modeldex.storage.migrating import upgrade
from modeldex.storage.versions import ModelVersions, NewVersion

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

SECRET = "s3cret"
CHANGE = NewVersion(model="acme/falcon-2", change="registered", content={})


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def refusal(url: str, **options: bool) -> str:
    with pytest.raises(StorageError) as caught:
        Database.open(url, **options)
    shown = str(caught.value)
    assert SECRET not in shown
    assert SECRET not in repr(caught.value.__cause__)
    return shown


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("registry.db", "sqlite:///registry.db"),
        ("/var/lib/registry.db", "sqlite:////var/lib/registry.db"),
        (f"me:{SECRET}@host/name", "postgresql://user@host/database"),
        ("", "sqlite:///file.db"),
        (f"mysql://me:{SECRET}@host/name", "cannot begin with mysql://"),
        (f"postgresql+asyncpg://me:{SECRET}@host/name", "cannot begin with postgresql+asyncpg://"),
        (f"postgresql://me:{SECRET}@host:port/name", "cannot be read"),
        (f"postgresql://me:{SECRET}@host", "names no database"),
        ("sqlite://registry.db", "three slashes"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:///file:registry.db?uri=true", "no parameters"),
        (f"postgresql://app:p@{SECRET}@host/name", "has more than one @"),
        (f"postgresql://app:p@{SECRET}/x@host/name", "%40 for @"),
        ("postgresql://app:${NOPE}@host/name", "the database URL refers to NOPE, which is not set"),
        ("sqlite:///${NOPE}/${NEITHER}.db", "refers to NOPE and NEITHER, which are not set"),
    ],
)
def test_a_wrong_url_is_refused_with_the_right_way_to_write_it(url: str, hint: str) -> None:
    assert hint in refusal(url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_opens_it(scheme: str, postgresql_url: str) -> None:
    with Database.open(postgresql_url.replace("postgresql", scheme, 1)) as database:
        assert database.dialect == "postgresql"
        parts = make_url(postgresql_url)
        assert database.label == f"postgresql://{parts.username}@{parts.host}:{parts.port}/{parts.database}"


def test_a_reference_stands_for_a_variable_whatever_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    password = f"a@b/c%40:{SECRET}?&${{THE_HOST}}"
    monkeypatch.setenv("THE_PASSWORD", password)
    monkeypatch.setenv("THE_HOST", "127.0.0.1:1")

    parts = read_address("postgresql://app:${THE_PASSWORD}@${THE_HOST}/name?sslpassword=${THE_PASSWORD}")

    assert (parts.username, parts.password, parts.host, parts.port) == ("app", password, "127.0.0.1", 1)
    assert parts.query == {"sslpassword": password}
    assert "postgresql://app@127.0.0.1:1/name cannot be reached" in refusal(
        "postgresql://app:${THE_PASSWORD}@${THE_HOST}/name"
    )


def test_a_label_shows_neither_password_nor_parameters(postgresql_url: str) -> None:
    parts = make_url(postgresql_url)
    asked = parts.update_query_dict({"application_name": SECRET}).render_as_string(hide_password=False)
    with Database.open(asked) as database:
        for shown in (database.label, repr(database)):
            assert str(parts.password) not in shown
            assert SECRET not in shown


def test_an_sqlite_file_is_made_for_its_user_alone(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database, database.writing() as connection:
        connection.execute(text("CREATE TABLE kept (n INTEGER)"))
        for path in file_of(sqlite_url).parent.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert database.dialect == "sqlite"
    assert database.label == sqlite_url


def test_a_file_that_is_not_there_can_be_an_error(sqlite_url: str) -> None:
    assert "is not there; make it: modeldex db upgrade" in refusal(sqlite_url, create=False)
    assert not file_of(sqlite_url).exists()


def test_a_closed_database_says_so(database: Database) -> None:
    database.close()

    for use in (database.reading, database.writing, database.dedicated):
        with pytest.raises(StorageError, match="is closed; open it again"), use():
            pass


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert f"the folder {tmp_path / 'gone'} is not there" in refusal(f"sqlite:///{tmp_path}/gone/registry.db")


def test_another_file_is_no_database_and_stays_as_it_is(sqlite_url: str) -> None:
    content = b"model,price\n" * 400
    file_of(sqlite_url).write_bytes(content)

    assert "is no SQLite database; name another file" in refusal(sqlite_url)
    assert file_of(sqlite_url).read_bytes() == content


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(f"sqlite:///{tmp_path}")


def test_a_server_that_is_not_there_cannot_be_reached() -> None:
    shown = refusal(f"postgresql://me:{SECRET}@127.0.0.1:1/name")

    assert "postgresql://me@127.0.0.1:1/name cannot be reached; check that its server runs" in shown


def test_a_wrong_password_is_told_without_it(postgresql_url: str) -> None:
    wrong = make_url(postgresql_url).set(username="somebody", password=SECRET)
    shown = refusal(wrong.render_as_string(hide_password=False))

    assert "check that its server runs, and host, port, user, password and database in the URL" in shown
    assert '"somebody"' in shown


def test_a_database_that_is_not_there_is_named(postgresql_url: str) -> None:
    wrong = make_url(postgresql_url).set(database="nowhere").render_as_string(hide_password=False)

    assert 'database "nowhere" does not exist' in refusal(wrong)


def test_sqlite_is_set_up_to_lose_nothing(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database, database.reading() as connection:
        assert setting(connection, "journal_mode") == "wal"
        assert setting(connection, "synchronous") == 2  # FULL
        assert setting(connection, "foreign_keys") == 1
        assert setting(connection, "busy_timeout") == 10_000


def setting(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_change_is_kept_whole_or_not_at_all(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE kept (n INTEGER)"))
    with pytest.raises(ZeroDivisionError), database.writing() as connection:  # noqa: PT012
        connection.execute(text("INSERT INTO kept VALUES (1)"))
        connection.execute(text("CREATE TABLE half (n INTEGER)"))
        raise ZeroDivisionError

    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM kept")).scalar() == 0
    with pytest.raises(StorageError), database.reading() as connection:
        connection.execute(text("SELECT count(*) FROM half"))


def test_a_reader_sees_one_state_throughout(database: Database) -> None:
    versions = ModelVersions(database)
    count = text("SELECT count(*) FROM model_versions")
    with database.reading() as connection:
        assert connection.execute(count).scalar() == 0
        versions.append([CHANGE])
        assert connection.execute(count).scalar() == 0
    with database.reading() as connection:
        assert connection.execute(count).scalar() == 1


def test_a_lock_that_is_held_too_long_is_told(database_url: str) -> None:
    with Database.open(database_url, wait_seconds=1) as database:
        upgrade(database)
        versions = ModelVersions(database)
        with database.writing() as holder:
            holder.execute(text("UPDATE registry_state SET generation = generation"))
            with pytest.raises(StorageError, match="is locked by another program; end that one"):
                versions.append([CHANGE])

        assert versions.append([CHANGE])[0].generation == 1


def test_a_read_only_file_says_who_must_allow_what(sqlite_url: str) -> None:
    Database.open(sqlite_url).close()
    with Database.open(sqlite_url) as database:
        with database.reading() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
        refused = pytest.raises(StorageError, match="is read-only; give this user the right")
        with refused, database.writing() as connection:
            connection.execute(text("CREATE TABLE kept (n INTEGER)"))


def test_a_full_disk_is_told_and_nothing_is_half_written(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database:
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE kept (t TEXT)"))
            connection.exec_driver_sql("PRAGMA max_page_count = 4")
        with pytest.raises(StorageError, match="the disk is full"), database.writing() as connection:
            connection.execute(text("INSERT INTO kept VALUES (:t)"), {"t": "x" * 100_000})
        with database.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM kept")).scalar() == 0


def test_a_connection_that_was_lost_is_replaced(postgresql_url: str) -> None:
    with Database.open(postgresql_url) as database:
        upgrade(database)
        end_it = text("SELECT pg_terminate_backend(pg_backend_pid())")
        with pytest.raises(StorageError, match="ended the connection"), database.writing() as connection:
            connection.execute(end_it)

        assert ModelVersions(database).append([CHANGE])[0].version == 1


def test_more_readers_than_connections_wait_and_then_are_told(sqlite_url: str) -> None:
    with Database.open(sqlite_url, wait_seconds=1) as database, ExitStack() as held:
        for _ in range(10):
            held.enter_context(database.reading())
        with pytest.raises(StorageError, match="all connections of this process are in use"):
            held.enter_context(database.reading())


def test_threads_share_a_database(database: Database) -> None:
    versions = ModelVersions(database)

    def work() -> None:
        for _ in range(5):
            versions.append([CHANGE])
            versions.latest()

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [version.version for version in versions.versions("acme/falcon-2")] == list(range(1, 61))


_FORKING = """
import os, sys
from sqlalchemy import text
from sqlalchemy.engine import make_url
from modeldex.storage.database import Database
from modeldex.storage.versions import ModelVersions, NewVersion

database = Database.open(sys.argv[1])
versions = ModelVersions(database)
change = NewVersion(model="acme/falcon-2", change="registered", content={})
versions.append([change])
with database.reading() as connection:
    before = connection.execute(text("SELECT count(*) FROM model_versions")).scalar()
    child = os.fork()
    if child == 0:
        versions.append([change])
        database.close()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert connection.execute(text("SELECT count(*) FROM model_versions")).scalar() == before
assert versions.append([change])[0].version == 3
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_parent_and_child_both_write_on_after_a_fork(database: Database, database_url: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", _FORKING, database_url],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert len(ModelVersions(database).latest()) == 1
