"""LLM Stats: fractions become percentages without noise, and of several scores one is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import MODELS, Reading
from modeldex.sources.table import SOURCES

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("llm_stats", recorded("llm_stats"))


def score(value: Any, benchmark: str = "mmlu", **fields: Any) -> dict[str, Any]:
    return {
        "org": "google",
        "model_id": "easel-2",
        "benchmark_id": benchmark,
        "score": value,
        "normalized_score": value,
        "is_self_reported": True,
        "self_reported_source_link": None,
        "verified_by_llmstats": False,
        "updated_at": "2025-07-19T19:56:11+00:00",
    } | fields


def cells(read: Read, *scores: dict[str, Any]) -> dict[str, str]:
    return read("llm_stats", {"models": [], "benchmarks": list(scores)}).offerings["google/easel-2"].cells


def test_it_speaks_of_models_wherever_they_are_served() -> None:
    assert SOURCES["llm_stats"].about == MODELS


def test_fractions_become_percentages_and_ratings_stay(reading: Reading) -> None:
    assert reading.offerings["anthropic/quill-4"].cells["benchmarks"] == "cfeval=2071 mmlu=93 swe_bench=28"


@pytest.mark.parametrize(
    ("fraction", "percentage"),
    [(0.07, "7"), (0.3516, "35.16"), (0.579, "57.9"), (1.0, "100"), ("0.29", "29")],
)
def test_the_point_is_moved_without_noise(fraction: Any, percentage: str, read: Read) -> None:
    assert cells(read, score(fraction))["benchmarks"] == f"mmlu={percentage}"


@pytest.mark.parametrize(
    ("spelt", "name"),
    [
        ("mmlu-pro", "mmlu_pro"),
        ("swe-bench-verified", "swe_bench"),
        ("swe-bench-verified-(agentless)", "swe_bench_verified_agentless"),
        ("humanity's-last-exam", "humanitys_last_exam"),
        ("hle", "humanitys_last_exam"),
        ("humaneval+", "humaneval_plus"),
        ("alpacaeval-2.0", "alpacaeval_2_0"),
        ("graphwalks-bfs-<128k", "graphwalks_bfs_below_128k"),
        ("graphwalks-bfs->128k", "graphwalks_bfs_above_128k"),
        ("translation-en→set1-comet22", "translation_en_to_set1_comet22"),
    ],
)
def test_names_of_benchmarks_are_words_joined_by_underscores(spelt: str, name: str, read: Read) -> None:
    assert cells(read, score(0.5, spelt))["benchmarks"] == f"{name}=50"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"verified_by_llmstats": True}, {"is_self_reported": False}),
        ({"is_self_reported": False}, {"updated_at": "2025-09-01T00:00:00+00:00"}),
        ({"updated_at": "2025-09-01T00:00:00+00:00"}, {}),
        ({"updated_at": "2025-07-19T01:00:00+00:00"}, {"score": 0.6}),
    ],
)
def test_of_several_scores_the_verified_the_independent_the_newest_the_lowest_is_taken(
    better: dict[str, Any], worse: dict[str, Any], read: Read
) -> None:
    one, other = score(0.5) | better, score(0.4 if "score" not in worse else 0.6) | worse

    for scores in ([one, other], [other, one]):
        reading = read("llm_stats", {"models": [], "benchmarks": scores})
        assert reading.offerings["google/easel-2"].cells["benchmarks"] == "mmlu=50"
        assert reading.mended.keys() == {"google/easel-2"}


def test_two_spellings_of_one_benchmark_are_several_scores_of_it(read: Read) -> None:
    newer = score(0.5, "hle", updated_at="2025-09-01T00:00:00+00:00")

    assert cells(read, score(0.4, "humanity's-last-exam"), newer)["benchmarks"] == "humanitys_last_exam=50"


def test_a_benchmark_on_another_scale_is_left_out_and_says_why(reading: Reading) -> None:
    assert "mixed" in reading.skipped["anthropic/quill-4/mt-bench"]


def test_a_score_of_zero_was_not_measured(reading: Reading) -> None:
    assert reading.skipped["google/easel-2-7b/mmmu"] == "zero: not measured"
    assert "benchmarks" not in reading.offerings["google/easel-2-7b"].cells


def test_facts_about_the_model_are_stated_where_they_are_certain(reading: Reading) -> None:
    quill, easel = reading.offerings["anthropic/quill-4"], reading.offerings["google/easel-2-7b"]

    assert quill.cells["name"] == "Quill 4"
    assert quill.cells["release_date"] == "2025-03-04"
    assert quill.cells["knowledge_cutoff"] == "2024-11-30"
    assert easel.cells["open_weights"] == "Y"
    assert "open_weights" not in quill.cells
    assert quill.flags == {}


def test_the_page_is_the_one_that_most_of_its_scores_name(reading: Reading) -> None:
    assert reading.offerings["anthropic/quill-4"].url == "https://quill.example/card"


@pytest.mark.parametrize("link", [None, "", "https://example.com/benchmark-image", "a blog"])
def test_a_link_that_leads_nowhere_is_no_page(link: Any, read: Read) -> None:
    answer = {"models": [], "benchmarks": [score(0.5, self_reported_source_link=link)]}

    assert read("llm_stats", answer).offerings["google/easel-2"].url is None


def test_a_row_is_as_old_as_its_newest_score(reading: Reading) -> None:
    assert reading.offerings["anthropic/quill-4"].cells["updated"] == "2025-07-20"
    assert "updated" not in reading.offerings["google/easel-2-7b"].cells


def test_an_unknown_organisation_is_left_out_with_the_place_to_add_it(read: Read) -> None:
    reading = read("llm_stats", {"models": [], "benchmarks": [score(0.5, org="atelier")]})

    assert reading.offerings == {}
    assert "data/makers.toml" in reading.skipped["easel-2"]


@pytest.mark.parametrize("value", ["a lot", None, -0.5, 130, True, [0.5]])
def test_a_score_that_can_be_none_is_a_source_error(value: Any, read: Read) -> None:
    with pytest.raises(SourceError, match=r"llm_stats: |mmlu"):
        read("llm_stats", {"models": [], "benchmarks": [score(value)]})
