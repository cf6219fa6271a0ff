"""`modeldex db backup`: all of a database in one file, also while it is in use, or was left in a hurry."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from modeldex.storage import backup
from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database
from modeldex.storage.migrating import upgrade

if TYPE_CHECKING:
    from pathlib import Path

URL = "sqlite:///registry.db"
_LEAVE_IN_A_HURRY = """
import os, signal
from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database
Conversations(Database.open("sqlite:///registry.db")).create("acme/falcon-2")
os.kill(os.getpid(), signal.SIGTERM)
"""


@pytest.fixture
def left(folder: Path) -> Path:
    """A database whose last change stands in the log beside it, as a program that is stopped leaves it."""
    with Database.open(URL) as database:
        upgrade(database)
        Conversations(database).create("acme/falcon-1")
    ended = subprocess.run([sys.executable, "-c", _LEAVE_IN_A_HURRY], check=False, timeout=60)
    assert ended.returncode != 0
    assert (folder / "registry.db-wal").stat().st_size > 0
    return folder


def _models(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row[0] for row in connection.execute("SELECT model FROM conversations ORDER BY 1")]


def test_a_backup_has_what_a_copied_file_lacks(left: Path, run):
    shutil.copy("registry.db", "copied.db")
    ran = run("db", "backup", "registry.db.backup", "--database", URL)

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "sqlite:///registry.db is backed up to registry.db.backup\n"
    assert _models(left / "registry.db.backup") == ["acme/falcon-1", "acme/falcon-2"]
    assert _models(left / "copied.db") == ["acme/falcon-1"]


def test_a_backup_is_one_file_for_its_user_alone(left: Path, run):
    run("db", "backup", "registry.db.backup", "--database", URL)

    names = sorted(path.name for path in left.iterdir() if path.name.startswith(("registry.db.b", ".")))
    assert names == ["registry.db.backup"]
    assert stat.S_IMODE((left / "registry.db.backup").stat().st_mode) == 0o600


def test_a_backup_is_made_while_somebody_writes(left: Path, run):
    with Database.open(URL) as database, database.writing() as connection:
        connection.exec_driver_sql("UPDATE conversations SET model = 'half/way'")
        assert run("db", "backup", "registry.db.backup", "--database", URL).code == 0

    assert _models(left / "registry.db.backup") == ["acme/falcon-1", "acme/falcon-2"]


def test_no_file_is_written_over_by_accident(left: Path, run):
    (left / "registry.db.backup").write_text("mine", "utf-8")
    ran = run("db", "backup", "registry.db.backup", "--database", URL)

    assert (ran.code, ran.out) == (2, "")
    assert "--force" in ran.err
    assert (left / "registry.db.backup").read_text("utf-8") == "mine"
    assert run("db", "backup", "registry.db.backup", "--database", URL, "--force").code == 0
    assert len(_models(left / "registry.db.backup")) == 2


def test_the_database_is_no_place_for_its_own_backup(left: Path, run):
    (left / "link.db").symlink_to("registry.db")
    for name in ("registry.db", "link.db"):
        ran = run("db", "backup", name, "--database", URL, "--force")
        assert (ran.code, ran.out) == (2, "")
        assert "is the database itself" in ran.err

    with Database.open(URL) as database:
        assert len(Conversations(database).list()) == 2


def test_a_log_beside_the_backup_would_damage_it(left: Path, run):
    (left / "old.db-wal").write_bytes(b"a log")
    ran = run("db", "backup", "old.db", "--database", URL)

    assert (ran.code, ran.out) == (2, "")
    assert "old.db-wal lies there" in ran.err
    assert not (left / "old.db").exists()


def test_a_damaged_database_is_not_backed_up(left: Path, run):
    with closing(sqlite3.connect("registry.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
    ran = run("db", "backup", "registry.db.backup", "--database", URL)

    assert (ran.code, ran.out) == (2, "")
    assert "cannot be copied to registry.db.backup (it is damaged: " in ran.err
    assert not (left / "registry.db.backup").exists()


def test_what_fails_leaves_nothing(left: Path, run, monkeypatch: pytest.MonkeyPatch):
    def fail(*_given: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "_copy", fail)
    ran = run("db", "backup", "registry.db.backup", "--database", URL)

    assert (ran.code, ran.out) == (2, "")
    assert "cannot be copied to registry.db.backup (database or disk is full)" in ran.err
    assert {path.name for path in left.iterdir()} <= {"registry.db", "registry.db-wal", "registry.db-shm"}


def test_a_database_that_is_not_there_is_not_made(folder: Path, run):
    ran = run("db", "backup", "copy.db", "--database", "sqlite:///typo.db")

    assert (ran.code, ran.out) == (2, "")
    assert "is not there" in ran.err
    assert list(folder.iterdir()) == []


def test_postgresql_has_a_program_of_its_own(postgresql_url: str, folder: Path, run):
    ran = run("db", "backup", "registry.dump", "--database", postgresql_url)

    assert (ran.code, ran.out) == (2, "")
    assert "pg_dump --format=custom --file=registry.dump postgresql://" in ran.err
    assert postgresql_url not in ran.err
    assert list(folder.iterdir()) == []
