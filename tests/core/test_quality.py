"""`QualityScores`: 0 to 1 or unknown; derived from named benchmarks by a stated rule."""

from __future__ import annotations

from typing import Any

import pytest

from modeldex import InvalidValueError, ModelConfig, QualityScores


def test_a_score_that_nobody_states_is_unknown() -> None:
    scores = QualityScores(reasoning=0.75)

    assert scores.reasoning == 0.75
    assert scores.coding is None
    assert scores.known() == {"reasoning": 0.75}


@pytest.mark.parametrize("value", [0, 1, 0.5])
def test_a_score_is_from_0_to_1(value: float) -> None:
    assert QualityScores(coding=value).coding == value


@pytest.mark.parametrize("value", [-0.01, 1.01, 75, float("nan"), float("inf"), "0.5", True])
def test_a_score_outside_of_0_to_1_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValueError, match="coding: must be"):
        QualityScores(coding=value)


def test_every_bad_score_is_named_at_once() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        QualityScores(reasoning=2, creative=-1)

    assert set(refusal.value.problems) == {"reasoning", "creative"}


def test_a_score_is_the_mean_of_the_benchmarks_of_its_kind() -> None:
    scores = QualityScores.derived(
        {"mmlu": 90, "gpqa": 60, "math": 80, "mgsm": 94, "humaneval": 92, "swe_bench": 49}
    )

    assert scores == QualityScores(reasoning=0.81, coding=0.705)


def test_unknown_benchmarks_do_not_count_as_zero() -> None:
    assert QualityScores.derived({"mmlu": 88.7}).reasoning == 0.887


def test_an_index_stands_in_only_where_no_benchmark_of_the_kind_is_known() -> None:
    index = {"artificial_analysis_intelligence_index": 62, "artificial_analysis_coding_index": 50}

    assert QualityScores.derived(index) == QualityScores(reasoning=0.62, coding=0.5)
    assert QualityScores.derived(index | {"mmlu": 90}).reasoning == 0.9


@pytest.mark.parametrize(
    ("rating", "share"),
    [(1350, 0.5), (1750, 0.9091), (950, 0.0909), (1463.2, 0.6574), (1200, 0.2966)],
)
def test_creative_writing_is_the_share_of_duels_won_against_a_fixed_opponent(
    rating: float, share: float
) -> None:
    assert QualityScores.derived({"arena_creative_writing": rating}) == QualityScores(creative=share)


def test_no_other_rating_tells_of_creative_writing() -> None:
    assert QualityScores.derived({"arena_overall": 1500, "arena_coding": 1500}) == QualityScores()


def test_no_rating_is_so_high_or_low_that_its_score_is_out_of_bounds() -> None:
    for rating in (-10_000, 0, 100_000):
        creative = QualityScores.derived({"arena_creative_writing": rating}).creative
        assert creative is not None
        assert 0 <= creative <= 1


def test_without_a_benchmark_of_its_kind_a_score_is_unknown() -> None:
    assert QualityScores.derived({"ifeval": 90, "mmmu": 70}) == QualityScores()
    assert QualityScores.derived({}).known() == {}


def test_a_models_scores_follow_from_its_benchmarks_unless_stated() -> None:
    derived = ModelConfig(model_id="m", provider="p", benchmarks={"humaneval": 92})
    stated = derived.replace(quality_scores=QualityScores(coding=0.4))

    assert derived.quality_scores == QualityScores(coding=0.92)
    assert stated.quality_scores == QualityScores(coding=0.4)
    assert stated.benchmarks == {"humaneval": 92}
    assert derived.replace(benchmarks={"humaneval": 50}).quality_scores.coding == 0.5


def test_a_percentage_above_100_is_refused_when_the_model_is_made() -> None:
    with pytest.raises(InvalidValueError, match="benchmarks"):
        ModelConfig(model_id="m", provider="p", benchmarks={"mmlu": 887})


@pytest.mark.parametrize(
    "index", ["artificial_analysis_intelligence_index", "artificial_analysis_coding_index"]
)
def test_an_index_above_100_is_refused_when_the_model_is_made(index: str) -> None:
    with pytest.raises(InvalidValueError, match="benchmarks"):
        ModelConfig(model_id="m", provider="p", benchmarks={index: 150})


def test_a_benchmark_of_its_own_scale_may_exceed_100() -> None:
    model = ModelConfig(model_id="m", provider="p", benchmarks={"arena_elo": 1287})

    assert model.benchmarks["arena_elo"] == 1287
