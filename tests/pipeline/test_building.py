"""The compiled file: the same facts give the same digest, another fact another one; written in one step."""

from __future__ import annotations

import gc
import os
import sqlite3
import subprocess
import sys
from typing import Any

import pytest

from modeldex import DataError, ModelCatalog
from modeldex.catalog.schema import TABLES
from modeldex.pipeline.build import build_catalog

COMPILE = (
    "import sys; from pathlib import Path; from modeldex.pipeline.build import build_catalog;"
    " print(build_catalog(Path(sys.argv[1]), Path(sys.argv[2])))"
)


def test_two_builds_of_the_same_facts_give_the_same_digest(house: Any) -> None:
    first = house.digest()
    house.catalog = house.catalog.with_name("another.sqlite")

    assert house.digest() == first
    assert ModelCatalog.open(house.catalog).digest == first


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_digest_does_not_hang_on_the_process_that_builds(house: Any, seed: str) -> None:
    target = house.catalog.with_name("elsewhere.sqlite")
    built = subprocess.run(
        [sys.executable, "-c", COMPILE, str(house.data), str(target)],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )

    assert built.stdout.strip() == house.digest()


@pytest.mark.parametrize("path", ["sources/models_dev.csv", "sources/litellm.csv", "sources/manifest.csv"])
def test_the_order_of_rows_in_a_source_does_not_matter(house: Any, path: str) -> None:
    before = house.digest()
    header, *rows = house.read(path).splitlines(keepends=True)

    house.write(path, "".join([header, *reversed(rows)]))

    assert house.digest() == before


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("sources/litellm.csv", "lumen/lumi-2,C,2,8", "lumen/lumi-2,C,2.01,8"),
        ("sources/litellm.csv", "output_tokens@batch=4", "output_tokens@batch=5"),
        ("sources/models_dev.csv", "Quartz 7,P,free", "Quartz 8,P,free"),
        ("sources/models_dev.csv", "65000", "65001"),
        ("sources/litellm.csv", "input_tokens=2e-06", "input_tokens=2.0e-06"),
        ("curated/lumen.csv", "-vision", "vision"),
        ("aliases.csv", "lumi-latest", "lumi-newest"),
        ("providers/lumen.toml", "LUMEN_KEY", "LUMEN_TOKEN"),
        ("version.csv", "v1", "v2"),
        ("sources/manifest.csv", "2026-02-01", "2026-02-02"),
    ],
)
def test_the_digest_changes_with_any_fact(house: Any, path: str, before: str, after: str) -> None:
    digest = house.digest()

    house.edit(path, before, after)

    assert house.digest() != digest


def test_the_reason_of_an_alias_is_no_part_of_the_catalog(house: Any) -> None:
    digest = house.digest()

    house.edit("aliases.csv", "its old name", "another reason")

    assert house.digest() == digest


def test_a_build_replaces_the_old_file_and_leaves_no_litter(house: Any) -> None:
    house.catalog.write_bytes(b"the catalog of yesterday")

    catalog = house.build()

    assert len(catalog) == 5
    assert sorted(path.name for path in house.catalog.parent.iterdir()) == ["catalog.sqlite", "data"]


def test_a_build_makes_the_folder_of_its_target(house: Any) -> None:
    target = house.catalog.parent / "a" / "b" / "catalog.sqlite"

    build_catalog(house.data, target)

    assert target.is_file()


def test_a_build_changes_no_file_of_facts(house: Any) -> None:
    before = house.files()

    house.build()

    assert house.files() == before


def test_a_half_written_file_of_a_dead_build_is_no_obstacle(house: Any) -> None:
    house.catalog.with_name(f".catalog.sqlite.{os.getpid()}.new").write_bytes(b"half")

    assert len(house.build()) == 5


def test_the_file_names_itself_and_holds_no_money_as_a_binary_fraction(house: Any) -> None:
    house.build()

    db = sqlite3.connect(house.catalog)
    try:
        assert db.execute("PRAGMA application_id").fetchone() == (0x6D647831,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        types = {row[1]: row[2] for row in db.execute("PRAGMA table_info(models)")}
        assert {types[name] for name in types if name.endswith("per_1m")} == {"TEXT"}
        assert dict(db.execute("SELECT DISTINCT typeof(amount), 'prices' FROM prices")) == {"text": "prices"}
    finally:
        db.close()


def test_a_sqlite_without_full_text_search_is_named(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    without = tuple(table.replace("USING fts5", "USING fts5_that_is_not_there") for table in TABLES)
    monkeypatch.setattr("modeldex.pipeline.build.TABLES", without)

    with pytest.raises(DataError, match=r"SQLite .* has no FTS5"):
        house.digest()

    assert not list(house.catalog.parent.glob("*.sqlite*"))


def test_another_fault_of_sqlite_is_not_disguised(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modeldex.pipeline.build.INDEXES", ("CREATE INDEX nowhere ON nothing (nothing)",))

    with pytest.raises(sqlite3.OperationalError, match="nothing"):
        house.digest()

    assert not list(house.catalog.parent.glob(".*.new"))


def test_a_disk_that_is_full_is_told_of_the_target(house: Any) -> None:
    resource = pytest.importorskip("resource", reason="limits of a process are those of POSIX")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, limits[1]))
    try:
        with pytest.raises(OSError, match="disk") as caught:
            house.digest()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert caught.value.filename == str(house.catalog)
    assert [path.name for path in house.catalog.parent.iterdir()] == ["data"]


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_of_the_caller_is_left_as_it_was(house: Any, collecting: bool) -> None:
    (gc.enable if collecting else gc.disable)()
    try:
        house.digest()
        assert gc.isenabled() is collecting
    finally:
        gc.enable()


def test_a_folder_without_curated_rows_is_whole(house: Any) -> None:
    (house.data / "curated" / "lumen.csv").unlink()

    catalog = house.build()

    assert "official" not in catalog.sources
    assert catalog.get_model_or_raise("lumen/lumi-1").max_output_tokens == 4096


def test_a_source_that_was_never_captured_is_passed_over(house: Any) -> None:
    (house.data / "sources" / "models_dev.csv").unlink()

    assert len(house.build()) == 3


def test_a_model_that_no_source_mentions_any_more_stays(house: Any) -> None:
    house.tables()
    for source in ("litellm", "models_dev", "openrouter"):
        header = house.read(f"sources/{source}.csv").splitlines()[0]
        house.write(f"sources/{source}.csv", f"{header}\n")

    catalog = house.build()

    assert len(catalog) == 5
    lumi = catalog.get_model_or_raise("lumen/lumi-2")
    assert str(lumi.cost_per_1m_batch_output_tokens) == "4"
    assert {(one.source, one.field) for one in catalog.why("lumen/lumi-2", "max_context")} == {
        ("models_dev", "max_context")
    }


def test_a_row_whose_source_is_not_named_has_no_statements(house: Any) -> None:
    house.write("models/core/lumen.csv", "id,max_context\nlumen/lumi-9,1000\n")

    catalog = house.build()

    assert [said.field for said in catalog.why("lumen/lumi-9") if said.source != "estimated"] == []
    assert catalog.get_model_or_raise("lumen/lumi-9").context_window == 1000
