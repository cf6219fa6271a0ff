"""From an upstream's answer to its table, and from there to what the catalog says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from modeldex import DataError, SourceError
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.normalise import read_answer, source_row, write_source
from modeldex.sources.base import Bounds, Reading
from modeldex.sources.offering import Offering
from modeldex.sources.table import SOURCES

RECORDED = Path(__file__).parents[1] / "recorded"
OPENROUTER = replace(SOURCES["openrouter"], bounds=Bounds(least=1, most=10, fill={}))


@pytest.fixture
def ingested(house: Any) -> Any:
    """The recorded listing of OpenRouter in the place of the one in the house."""
    reading = read_answer(OPENROUTER, RECORDED / "openrouter.json", read_directory(house.data))
    write_source(house.data, OPENROUTER, reading, "2026-04-02")
    return house


def test_an_answer_becomes_a_table_by_id(ingested: Any) -> None:
    lines = ingested.read("sources/openrouter.csv").splitlines()

    assert [line.partition(",")[0] for line in lines] == [
        "id",
        "openrouter/easel/brush-2",
        "openrouter/openrouter/any-pen",
        "openrouter/quartz-ai/quartz-7",
        "openrouter/quill/quill-4",
        "openrouter/quill/quill-4:free",
        "openrouter/quill/quill-embed-1",
    ]


def test_the_manifest_says_when_it_was_seen_and_keeps_the_other_sources(ingested: Any) -> None:
    lines = ingested.read("sources/manifest.csv").splitlines()

    assert [line.partition(",")[0] for line in lines] == ["source", "litellm", "models_dev", "openrouter"]
    assert lines[3].endswith(",openrouter,2026-04-02,6,offerings")
    assert lines[1].endswith(",2026-03-01,3,")


def test_reading_the_same_answer_again_changes_no_byte(ingested: Any) -> None:
    before = ingested.files()

    reading = read_answer(OPENROUTER, RECORDED / "openrouter.json", read_directory(ingested.data))
    write_source(ingested.data, OPENROUTER, reading, "2026-04-02")

    assert ingested.files() == before


def test_what_was_read_is_what_the_catalog_says(ingested: Any) -> None:
    quill = ingested.build().get_model_or_raise("openrouter/quill/quill-4")

    assert str(quill.cost_per_1m_input_tokens) == "1.25"
    assert str(quill.cost_per_1m_cache_write_1h_tokens) == "2.5"
    assert quill.max_output_tokens == 128_000
    assert quill.supports_prompt_cache is True
    assert quill.aliases == ("quill/quill-4-20260203",)
    assert dict(quill.default_parameters) == {"temperature": 0.7}
    assert {price.recorded_on for price in quill.prices} == {"2026-04-02"}


def test_free_variable_and_unknown_are_told_apart_to_the_end(ingested: Any) -> None:
    catalog = ingested.build()

    assert catalog.get_model_or_raise("openrouter/quill/quill-4:free").pricing == "free"
    assert catalog.get_model_or_raise("openrouter/openrouter/any-pen").pricing == "variable"
    assert catalog.get_model_or_raise("openrouter/openrouter/any-pen").cost_per_1m_input_tokens is None


def test_the_originals_of_an_answer_reach_the_statements(ingested: Any) -> None:
    first = ingested.build().why("openrouter/quill/quill-4", "input_per_1m")[0]

    assert (first.value, first.original, first.source) == ("1.25", "0.0000012500000000000001", "openrouter")


def test_a_first_source_starts_the_manifest(tmp_path: Path) -> None:
    reading = Reading(source="openrouter", offerings={})

    write_source(tmp_path, OPENROUTER, reading, "2026-04-02")

    lines = (tmp_path / "sources" / "manifest.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert lines[1].endswith(",openrouter,2026-04-02,0,offerings")


@pytest.mark.parametrize("content", [b"", b"<html>busy</html>", b'{"data": [', b"\xff\xfe"])
def test_an_answer_that_is_no_json_is_named(house: Any, tmp_path: Path, content: bytes) -> None:
    answer = tmp_path / "answer.json"
    answer.write_bytes(content)

    with pytest.raises(DataError, match="is no JSON") as caught:
        read_answer(OPENROUTER, answer, read_directory(house.data))

    assert caught.value.path == str(answer)


def test_an_answer_that_is_not_there_is_named(house: Any, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_answer(OPENROUTER, tmp_path / "nowhere.json", read_directory(house.data))

    assert caught.value.path == str(tmp_path / "nowhere.json")


def test_an_answer_below_its_bounds_leaves_the_table_as_it_was(house: Any, tmp_path: Path) -> None:
    before = house.files()
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps({"data": []}), encoding="utf-8")

    with pytest.raises(SourceError):
        read_answer(SOURCES["openrouter"], answer, read_directory(house.data))

    assert house.files() == before


def test_a_row_shows_base_rates_in_columns_and_the_others_by_name() -> None:
    offering = Offering(provider="lumen", model_id="lumi-3", url="https://lumen.example")
    offering.price("input_tokens", "0.000002", 6)
    offering.price("output_tokens", 0)
    offering.price("input_tokens", "0.000001", 6, service="batch")
    offering.price("web_searches", -1)

    row = source_row(offering)

    assert (row["id"], row["url"]) == ("lumen/lumi-3", "https://lumen.example")
    assert (row["input_per_1m"], row["output_per_1m"]) == ("2", "free")
    assert row["rates"] == "input_tokens@batch=1 web_searches=variable"
    assert row["original"] == (
        "input_tokens=0.000002 input_tokens@batch=0.000001 output_tokens=0 web_searches=-1"
    )


def test_a_row_lists_what_it_can_before_what_it_cannot() -> None:
    offering = Offering(provider="lumen", model_id="lumi-3")
    for capability, value in (("vision", False), ("thinking", True), ("streaming", True), ("code", False)):
        offering.can(capability, value)

    assert source_row(offering)["caps"] == "streaming thinking -vision -code"


def test_benchmarks_with_a_column_of_their_own_stand_there() -> None:
    offering = Offering(provider="lumen", model_id="lumi-3")
    offering.say("benchmarks", {"mmlu": 88.5, "arena": 1301, "gpqa": 60})

    row = source_row(offering)

    assert (row["mmlu"], row["gpqa"], row["benchmarks"]) == ("88.5", "60", "arena=1301")


def test_benchmarks_that_all_have_columns_leave_no_cell_beside() -> None:
    offering = Offering(provider="lumen", model_id="lumi-3")
    offering.say("benchmarks", {"mmlu": 88.5})

    assert "benchmarks" not in source_row(offering)
