"""The project's own facts: whole, consistent, and merged as the code merges them."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modeldex import ModelCatalog
from modeldex.pipeline.build import build_catalog
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.merge import merge
from modeldex.pipeline.model_tables import write_tables
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[2] / "data"
BASE_RATES = {
    "input_per_1m": "input_tokens",
    "output_per_1m": "output_tokens",
    "cache_per_1m": "cache_read_tokens",
    "cache_write_per_1m": "cache_write_tokens",
}


def rows(pattern: str) -> Iterator[dict[str, str]]:
    for path in sorted(DATA.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def tables(data: Path) -> dict[str, bytes]:
    found = [path for folder in ("models", "prices") for path in (data / folder).rglob("*.csv")]
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in found}


def test_its_tables_are_what_the_merge_writes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    directory = read_directory(data)

    write_tables(data, directory, merge(data, directory))

    before, after = tables(DATA), tables(data)
    assert sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)) == []


def test_the_bundled_catalog_is_built_from_it(tmp_path: Path) -> None:
    digest = build_catalog(DATA, tmp_path / "catalog.sqlite")

    assert ModelCatalog.bundled().digest == digest


def test_every_id_stands_once() -> None:
    counted = Counter(row["id"] for row in rows("models/*/*.csv"))

    assert [full_id for full_id, times in counted.items() if times > 1] == []


def test_every_row_stands_in_the_table_of_its_provider_in_its_category() -> None:
    providers = read_directory(DATA).providers
    strays = []
    for path in DATA.glob("models/*/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            ids = [row["id"] for row in csv.DictReader(file)]
        strays += [full_id for full_id in ids if full_id.partition("/")[0] != path.stem]
        assert providers[path.stem].category == path.parent.name

    assert strays == []


@pytest.mark.parametrize("source", ["litellm", "models_dev", "openrouter"])
def test_every_provider_of_a_source_has_a_file(source: str) -> None:
    named = {row["id"].partition("/")[0] for row in rows(f"sources/{source}.csv")}
    files = {path.stem for path in (DATA / "providers").glob("*.toml")}

    assert named
    assert sorted(named - files) == []


def test_everything_that_a_source_speaks_of_is_in_the_tables_or_folded_into_a_row_of_them() -> None:
    merged = {row["id"] for row in rows("models/*/*.csv")}
    about = {row["source"]: row["about"] for row in rows("sources/manifest.csv")}
    spoken_of = {
        row["id"] for name in about if about[name] == "offerings" for row in rows(f"sources/{name}.csv")
    }
    folded = merge(DATA, read_directory(DATA)).folded

    assert sorted(spoken_of - merged - folded.keys()) == []
    assert sorted(folded.keys() & merged) == []


def test_the_manifest_counts_what_stands_in_the_sources() -> None:
    counted = {row["source"]: int(row["offerings"]) for row in rows("sources/manifest.csv")}
    tables = [name for name in counted if (DATA / "sources" / f"{name}.csv").exists()]

    assert tables
    assert {name: counted[name] for name in tables} == {
        name: sum(1 for _ in rows(f"sources/{name}.csv")) for name in tables
    }
    assert set(counted) <= set(sources_of(read_directory(DATA).providers))


def test_every_table_of_a_source_stands_in_the_manifest_and_came_from_a_capture() -> None:
    tables = {path.stem for path in (DATA / "sources").glob("*.csv")} - {"manifest", "captures"}
    seen_on = {row["source"]: row["seen_on"] for row in rows("sources/manifest.csv")}
    captured: dict[str, str] = {}
    for row in rows("sources/captures.csv"):
        captured[row["source"]] = max(row["seen_on"], captured.get(row["source"], ""))

    assert tables <= set(seen_on)
    assert captured == seen_on


def test_the_price_columns_show_the_rates_in_force() -> None:
    in_force: dict[tuple[str, str], str] = {}
    for row in rows("prices/*.csv"):
        conditions = (row["above_tokens"], row["region"], row["hours_utc"], row["variant"], row["valid_to"])
        if (row["service"], row["currency"]) == ("standard", "USD") and not any(conditions):
            assert in_force.setdefault((row["id"], row["unit"]), row["amount"]) == row["amount"]
    shown = {
        (row["id"], unit): row[column]
        for row in rows("models/*/*.csv")
        for column, unit in BASE_RATES.items()
        if row[column]
    }

    assert shown == {key: amount for key, amount in in_force.items() if key[1] in BASE_RATES.values()}


def test_every_price_belongs_to_a_model_and_follows_a_row_that_exists() -> None:
    models = {row["id"] for row in rows("models/*/*.csv")}
    prices = list(rows("prices/*.csv"))
    ids = {row["price_id"] for row in prices}

    assert sorted({row["id"] for row in prices} - models) == []
    assert [row for row in prices if row["supersedes"] and row["supersedes"] not in ids] == []
    assert len(ids) == len(prices)


def test_no_zero_stands_where_a_price_is_free_or_unknown() -> None:
    amounts = {row["amount"] for row in rows("prices/*.csv")}

    assert "free" in amounts
    assert {amount for amount in amounts if amount.strip("0.") == ""} == set()


def test_the_bundled_catalog_holds_thousands_of_models_of_many_providers() -> None:
    stats = ModelCatalog.bundled().stats()
    models, serving = stats["models"], {model.provider for model in ModelCatalog.bundled().all_models()}

    assert isinstance(models, int)
    assert models >= 7_000
    assert len(serving) >= 120


def test_its_version_is_that_of_the_newest_source() -> None:
    newest = max(row["seen_on"] for row in rows("sources/manifest.csv"))
    (version,) = [row["version"] for row in rows("version.csv")]

    assert version.rpartition("-v")[0] == newest
    assert ModelCatalog.bundled().version == version
