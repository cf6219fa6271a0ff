"""The two ways to deploy a version with new ids, as the guide has them, in a shell and real processes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from modeldex import ModelConfig
from modeldex.registry.registry import ModelRegistry
from modeldex.settings import ENVIRONMENT
from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "database.md"
OLD, NEW = "anthropic/claude-4-opus", "anthropic/claude-4.5-opus"

_SERVE_UNTIL_STOPPED = f"""
import os, signal
from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database
Conversations(Database.open("sqlite:///registry.db")).create({OLD!r})
os.kill(os.getpid(), signal.SIGTERM)
"""
"""What stops as an application does: what it wrote last stands in the log beside the database."""

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are for a POSIX shell")


def _block(heading: str) -> str:
    """The commands below a heading of the guide."""
    return GUIDE.read_text("utf-8").partition(heading)[2].partition("```sh\n")[2].partition("```")[0]


def _titled(name: str) -> str:
    """A file that the guide begins with."""
    return GUIDE.read_text("utf-8").partition(f" {name}\n")[2].partition("```")[0]


@pytest.fixture
def deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an application of the version before, with data in place."""
    folder = tmp_path / "application"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nobody"))
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    for name in ("modeldex.toml", "ids.csv"):
        (folder / name).write_text(_titled(name), "utf-8")
    with ModelRegistry.open(database="sqlite:///registry.db", live=False) as registry:
        registry.register_model(ModelConfig(provider="anthropic", model_id="claude-4-opus"))
    ended = subprocess.run([sys.executable, "-c", _SERVE_UNTIL_STOPPED], check=False, timeout=60)
    assert ended.returncode != 0
    assert (folder / "registry.db-wal").stat().st_size > 0
    return folder


def _run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script where nothing is stopped, started or installed."""
    programs = folder / ".bin"
    programs.mkdir(exist_ok=True)
    ours = f'"{sys.executable}" -m modeldex "$@"'
    for name, line in (("systemctl", "true"), ("pip", "true"), ("modeldex", ours)):
        (programs / name).write_text(f"#!/bin/sh\nexec {line}\n", "utf-8")
        (programs / name).chmod(0o700)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _models(folder: Path, name: str) -> list[str]:
    with Database.open(f"sqlite:///{folder / name}") as database:
        return [one.model for one in Conversations(database).list()]


def _is_whole(folder: Path, name: str) -> bool:
    with closing(sqlite3.connect(folder / name)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_to_begin_anew_leaves_the_old_data_in_the_backup(deployed: Path):
    ran = _run(_block("**A: "), deployed)

    assert ran.returncode == 0, ran.stderr
    assert _models(deployed, "registry.db") == []
    assert _models(deployed, "before-a.db") == [OLD]


def test_to_keep_the_data_leaves_all_of_it_under_new_ids(deployed: Path):
    ran = _run(_block("**B: "), deployed)

    assert ran.returncode == 0, ran.stderr
    assert _models(deployed, "registry.db") == [NEW]
    assert _models(deployed, "before-b.db") == [OLD]
    text = (deployed / "modeldex.toml").read_text("utf-8")
    assert text == _titled("modeldex.toml").replace(OLD, NEW)


def test_an_id_of_long_ago_does_not_stop_the_deployment(deployed: Path):
    with Database.open("sqlite:///registry.db") as database:
        Conversations(database).create("gone/model-9")
    ran = _run(_block("**B: "), deployed)

    assert ran.returncode == 0, ran.stderr
    assert sorted(_models(deployed, "registry.db")) == [NEW, "gone/model-9"]


@pytest.mark.parametrize("way", ["a", "b"])
def test_the_way_back_leads_to_what_was(way: str, deployed: Path):
    _run(_block(f"**{way.upper()}: "), deployed)
    ended = subprocess.run([sys.executable, "-c", _SERVE_UNTIL_STOPPED], check=False, timeout=60)
    assert (deployed / "registry.db-wal").exists(), ended
    ran = _run(_block("**The way back**").replace("before-b", f"before-{way}"), deployed)

    assert ran.returncode == 0, ran.stderr
    assert _is_whole(deployed, "registry.db")
    assert _models(deployed, "registry.db") == [OLD]
    assert (deployed / "modeldex.toml").read_text("utf-8") == _titled("modeldex.toml")


def test_a_backup_is_put_in_place_as_the_guide_says(deployed: Path):
    section = "## A backup"
    made = _block(section)
    back = _block(f"{section}{GUIDE.read_text('utf-8').partition(section)[2].partition(made)[0]}{made}")

    assert _run(made, deployed).returncode == 0
    subprocess.run([sys.executable, "-c", _SERVE_UNTIL_STOPPED], check=False, timeout=60)
    ran = _run(back, deployed)
    assert ran.returncode == 0, ran.stderr
    assert _is_whole(deployed, "registry.db")
    assert _models(deployed, "registry.db") == [OLD]
