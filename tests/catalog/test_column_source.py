"""A column is the same whether it is read from a file or from the models in hand."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modeldex import ModelCatalog
from modeldex.catalog.column_source import FileColumns, ModelColumns
from modeldex.catalog.columns import CATALOG_COLUMNS
from modeldex.catalog.file import CatalogFile
from modeldex.catalog.named_field import PRICING

if TYPE_CHECKING:
    from modeldex.catalog.column_source import ColumnSource

RATES = (
    "input_tokens", "input_tokens@batch", "output_tokens@>200000", "input_tokens@>200000,batch",
    "input_images", "requests", "input_tokens@currency:CNY", "output_images@variant:1024x1024",
    "input_tokens@region:eu", "input_tokens@no-such-class",
)  # fmt: skip


@pytest.fixture(scope="module")
def sources() -> tuple[ColumnSource, ColumnSource]:
    catalog = ModelCatalog.bundled()
    return FileColumns(CatalogFile(catalog.path)), ModelColumns(catalog.all_models())


@pytest.mark.parametrize("name", ["id", PRICING, *CATALOG_COLUMNS, *RATES])
def test_a_file_and_models_in_hand_give_one_column(name: str, sources: tuple[ColumnSource, ColumnSource]):
    from_file, from_models = (list(source.columns([name])[name]) for source in sources)

    assert from_file == from_models
    assert len(from_file) == len(ModelCatalog.bundled())


def test_several_columns_come_under_their_names(sources: tuple[ColumnSource, ColumnSource]):
    names = ["max_context", "input_tokens@batch", "provider", PRICING]

    for source in sources:
        columns = source.columns(names)

        assert sorted(columns) == sorted(names)
        assert list(columns["provider"]) == list(source.columns(["provider"])["provider"])


def test_the_models_of_a_file_are_numbered_in_the_order_of_their_ids():
    catalog = ModelCatalog.bundled()
    rows = CatalogFile(catalog.path).rows("SELECT n, id FROM models ORDER BY n")

    assert [n for n, _ in rows] == list(range(1, len(rows) + 1))
    assert [full_id for _, full_id in rows] == sorted(model.id for model in catalog)


@pytest.mark.parametrize("name", CATALOG_COLUMNS)
def test_the_columns_of_a_file_repeat_its_models(name: str):
    file = CatalogFile(ModelCatalog.bundled().path)
    stored = [row[0] for row in file.rows(f'SELECT "{name}" FROM models ORDER BY id')]

    assert file.row("SELECT count(*) FROM columns WHERE name = ?", name) == (1,)
    repeated = list(FileColumns(file).columns([name])[name])
    assert repeated == stored
    assert set(map(type, repeated)) == set(map(type, stored))


@pytest.fixture
def changed(small_path: Path, tmp_path: Path) -> CatalogFile:
    """A copy in which a model changed its window, one is gone, and one came that sorts first."""
    path = Path(shutil.copy(small_path, tmp_path / "changed.sqlite"))
    with closing(sqlite3.connect(path)) as db:
        columns = ", ".join(f'"{name}"' for name in CATALOG_COLUMNS if name != "model_id")
        db.execute("UPDATE models SET max_context = 5 WHERE id = 'acme/falcon-1'")
        db.execute("DELETE FROM models WHERE id = 'hub/auto'")
        db.execute(
            f"INSERT INTO models (n, id, at_home, model_id, {columns})"
            f" SELECT 99, 'acme/aardvark', 1, 'aardvark', {columns} FROM models WHERE id = 'acme/falcon-2'"
        )
        db.execute("UPDATE prices SET n = 99 WHERE n = (SELECT n FROM models WHERE id = 'hub/acme/falcon-2')")
        db.commit()
    return CatalogFile(path)


def test_a_copy_that_was_changed_is_read_model_by_model(changed: CatalogFile):
    assert changed.row("SELECT count(*) FROM columns") == (0,)
    columns = FileColumns(changed).columns(["id", "max_context", PRICING, "input_tokens"])
    catalog = ModelCatalog(changed)

    assert list(columns["id"]) == sorted(columns["id"]) == [model.id for model in catalog]
    assert next(iter(columns["id"])) == "acme/aardvark"
    for name, column in ModelColumns(catalog.all_models()).columns(columns).items():
        assert list(columns[name]) == list(column), name


def test_questions_to_a_changed_copy_are_about_its_own_models(changed: CatalogFile):
    catalog = ModelCatalog(changed)

    assert [m.id for m in catalog.find_models(where="max_context=5")] == ["acme/falcon-1"]
    assert [m.id for m in catalog.find_models(capabilities="vision", max_input_cost="2.6")] == [
        "acme/aardvark",
        "acme/falcon-2",
    ]
    assert catalog.get_model_or_raise("acme/aardvark") is catalog.all_models()[0]
    assert [m.id for m in catalog.find_models(pricing="unknown")] == ["cellar/aurora-7b", "hub/acme/falcon-2"]
    assert len(catalog) == len(catalog.all_models()) == catalog.count_models() == 9


def test_a_file_without_the_table_of_columns_gives_the_same_answers(small_path: Path, tmp_path: Path):
    path = Path(shutil.copy(small_path, tmp_path / "older.sqlite"))
    with closing(sqlite3.connect(path)) as db:
        for change in ("insert", "update", "delete"):
            db.execute(f"DROP TRIGGER columns_after_{change}")
        db.execute("DROP TABLE columns")
        db.commit()
    older, newer = ModelCatalog.open(path), ModelCatalog.open(small_path)

    assert older.all_models() == newer.all_models()
    for question in (
        {"capabilities": "vision"},
        {"max_input_cost": 1},
        {"sort": "released"},
        {"pricing": "free"},
    ):
        assert older.find_models(**question) == newer.find_models(**question)
