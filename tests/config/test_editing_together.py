"""Several who change one file at the same time: each change is in it afterwards."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.config.conftest import FACTS

from modeldex.config.editing import MODELS, set_alias
from modeldex.pipeline.build import build_catalog

if TYPE_CHECKING:
    from tests.config.conftest import Desk

TEXT = """\
[aliases.models]  # names
best = "acme/falcon-2"
"""
_SETTING = """
import sys
from pathlib import Path
from modeldex import ModelCatalog
from modeldex.config.editing import MODELS, set_alias
path, catalog, name = sys.argv[1:]
with_these = ModelCatalog.open(catalog)
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    set_alias(Path(path), MODELS, f"{name}{number}", "falcon-1", with_these)
"""


def test_two_processes_lose_nothing_of_each_other(desk: Desk) -> None:
    path, catalog = desk.write(TEXT), desk.folder / "catalog.sqlite"
    build_catalog(FACTS, catalog)
    editors = [
        subprocess.Popen(
            [sys.executable, "-c", _SETTING, str(path), str(catalog), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    for editor in editors:
        assert editor.stdout is not None
        assert editor.stdout.readline() == "ready\n"
    for editor in editors:
        assert editor.stdin is not None
        editor.stdin.write("go\n")
        editor.stdin.flush()
    for editor in editors:
        editor.communicate(timeout=60)
        assert editor.returncode == 0

    names = tomllib.loads(path.read_text())["aliases"]["models"]
    assert names.keys() == {"best", *(f"{name}{number}" for name in "ab" for number in range(20))}


def test_threads_lose_nothing_of_each_other(desk: Desk) -> None:
    path = desk.write(TEXT)
    with ThreadPoolExecutor(4) as threads:
        tuple(
            threads.map(
                lambda number: set_alias(path, MODELS, f"n{number}", "falcon-1", desk.catalog), range(20)
            )
        )

    assert len(tomllib.loads(path.read_text())["aliases"]["models"]) == 21
