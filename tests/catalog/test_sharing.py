"""One catalog is shared by threads, survives a fork, and works from inside a zip archive."""

import os
import sqlite3
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import modeldex
from modeldex import ModelCatalog
from modeldex.catalog.file import CatalogFile
from modeldex.catalog.memory import MemoryFile

PACKAGE = Path(modeldex.__file__).parent


def _python(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_sixteen_threads_read_the_same_answers_at_once(small_path: Path):
    catalog = ModelCatalog.open(small_path)
    expected = {model.id: model for model in ModelCatalog.open(small_path).all_models()}
    start = threading.Barrier(16)

    def read(_: int) -> bool:
        start.wait()
        for _round in range(20):
            assert {full_id: catalog.get_model(full_id) for full_id in expected} == expected
            assert [model.id for model in catalog.find_models(capabilities="vision")] == [
                "acme/falcon-2",
                "hub/acme/falcon-2",
            ]
            assert catalog.count_models(capabilities="vision", max_input_cost="2.5") == 1
            assert [model.id for model in catalog.find_models(sort="input_cost", limit=2)] == [
                "bazaar/aurora-7b",
                "hub/aurora-7b",
            ]
            assert catalog.search("falcn")[0].id.startswith("acme/")
            assert len(catalog.get_model_or_raise("falcon-2").prices) == 7
        return True

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(read, range(16))) == [True] * 16


def test_threads_that_ask_a_new_catalog_at_once_get_what_one_alone_gets():
    catalog = ModelCatalog.open(ModelCatalog.bundled().path)
    questions: list[dict[str, Any]] = [
        {"capabilities": "vision tool_use", "max_input_cost": 1},
        {"where": ["gpqa>=80", "input_tokens@batch!=?"]},
        {"provider": "openrouter", "sort": "input_cost"},
        {"pricing": "free", "reverse": True},
    ]
    expected = [[model.id for model in modeldex.find_models(**question)] for question in questions]
    start = threading.Barrier(8)

    def ask(which: int) -> bool:
        start.wait()
        if which == 0:
            catalog.all_models()
        return all(
            [model.id for model in catalog.find_models(**questions[(which + turn) % 4])]
            == expected[(which + turn) % 4]
            for turn in range(12)
        )

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [True] * 8


def test_a_question_inside_another_has_a_cursor_of_its_own(small_path: Path):
    file = CatalogFile(small_path)
    of_the_outer = file._connected().idle.pop()
    running = of_the_outer.execute("SELECT id FROM models ORDER BY id")

    assert file.row("SELECT count(*) FROM models") == (9,)
    assert len(file.rows("SELECT id FROM models")) == 9
    assert len(running.fetchall()) == 9


def test_a_catalog_from_memory_is_held_twice_however_many_threads_read_it(
    small_path: Path, monkeypatch: pytest.MonkeyPatch
):
    made: list[sqlite3.Connection] = []
    copied = MemoryFile._deserialized

    def counted(file: MemoryFile) -> sqlite3.Connection:
        made.append(copied(file))
        return made[-1]

    monkeypatch.setattr(MemoryFile, "_deserialized", counted)
    catalog = ModelCatalog(CatalogFile("layered", content=small_path.read_bytes()))
    expected = [model.id for model in ModelCatalog.open(small_path).all_models()]
    start = threading.Barrier(16)

    def read(_: int) -> list[str]:
        start.wait()
        return [row[0] for row in catalog._file.rows("SELECT id FROM models ORDER BY id")]

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(read, range(16))) == [expected] * 16
    assert len(made) == 2
    with pytest.raises(sqlite3.OperationalError):
        catalog._file.connection().execute("DELETE FROM models")


_FORK = """
import os, sys, threading
from modeldex import ModelCatalog

catalog = ModelCatalog.open(sys.argv[1])
if sys.argv[2] == "memory":
    from modeldex.catalog.file import CatalogFile
    with open(sys.argv[1], "rb") as file:
        catalog = ModelCatalog(CatalogFile(sys.argv[1], content=file.read()))
    first = threading.Thread(target=lambda: catalog.count_models(provider="acme"))
    first.start()
    first.join()
def answers():
    model = catalog.get_model_or_raise("falcon-1")
    ids = [model.id for model in catalog.all_models()]
    found = [model.id for model in catalog.find_models(where="max_context>=32000", sort="released")]
    return ids, found, [price.amount for price in model.prices], catalog.search("aurora")[0].id

before = answers()
child = os.fork()
if child == 0:
    same = [answers() == before]
    thread = threading.Thread(target=lambda: same.append(answers() == before))
    thread.start()
    thread.join()
    grandchild = os.fork()
    if grandchild == 0:
        os._exit(0 if answers() == before else 9)
    same.append(os.waitstatus_to_exitcode(os.waitpid(grandchild, 0)[1]) == 0)
    os._exit(0 if same == [True, True, True] else 9)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(status, answers() == before)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("where", ["file", "memory"])
def test_parent_and_child_both_read_on_after_a_fork(where: str, small_path: Path):
    ran = _python(_FORK, str(small_path), where)

    assert (ran.stdout.split(), ran.stderr, ran.returncode) == (["0", "True"], "", 0)


_ZIPPED = """
import sys, threading
sys.path.insert(0, sys.argv[1])
import modeldex
assert modeldex.__file__.startswith(sys.argv[1]), modeldex.__file__
print(modeldex.get_model_or_raise("openai/gpt-4o").id)
found = []
thread = threading.Thread(target=lambda: found.append(len(modeldex.find_models(provider="openai")) > 10))
thread.start()
thread.join()
print(found[0], modeldex.ModelCatalog.bundled().path)
"""


def test_the_package_works_from_inside_a_zip(tmp_path: Path):
    archive = tmp_path / "modeldex.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(PACKAGE.rglob("*")):
            if path.suffix in (".py", ".sqlite"):
                packed.write(path, Path("modeldex") / path.relative_to(PACKAGE))

    ran = _python(_ZIPPED, str(archive))

    assert ran.stderr == ""
    where = archive / "modeldex" / "catalog" / "bundled.sqlite"
    assert ran.stdout.split("\n") == ["openai/gpt-4o", f"True {where}", ""]
    assert [entry.name for entry in tmp_path.iterdir()] == ["modeldex.zip"]


def test_a_package_without_its_catalog_says_how_to_build_it(tmp_path: Path):
    archive = tmp_path / "modeldex.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(PACKAGE.rglob("*.py")):
            packed.write(path, Path("modeldex") / path.relative_to(PACKAGE))

    ran = _python(_ZIPPED, str(archive))

    assert ran.returncode == 1
    last_line = ran.stderr.strip().splitlines()[-1]
    assert "[E4201]" in last_line
    assert "came without its catalog" in last_line
    assert "make build" in last_line
