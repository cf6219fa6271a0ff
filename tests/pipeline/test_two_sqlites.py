"""The digest covers rows, not bytes: another SQLite gives the same one.

The second SQLite is that of `pysqlite3` (`pip install pysqlite3-binary`), where it is installed.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
BUILD = """\
import sys
from pathlib import Path

if sys.argv[1] != "sqlite3":
    sys.modules["sqlite3"] = __import__(sys.argv[1])
import sqlite3

from modeldex.pipeline.build import build_catalog

print(sqlite3.sqlite_version, build_catalog(Path(sys.argv[2]), Path(sys.argv[3])))
"""


def built(driver: str, data: Path, target: Path, seed: str = "0") -> tuple[str, str]:
    """The version of a driver's SQLite, and the digest of what it builds."""
    ran = subprocess.run(
        [sys.executable, "-c", BUILD, driver, str(data), str(target)],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    version, digest = ran.stdout.split()
    return version, digest


@pytest.fixture(params=["house", "golden"])
def facts(request: pytest.FixtureRequest, house: Any) -> Path:
    data: Path = house.data if request.param == "house" else GOLDEN
    return data


@pytest.mark.skipif(
    find_spec("pysqlite3") is None, reason="needs a second SQLite: pip install pysqlite3-binary"
)
def test_another_sqlite_gives_the_same_digest(facts: Path, tmp_path: Path) -> None:
    here, other = (built(driver, facts, tmp_path / f"{driver}.sqlite") for driver in ("sqlite3", "pysqlite3"))

    assert here[0] == sqlite3.sqlite_version
    assert here[0] != other[0], "both drivers use the same SQLite"
    assert here[1] == other[1]


def test_two_processes_with_other_hash_seeds_give_the_same_digest(facts: Path, tmp_path: Path) -> None:
    digests = {built("sqlite3", facts, tmp_path / f"{seed}.sqlite", seed)[1] for seed in ("1", "2", "3")}

    assert len(digests) == 1
