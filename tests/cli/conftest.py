"""The command line over the small catalog of `tests/golden/data`: in this process, and in a real one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import modeldex
from modeldex import ModelCatalog
from modeldex.catalog import reader
from modeldex.cli.main import main
from modeldex.pipeline.build import build_catalog

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
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small_path: Path) -> Run:
    """Run a command here, on a terminal of 80 columns; the small catalog lies where the bundled one does."""
    monkeypatch.setattr(reader, "_bundled", ModelCatalog.open(small_path))
    monkeypatch.setenv("COLUMNS", "80")
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

    def run_there(*arguments: str, python: tuple[str, ...] = ("-m", "modeldex"), **environment: str) -> Ran:
        ran = subprocess.run(
            [sys.executable, *python, *arguments],
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(package), "PYTHONUTF8": "1", "COLUMNS": "80", **environment},
            cwd=package,
            timeout=120,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8"))

    return run_there
