"""A catalog opens from any path, read-only, and says why where it cannot."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from modeldex import CatalogError, ModelCatalog
from modeldex.catalog.bundled import bundled_file
from modeldex.catalog.file import CatalogFile
from modeldex.catalog.schema import APPLICATION_ID, SCHEMA_VERSION

ODD_NAMES = (
    "with blanks.sqlite",
    "hash#tag.sqlite",
    "percent%20.sqlite",
    "ampersand&mode=rwc.sqlite",
    "semi;colon.sqlite",
    "größe-模型.sqlite",
)
ODD_NAMES_OF_POSIX = (
    "what?mode=memory.sqlite",
    "file:colon.sqlite",
    "new\nline.sqlite",
    "back\\slash.sqlite",
)


@pytest.fixture
def copy(small_path: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(small_path, tmp_path / "copy.sqlite"))


def _set_header(path: Path, pragma: str, value: int) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA {pragma} = {value}")
        db.commit()


@pytest.mark.parametrize("name", ODD_NAMES + (ODD_NAMES_OF_POSIX if os.name == "posix" else ()))
def test_any_path_can_be_opened(name: str, small_path: Path, tmp_path: Path):
    folder = tmp_path / f"folder of {name}"
    folder.mkdir()
    path = folder / name
    shutil.copy(small_path, path)

    catalog = ModelCatalog.open(path)

    assert len(catalog) == 9
    assert catalog.path == str(path)
    assert [entry.name for entry in folder.iterdir()] == [name]


def test_a_relative_path_is_kept_where_the_process_moves_on(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(copy.parent)
    file = CatalogFile("copy.sqlite")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    assert file.path == str(copy)
    assert file.row("SELECT count(*) FROM models") == (9,)


def test_a_missing_file_is_named_with_the_mend(tmp_path: Path):
    with pytest.raises(CatalogError) as caught:
        ModelCatalog.open(tmp_path / "nowhere.sqlite")

    assert caught.value.code == "E4201"
    assert str(tmp_path / "nowhere.sqlite") in str(caught.value)
    assert "modeldex build" in str(caught.value)
    assert not (tmp_path / "nowhere.sqlite").exists()


def test_a_folder_is_no_catalog(tmp_path: Path):
    with pytest.raises(CatalogError, match="no catalog at"):
        ModelCatalog.open(tmp_path)


@pytest.mark.parametrize("content", [b"", b"id,name\nacme/falcon-2,Falcon 2\n" * 40, b"SQLite format 3\0"])
def test_a_file_that_is_no_catalog_is_refused_by_name(content: bytes, tmp_path: Path):
    path = tmp_path / "other.bin"
    path.write_bytes(content)

    with pytest.raises(CatalogError) as caught:
        ModelCatalog.open(path)

    assert caught.value.code == "E4201"
    assert str(path) in str(caught.value)


def test_a_foreign_sqlite_file_is_refused(tmp_path: Path):
    path = tmp_path / "bookmarks.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE models (id TEXT)")
        db.commit()

    with pytest.raises(CatalogError, match="no catalog of modeldex"):
        ModelCatalog.open(path)


def test_another_application_id_is_refused(copy: Path):
    _set_header(copy, "application_id", APPLICATION_ID + 1)

    with pytest.raises(CatalogError, match="no catalog of modeldex"):
        ModelCatalog.open(copy)


def test_a_newer_schema_is_refused_with_both_numbers(copy: Path):
    _set_header(copy, "user_version", SCHEMA_VERSION + 1)

    with pytest.raises(CatalogError) as caught:
        ModelCatalog.open(copy)

    assert f"has schema {SCHEMA_VERSION + 1}" in str(caught.value)
    assert f"readable are {SCHEMA_VERSION} and {SCHEMA_VERSION - 1}" in str(caught.value)
    assert "update" in str(caught.value)


def test_the_schema_before_is_read(copy: Path):
    _set_header(copy, "user_version", SCHEMA_VERSION - 1)

    assert len(ModelCatalog.open(copy)) == 9


def test_a_file_cut_short_is_a_catalog_error(copy: Path):
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(CatalogError) as caught:
        ModelCatalog.open(copy).all_models()

    assert str(copy) in str(caught.value)


def test_damage_that_shows_only_later_is_a_catalog_error(copy: Path):
    content = bytearray(copy.read_bytes())
    content[12_288:] = b"A" * (len(content) - 12_288)
    copy.write_bytes(content)

    with pytest.raises(CatalogError) as caught:
        ModelCatalog.open(copy).all_models()

    assert str(copy) in str(caught.value)


def test_damage_that_shows_only_in_a_count_is_a_catalog_error(copy: Path):
    content = bytearray(copy.read_bytes())
    content[12_288:] = b"A" * (len(content) - 12_288)
    copy.write_bytes(content)

    with pytest.raises(CatalogError, match="cannot be read as a catalog"):
        len(ModelCatalog.open(copy))


def test_a_package_without_its_catalog_names_the_file_and_the_mend(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("modeldex.catalog.bundled._FILE_NAME", "nowhere.sqlite")

    with pytest.raises(CatalogError, match=r"nowhere\.sqlite.*build it with `make build`"):
        bundled_file()


def test_asking_leaves_the_file_and_its_folder_as_they_were(copy: Path):
    before = copy.read_bytes(), copy.stat().st_mtime_ns

    catalog = ModelCatalog.open(copy)
    assert catalog.get_model("falcon-2") is not None
    assert catalog.search("falcon")
    assert catalog.find_models(capabilities="vision", sort="input_cost")
    assert catalog.stats()["models"] == 9

    assert (copy.read_bytes(), copy.stat().st_mtime_ns) == before
    assert [entry.name for entry in copy.parent.iterdir()] == ["copy.sqlite"]


@pytest.mark.parametrize("from_memory", [False, True])
def test_nothing_can_be_written_through_it(small_path: Path, *, from_memory: bool):
    content = small_path.read_bytes() if from_memory else None
    file = CatalogFile(small_path, content)

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        file.connection().execute("DELETE FROM models")


def test_bytes_are_read_where_there_is_no_file(small_path: Path, tmp_path: Path):
    file = CatalogFile(tmp_path / "inside.zip" / "bundled.sqlite", small_path.read_bytes())

    assert len(ModelCatalog(file)) == 9
    assert file.path == str(tmp_path / "inside.zip" / "bundled.sqlite")
    assert not list(tmp_path.iterdir())


def test_bytes_that_are_no_catalog_are_refused(tmp_path: Path):
    with pytest.raises(CatalogError, match="cannot be read as a catalog"):
        CatalogFile(tmp_path / "bundled.sqlite", b"nonsense")


def test_a_catalog_without_its_path_says_how_many_models_it_holds(small: ModelCatalog):
    assert repr(small) == "<ModelCatalog 2026-10-25-v3: 9 models>"
