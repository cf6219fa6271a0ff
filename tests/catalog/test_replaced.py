"""A process that has asked a catalog stays with it, whatever stands at its path later on."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest

from modeldex import CatalogError, ModelCatalog
from modeldex.catalog.file import CatalogFile
from modeldex.catalog.held import HeldFile
from modeldex.pipeline.build import build_catalog

GOLDEN = Path(__file__).parent.parent / "golden" / "data"
SHIFTED = [
    f"UPDATE {table} SET n = {number}"
    for table in ("models", "names", "prices", "limits", "claims")
    for number in ("-(n + 1)", "-n")
]
"""What gives every model the number that the one after it had."""
Answer = TypeVar("Answer")


@pytest.fixture(scope="module")
def small_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalog") / "small.sqlite"
    build_catalog(GOLDEN, path)
    return path


@pytest.fixture
def asked(small_path: Path, tmp_path: Path) -> ModelCatalog:
    """A catalog of which one question was asked before another file took its place."""
    path = tmp_path / "catalog.sqlite"
    shutil.copy(small_path, path)
    catalog = ModelCatalog.open(path)
    assert catalog.get_model("acme/falcon-2") is not None
    return catalog


def replace(catalog: ModelCatalog) -> None:
    path = Path(catalog.path)
    other = path.with_name("other.sqlite")
    shutil.copy(path, other)
    with closing(sqlite3.connect(other)) as db:
        for statement in [*SHIFTED, "UPDATE models SET name = 'of another file'"]:
            db.execute(statement)
        db.commit()
    other.replace(path)


def answers(catalog: ModelCatalog) -> list[object]:
    return [(one.id, one.name, [str(rate.amount) for rate in one.prices]) for one in catalog.all_models()]


def in_another_thread(ask: Callable[[], Answer]) -> Answer:
    found: list[Answer] = []
    thread = threading.Thread(target=lambda: found.append(ask()))
    thread.start()
    thread.join()
    return found[0]


def in_a_child(ask: Callable[[], object]) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, repr(ask()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.mark.parametrize(
    "change", [replace, lambda catalog: Path(catalog.path).unlink()], ids=["other", "none"]
)
def test_a_new_thread_reads_the_file_that_was_opened_first(
    asked: ModelCatalog, small_path: Path, change: Callable[[ModelCatalog], None]
):
    change(asked)

    expected = answers(ModelCatalog.open(small_path))
    assert in_another_thread(lambda: answers(asked)) == expected
    assert in_another_thread(lambda: answers(asked)) == expected
    assert answers(asked) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_reads_the_file_that_was_opened_first(asked: ModelCatalog, small_path: Path):
    replace(asked)

    expected = repr(answers(ModelCatalog.open(small_path)))
    assert in_a_child(lambda: answers(asked)) == expected
    assert in_another_thread(lambda: in_a_child(lambda: answers(asked))) == expected


def test_a_catalog_that_is_opened_anew_is_the_other_file(asked: ModelCatalog):
    replace(asked)

    assert {one.name for one in ModelCatalog.open(asked.path).all_models()} == {"of another file"}


def test_a_file_is_held_no_longer_than_it_is_asked(small_path: Path, tmp_path: Path):
    path = tmp_path / "catalog.sqlite"
    shutil.copy(small_path, path)
    first = os.open(path, os.O_RDONLY)
    os.close(first)

    for _ in range(3):
        file = CatalogFile(path)
        assert file.row("SELECT count(*) FROM models") == (9,)
        del file
    again = os.open(path, os.O_RDONLY)
    os.close(again)
    assert again == first


def test_a_handle_that_is_somebody_elses_by_now_is_neither_read_nor_closed(small_path: Path, tmp_path: Path):
    path, mine = tmp_path / "catalog.sqlite", tmp_path / "mine"
    shutil.copy(small_path, path)
    mine.write_text("mine")
    handle = os.open(path, os.O_RDONLY)
    os.close(handle)
    held = HeldFile(str(path))  # takes the lowest number that is free
    os.close(handle)  # as a process does that becomes a daemon
    taken = os.open(mine, os.O_RDONLY)
    assert taken == handle

    with pytest.raises(CatalogError, match="start this process anew"):
        held.content()
    del held
    assert os.read(taken, 9) == b"mine"
    os.close(taken)


@pytest.mark.parametrize("name", [".", "nothing.sqlite"])
def test_what_is_no_file_is_no_catalog(name: str, tmp_path: Path):
    with pytest.raises(CatalogError, match="no catalog at"):
        CatalogFile(tmp_path / name)
