"""When a known rate is not all that a provider charges, the cost is an estimate; else it is known."""

from __future__ import annotations

from typing import Any

import pytest

from modeldex import InvalidValueError, ModelConfig, Price, Usage

LONG = Usage(input_tokens=300_000)


def offering(*prices: Price) -> ModelConfig:
    return ModelConfig(model_id="m", provider="p", prices=list(prices))


def test_a_tier_that_has_ended_raises_no_doubt() -> None:
    ended = Price.of("input_tokens", 2, above_tokens=200_000, valid_from="2024-01-01", valid_to="2025-01-01")

    assert offering(Price.of("input_tokens", 1), ended).cost(LONG).status == "known"


def test_a_tier_of_the_standard_class_makes_a_batch_without_one_an_estimate() -> None:
    model = offering(
        Price.of("input_tokens", 1),
        Price.of("input_tokens", 2, above_tokens=200_000),
        Price.of("input_tokens", "0.5", service="batch"),
    )

    assert model.cost(LONG, service="batch").status == "estimated"
    assert model.cost(Usage(input_tokens=100_000), service="batch").status == "known"


def test_a_tier_of_another_class_is_none_of_the_standard_one() -> None:
    model = offering(
        Price.of("input_tokens", 1), Price.of("input_tokens", 3, above_tokens=200_000, service="priority")
    )

    assert model.cost(LONG).status == "known"


def test_a_region_with_a_standard_rate_of_its_own_makes_a_batch_without_one_an_estimate() -> None:
    model = offering(
        Price.of("input_tokens", 1),
        Price.of("input_tokens", "1.2", region="eu"),
        Price.of("input_tokens", "0.5", service="batch"),
    )

    assert model.cost(LONG, region="eu", service="batch").status == "estimated"
    assert model.cost(LONG, service="batch").status == "known"


def test_the_usage_of_several_calls_is_an_estimate_where_tiers_count() -> None:
    tiered = offering(Price.of("input_tokens", 1), Price.of("input_tokens", 2, above_tokens=200_000))
    flat = offering(Price.of("input_tokens", 1))
    half = Usage(input_tokens=150_000)

    assert tiered.cost(half + half).status == "estimated"
    assert flat.cost(half + half).status == "known"


@pytest.mark.parametrize(
    ("circumstances", "field"),
    [({"service": None}, "service"), ({"region": 5}, "region"), ({"variant": 1}, "variant")],
)
def test_circumstances_are_text(circumstances: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        offering(Price.of("input_tokens", 1)).cost(LONG, **circumstances)

    assert list(refusal.value.problems) == [field]
