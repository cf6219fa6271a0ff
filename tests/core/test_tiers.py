"""Context tiers: above the threshold the whole call costs the tier's rate."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import ModelConfig, Price, Usage


def offering(*prices: Price) -> ModelConfig:
    return ModelConfig(model_id="m", provider="p", prices=prices)


GEMINI_LIKE = offering(
    Price.of("input_tokens", "1.25"),
    Price.of("input_tokens", "2.50", above_tokens=200_000),
    Price.of("output_tokens", 10),
    Price.of("output_tokens", 15, above_tokens=200_000),
    Price.of("cache_read_tokens", "0.31"),
    Price.of("cache_read_tokens", "0.62", above_tokens=200_000),
)


@pytest.mark.parametrize(
    ("tokens", "amount"),
    [(199_999, "0.24999875"), (200_000, "0.25"), (200_001, "0.5000025"), (1_000_000, "2.5")],
)
def test_a_tier_holds_above_its_threshold_and_not_at_it(tokens: int, amount: str) -> None:
    assert GEMINI_LIKE.cost(Usage(input_tokens=tokens)).amount == Decimal(amount)


def test_total_input_decides_the_tier_of_every_unit() -> None:
    usage = Usage(input_tokens=100_000, cache_read_tokens=100_001, output_tokens=1000)

    cost = GEMINI_LIKE.cost(usage)

    assert {part.unit: part.rate for part in cost.parts} == {
        "input_tokens": Decimal("2.50"),
        "cache_read_tokens": Decimal("0.62"),
        "output_tokens": Decimal(15),
    }
    assert cost.amount == Decimal("0.25") + Decimal("0.06200062") + Decimal("0.015")


def test_output_does_not_lift_a_call_into_a_tier() -> None:
    usage = Usage(input_tokens=200_000, output_tokens=100_000, reasoning_tokens=100_000)

    assert GEMINI_LIKE.cost(usage).amount == Decimal("0.25") + 1 + 1


def test_the_highest_tier_that_is_exceeded_holds() -> None:
    model = offering(
        Price.of("input_tokens", 1),
        Price.of("input_tokens", 2, above_tokens=32_000),
        Price.of("input_tokens", 4, above_tokens=128_000),
    )

    rates = [model.cost(Usage(input_tokens=tokens)).parts[0].rate for tokens in (32_000, 32_001, 128_001)]

    assert rates == [1, 2, 4]


def test_a_unit_without_a_tier_is_estimated_at_its_rate() -> None:
    model = offering(
        Price.of("input_tokens", 1),
        Price.of("input_tokens", 2, above_tokens=32_000),
        Price.of("output_tokens", 5),
    )

    small = model.cost(Usage(input_tokens=32_000, output_tokens=1_000_000))
    large = model.cost(Usage(input_tokens=40_000, output_tokens=1_000_000))

    assert (small.status, small.amount) == ("known", Decimal("5.032"))
    assert (large.status, large.amount) == ("estimated", Decimal("5.08"))
    assert "output_tokens above 32000 tokens" in large.notes[0]


def test_a_price_per_image_needs_no_tier() -> None:
    model = offering(
        Price.of("input_tokens", 1),
        Price.of("input_tokens", 2, above_tokens=32_000),
        Price.of("output_images", "0.04"),
    )

    assert model.cost(Usage(input_tokens=40_000, output_images=1)).status == "known"


def test_the_usage_of_several_calls_is_an_estimate_where_there_are_tiers() -> None:
    call = Usage(input_tokens=150_000)

    cost = GEMINI_LIKE.cost(call + Usage(input_tokens=10_000))

    assert (cost.status, cost.amount) == ("estimated", Decimal("0.2"))
    assert "add up their costs" in cost.notes[0]
    assert GEMINI_LIKE.cost(call).status == "known"


def test_a_tier_that_holds_everywhere_is_an_estimate_where_a_region_has_rates_of_its_own() -> None:
    model = offering(
        Price.of("input_tokens", 1),
        Price.of("input_tokens", 2, above_tokens=32_000),
        Price.of("input_tokens", 3, region="eu"),
    )

    cost = model.cost(Usage(input_tokens=1_000_000), region="eu")

    assert (cost.status, cost.amount) == ("estimated", Decimal(2))
    assert "eu" in cost.notes[0]
    assert model.cost(Usage(input_tokens=1_000_000), region="us").status == "known"


def test_below_the_only_known_tier_the_price_is_unknown() -> None:
    model = offering(Price.of("input_tokens", 2, above_tokens=32_000))

    assert model.cost(Usage(input_tokens=32_000)).status == "unknown"
    assert model.cost(Usage(input_tokens=32_001)).status == "known"


def test_a_cheaper_tier_may_be_free() -> None:
    model = offering(Price.of("input_tokens", 2), Price.of("input_tokens", "free", above_tokens=1000))

    cost = model.cost(Usage(input_tokens=1001))

    assert (cost.status, cost.amount) == ("known", Decimal(0))


@given(st.integers(min_value=1, max_value=10**6), st.integers(min_value=1, max_value=2 * 10**6))
@settings(max_examples=100)
def test_a_tier_reprices_the_whole_call(threshold: int, tokens: int) -> None:
    model = offering(Price.of("input_tokens", 3), Price.of("input_tokens", 7, above_tokens=threshold))
    rate = 7 if tokens > threshold else 3

    amount = model.cost(Usage(input_tokens=tokens)).amount

    assert amount is not None
    assert amount * 1_000_000 == tokens * rate


def test_a_tier_of_unknown_beginning_makes_the_plain_rate_of_an_earlier_day_an_estimate() -> None:
    model = offering(
        Price.of("input_tokens", "1.25", valid_from="2025-01-01"),
        Price.of("input_tokens", "2.50", above_tokens=200_000, recorded_on="2026-08-17"),
    )
    large, small = Usage(input_tokens=250_000), Usage(input_tokens=150_000)

    before, after = model.cost(large, at="2025-11-20"), model.cost(large, at="2026-08-17")

    assert (before.status, before.amount) == ("estimated", Decimal("0.3125"))
    assert before.notes == ("above 200000 tokens input_tokens has another rate, and nobody says since when",)
    assert (after.status, after.amount) == ("known", Decimal("0.625"))
    assert model.cost(small, at="2025-11-20").status == "known"
    assert model.cost(large).status == "known"


def test_a_tier_that_is_known_to_begin_later_is_no_doubt_before() -> None:
    model = offering(
        Price.of("input_tokens", "1.25", valid_from="2025-01-01"),
        Price.of("input_tokens", "2.50", above_tokens=200_000, valid_from="2026-01-01"),
    )

    assert model.cost(Usage(input_tokens=250_000), at="2025-11-20").status == "known"
