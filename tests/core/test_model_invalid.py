"""A `ModelConfig` that cannot be: E4003 names every bad field at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from modeldex import InvalidModelConfigError, ModelCapabilities, ModelConfig, Price


def problems_of(**values: Any) -> dict[str, str]:
    """What is wrong with these fields of a model that is right otherwise."""
    with pytest.raises(InvalidModelConfigError) as refusal:
        ModelConfig(**({"model_id": "m", "provider": "p"} | values))
    assert refusal.value.code == "E4003"
    return refusal.value.problems


def test_the_message_names_the_model_and_each_field() -> None:
    with pytest.raises(InvalidModelConfigError) as refusal:
        ModelConfig(model_id="gpt-4o", provider="openai", context_window=-1, ttft_ms=-5)

    assert str(refusal.value) == (
        "[E4003] ModelConfig openai/gpt-4o: context_window: must be at least 1, not -1; "
        "ttft_ms: must be at least 0, not -5"
    )


def test_missing_required_fields_are_named() -> None:
    nothing: dict[str, Any] = {}

    with pytest.raises(InvalidModelConfigError, match=r"ModelConfig \?/\?: ") as refusal:
        ModelConfig(**nothing)

    assert refusal.value.problems == {"model_id": "is required", "provider": "is required"}


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("model_id", "", "must be one line without outer blanks, not ''"),
        ("model_id", " m", "must be one line without outer blanks"),
        ("model_id", "a\nb", "must be one line without outer blanks"),
        ("model_id", 5, "must be one line without outer blanks, not 5"),
        ("model_id", None, "must be one line without outer blanks"),
        ("provider", "", "must be one line without outer blanks"),
        ("provider", "a/b", "must be a slug without '/', not 'a/b'"),
        ("name", 5, "must be text, not int"),
        ("context_window", 0, "must be at least 1, not 0"),
        ("context_window", 128e3, "must be a whole number"),
        ("context_window", "128K", "must be a whole number"),
        ("max_images_per_request", -1, "must be at least 0"),
        ("rate_limit_rpm", 0, "must be at least 1"),
        ("latency_p99_ms", float("nan"), "must be at least 0"),
        ("tokens_per_second", float("inf"), "must be finite"),
        ("can_classify", "Y", "must be True, False or None for unknown"),
        ("category", "big", "must be one of core, aggregators, regional, specialized, community, local"),
        ("quality", "good", "must be one of verified, partial, estimated, unknown"),
        ("release_date", "2025-02-30", "must be a date like 2025-06-01, 2025-06 or 2025"),
        ("status", "alive", "unknown status 'alive'"),
        ("status", 5, "must be a ModelStatus, its name or its letter, not 5"),
        ("status", "", "unknown status ''"),
        ("capabilities", "vision", "must be ModelCapabilities, not str"),
        ("supports_vision", "yes", "must be True, False or None for unknown"),
        ("quality_scores", 0.75, "must be QualityScores, not float"),
        ("quality_scores", {"reasoning": 2}, "reasoning"),
        ("quality_scores", {"wit": 0.5}, "wit"),
        ("benchmarks", {"mmlu": -1}, "mmlu must be from 0"),
        ("benchmarks", 88.7, "must"),
        ("aliases", 5, "must"),
        ("prices", ["2.50"], "must be Price records"),
        ("prices", 2.5, "must be Price records"),
        ("cost_per_1m_input_tokens", -1, "must not be negative, got -1"),
        ("cost_per_1m_input_tokens", "NaN", "must be finite"),
        ("cost_per_1m_input_tokens", True, "must be a number, text or Decimal"),
        ("cost_per_1m_input_tokens", 1e70, "must"),
        ("cost_per_1m_input_tokens", Decimal("1e-1200"), "must"),
        ("cost_per_1m_batch_input_tokens", -1, "must not be negative, got -1"),
        ("cost_per_request", "cheap", "must be a number, not 'cheap'"),
        ("deprecated_on", "soon", "must be a date"),
    ],
)
def test_a_bad_field_is_named_with_what_it_may_be(field: str, value: Any, complaint: str) -> None:
    problems = problems_of(**{field: value})

    assert list(problems) == [field]
    assert complaint in problems[field]


def test_every_bad_field_is_named_at_once() -> None:
    problems = problems_of(
        name=5,
        context_window=-1,
        cost_per_1m_input_tokens=-1,
        cost_per_request=-1,
        supports_vision="yes",
        status="alive",
        release_date="June",
        category="big",
        contxt_window=1,
    )

    assert set(problems) == {
        "name",
        "context_window",
        "cost_per_1m_input_tokens",
        "cost_per_request",
        "supports_vision",
        "status",
        "release_date",
        "category",
        "contxt_window",
    }
    assert problems["contxt_window"] == "no such field; did you mean context_window?"


@pytest.mark.parametrize(
    "values",
    [
        {"model_id": "", "context_window": -1},
        {"provider": "a/b", "context_window": -1},
        {"model_id": "", "provider": "a/b"},
        {"model_id": "", "deprecated_on": "2025-06-01", "retires_on": "2025-01-01"},
        {"model_id": "", "cost_per_1m_input_tokens": 1, "prices": [Price.of("input_tokens", 2)]},
        {"context_window": -1, "deprecated_on": "2025-06-01", "retires_on": "2025-01-01"},
        {"context_window": -1, "cost_per_1m_input_tokens": 1, "prices": [Price.of("input_tokens", 2)]},
    ],
    ids=" and ".join,
)
def test_a_bad_value_does_not_hide_a_bad_id_or_a_contradiction(values: dict[str, Any]) -> None:
    named = set(problems_of(**values))

    harmless = {"deprecated_on", "prices"}
    assert named == set(values) - harmless


def test_bad_price_rows_beside_a_good_rate_are_named() -> None:
    problems = problems_of(prices=["2.50"], cost_per_1m_input_tokens=1)

    assert list(problems) == ["prices"]


def test_a_flag_that_contradicts_the_capabilities_is_refused() -> None:
    problems = problems_of(capabilities=ModelCapabilities(supports_vision=True), supports_vision=False)

    assert problems == {"capabilities": "and the flags beside it disagree on vision"}


def test_a_flag_that_repeats_the_capabilities_is_fine() -> None:
    model = ModelConfig(
        model_id="m", provider="p", capabilities=ModelCapabilities(supports_vision=True), supports_vision=True
    )

    assert model.supports_vision is True


@pytest.mark.parametrize(
    ("deprecated_on", "retires_on"),
    [("2025-06-01", "2025-05-31"), ("2025-06", "2025-05-31"), ("2025-06-15", "2025-05"), ("2025", "2024")],
)
def test_a_model_cannot_retire_before_it_is_deprecated(deprecated_on: str, retires_on: str) -> None:
    problems = problems_of(deprecated_on=deprecated_on, retires_on=retires_on)

    assert problems == {"retires_on": f"must not be before deprecated_on {deprecated_on}, got {retires_on}"}


@pytest.mark.parametrize(
    ("deprecated_on", "retires_on"),
    [
        ("2025-06-01", "2025-06-01"),
        ("2025-06-15", "2025-06"),
        ("2025-06", "2025-06-01"),
        ("2025-06-15", "2025"),
    ],
)
def test_dates_of_different_precision_that_can_agree_do(deprecated_on: str, retires_on: str) -> None:
    model = ModelConfig(model_id="m", provider="p", deprecated_on=deprecated_on, retires_on=retires_on)

    assert (model.deprecated_on, model.retires_on) == (deprecated_on, retires_on)
