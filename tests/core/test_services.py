"""Service classes and stand-in rates: what is exact, what is an estimate, what stays unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from modeldex import ModelConfig, Price, Usage

MILLION = Usage(input_tokens=1_000_000)


def offering(*prices: Price) -> ModelConfig:
    return ModelConfig(model_id="m", provider="p", prices=prices)


STANDARD_ONLY = offering(Price.of("input_tokens", 10), Price.of("output_tokens", 30))


@pytest.mark.parametrize("service", ["batch", "flex", "balanced"])
def test_a_cheaper_service_without_a_row_is_estimated_at_the_standard_rate(service: str) -> None:
    cost = STANDARD_ONLY.cost(MILLION, service=service)

    assert (cost.status, cost.amount) == ("estimated", Decimal(10))
    assert cost.notes == (f"{service} at the standard rate",)


@pytest.mark.parametrize("service", ["priority", "fast", "eu-sovereign"])
def test_any_other_service_without_a_row_is_unknown(service: str) -> None:
    cost = STANDARD_ONLY.cost(MILLION, service=service)

    assert (cost.status, cost.amount, cost.missing) == ("unknown", None, ("input_tokens",))


@pytest.mark.parametrize("service", ["batch", "flex", "priority"])
def test_a_service_with_its_own_row_is_exact(service: str) -> None:
    model = offering(Price.of("input_tokens", 10), Price.of("input_tokens", 5, service=service))

    cost = model.cost(MILLION, service=service)

    assert (cost.status, cost.amount) == ("known", Decimal(5))
    assert model.cost(MILLION).amount == 10


@pytest.mark.parametrize("asked", ["fast", "Fast", "FAST"])
def test_the_case_of_a_service_does_not_matter(asked: str) -> None:
    model = offering(Price.of("input_tokens", 20, service="Fast"))

    assert model.cost(MILLION, service=asked).amount == 20


def test_a_batch_price_says_nothing_of_an_ordinary_call() -> None:
    model = offering(Price.of("input_tokens", 5, service="batch"))

    assert model.cost(MILLION).status == "unknown"


def test_reasoning_is_billed_as_output_exactly() -> None:
    cost = STANDARD_ONLY.cost(Usage(output_tokens=100_000, reasoning_tokens=900_000))

    assert (cost.status, cost.amount) == ("known", Decimal(30))


def test_a_reasoning_rate_of_its_own_holds() -> None:
    model = offering(Price.of("output_tokens", 30), Price.of("reasoning_tokens", 40))

    assert model.cost(Usage(reasoning_tokens=1_000_000)).amount == 40


@pytest.mark.parametrize(
    ("unit", "stand_in"),
    [
        ("cache_read_tokens", "input_tokens"),
        ("cache_write_tokens", "input_tokens"),
        ("image_input_tokens", "input_tokens"),
        ("video_input_tokens", "input_tokens"),
    ],
)
def test_a_unit_at_another_units_rate_is_an_estimate(unit: str, stand_in: str) -> None:
    cost = STANDARD_ONLY.cost(Usage(**{unit: 1_000_000}))

    assert (cost.status, cost.amount) == ("estimated", Decimal(10))
    assert cost.notes == (f"{unit} at the rate of {stand_in}",)


@pytest.mark.parametrize(
    "unit", ["cache_write_1h_tokens", "audio_input_tokens", "audio_output_tokens", "image_output_tokens"]
)
def test_a_dearer_unit_without_a_rate_is_unknown(unit: str) -> None:
    cost = STANDARD_ONLY.cost(Usage(**{unit: 1_000_000}))

    assert (cost.status, cost.missing) == ("unknown", (unit,))


def test_cached_audio_stands_on_audio_and_never_on_text() -> None:
    usage = Usage(audio_cache_read_tokens=1_000_000)
    with_audio = offering(Price.of("input_tokens", 10), Price.of("audio_input_tokens", 32))

    assert with_audio.cost(usage).amount == 32
    assert STANDARD_ONLY.cost(usage).status == "unknown"


def test_a_batch_call_takes_its_own_services_rate_before_the_standard_one() -> None:
    model = offering(
        Price.of("input_tokens", 10),
        Price.of("input_tokens", 5, service="batch"),
        Price.of("reasoning_tokens", 40),
        Price.of("output_tokens", 15, service="batch"),
    )

    cost = model.cost(Usage(reasoning_tokens=1_000_000), service="batch")

    assert (cost.status, cost.amount) == ("known", Decimal(15))


def test_two_reasons_for_an_estimate_are_both_named() -> None:
    cost = STANDARD_ONLY.cost(Usage(cache_read_tokens=1_000_000), service="flex")

    assert cost.notes == ("cache_read_tokens at the rate of input_tokens; flex at the standard rate",)


def test_a_call_is_charged_for_only_where_calls_have_a_price() -> None:
    with_fee = offering(Price.of("input_tokens", 10), Price.of("requests", "0.005"))

    assert STANDARD_ONLY.cost(MILLION).amount == 10
    assert with_fee.cost(MILLION).amount == Decimal("10.005")
    assert with_fee.cost(MILLION + MILLION).amount == Decimal("20.010")


def test_a_variable_price_leaves_the_cost_unknown() -> None:
    cost = offering(Price.of("input_tokens", "variable")).cost(MILLION)

    assert (cost.status, cost.amount, cost.missing) == ("unknown", None, ("input_tokens",))


def test_a_variable_rate_is_not_replaced_by_a_stand_in() -> None:
    model = offering(Price.of("output_tokens", 30), Price.of("reasoning_tokens", "variable"))

    assert model.cost(Usage(reasoning_tokens=1)).status == "unknown"


def test_a_free_price_is_known_and_zero() -> None:
    cost = offering(Price.of("input_tokens", "free")).cost(MILLION)

    assert (cost.status, cost.amount) == ("known", Decimal(0))
