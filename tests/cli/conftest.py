"""The command line over the small catalog of `tests/golden/data`: in this process, and in a real one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.services.fixtures import database_url, postgresql_server, postgresql_url, sqlite_url

import modeldex
from modeldex import ModelCatalog
from modeldex.catalog import reader
from modeldex.cli.main import main
from modeldex.pipeline.build import build_catalog
from modeldex.settings import ENVIRONMENT

__all__ = ["database_url", "postgresql_server", "postgresql_url", "sqlite_url"]

GOLDEN = Path(__file__).parent.parent / "golden"
TODAY = "2026-10-25"
"""The day on which the commands are run here, that of the small catalog."""


@dataclass(frozen=True)
class Ran:
    """What a command wrote, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def small_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalog") / "small.sqlite"
    build_catalog(GOLDEN / "data", path)
    return path


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small_path: Path, tmp_path: Path
) -> Run:
    """Run a command here, on a terminal of 80 columns; the small catalog lies where the bundled one does."""
    monkeypatch.setattr(reader, "_bundled", ModelCatalog.open(small_path))
    monkeypatch.setenv("COLUMNS", "80")
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nobody"))
    monkeypatch.setattr("modeldex.cli.session.today", lambda: TODAY)
    monkeypatch.setattr("modeldex.cli.cost_sheet.today", lambda: TODAY)

    def run_here(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["modeldex", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, written.out, written.err)

    return run_here


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory, small_path: Path) -> Path:
    """A folder that holds the package with the small catalog in it."""
    folder = tmp_path_factory.mktemp("package")
    source = Path(modeldex.__file__).parent
    shutil.copytree(source, folder / "modeldex", ignore=shutil.ignore_patterns("*.sqlite", "__pycache__"))
    shutil.copy(small_path, folder / "modeldex" / "catalog" / "bundled.sqlite")
    return folder


@pytest.fixture(scope="session")
def shell(package: Path) -> Run:
    """Run `python -m modeldex` in a process of its own; keywords are environment variables."""
    nobody = str(package / "nobody")
    around = {"PYTHONUTF8": "1", "XDG_CONFIG_HOME": nobody, "XDG_DATA_HOME": nobody}
    around |= dict.fromkeys(ENVIRONMENT, "")

    def run_there(*arguments: str, python: tuple[str, ...] = ("-m", "modeldex"), **environment: str) -> Ran:
        ran = subprocess.run(
            [sys.executable, *python, *arguments],
            capture_output=True,
            env={**os.environ, **around, "PYTHONPATH": str(package), "COLUMNS": "80", **environment},
            cwd=package,
            timeout=120,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8"))

    return run_there


@pytest.fixture
def folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of a user called ann, in which commands run."""
    place = tmp_path / "folder"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("LOGNAME", "ann")
    return place


@pytest.fixture
def small(small_path: Path, run: Run) -> ModelCatalog:
    """The small catalog, which lies where the bundled one does."""
    return ModelCatalog.bundled()
