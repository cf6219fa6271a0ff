"""The rates of a `ModelConfig` and its price rows are one thing said in two ways."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from modeldex import InvalidModelConfigError, ModelConfig, Price, Usage
from modeldex.core.model_config import STORED_SLOTS


def offering(**fields: Any) -> ModelConfig:
    return ModelConfig(model_id="m", provider="p", **fields)


@pytest.mark.parametrize("written", [0.075, "0.075", Decimal("0.075"), "0.0750", "7.5e-2"])
def test_a_rate_is_exact_however_it_is_written(written: Any) -> None:
    model = offering(cost_per_1m_input_tokens=written)

    assert model.cost_per_1m_input_tokens == Decimal("0.075")
    assert model.prices[0].amount == Decimal("0.075")


def test_a_stated_rate_is_a_price_row_of_this_model() -> None:
    model = offering(cost_per_1m_input_tokens=3)

    assert model.prices == (Price.of("input_tokens", 3, model="p/m"),)
    assert model.cost(Usage(input_tokens=1_000_000)).price_ids == (model.prices[0].price_id,)


@pytest.mark.parametrize(
    ("field", "row"),
    [
        ("cost_per_1m_input_tokens", Price.of("input_tokens", 2)),
        ("cost_per_1m_output_tokens", Price.of("output_tokens", 2)),
        ("cost_per_1m_cache_read_tokens", Price.of("cache_read_tokens", 2)),
        ("cost_per_1m_cache_write_tokens", Price.of("cache_write_tokens", 2)),
        ("cost_per_1m_cache_write_1h_tokens", Price.of("cache_write_1h_tokens", 2)),
        ("cost_per_1m_reasoning_tokens", Price.of("reasoning_tokens", 2)),
        ("cost_per_1m_audio_input_tokens", Price.of("audio_input_tokens", 2)),
        ("cost_per_1m_audio_output_tokens", Price.of("audio_output_tokens", 2)),
        ("cost_per_1m_image_output_tokens", Price.of("image_output_tokens", 2)),
        ("cost_per_1m_training_tokens", Price.of("training_tokens", 2)),
        ("cost_per_1m_batch_input_tokens", Price.of("input_tokens", 2, service="batch")),
        ("cost_per_1m_batch_output_tokens", Price.of("output_tokens", 2, service="batch")),
        ("cost_per_request", Price.of("requests", 2)),
        ("cost_per_input_image", Price.of("input_images", 2)),
        ("cost_per_output_image", Price.of("output_images", 2)),
        ("cost_per_audio_input_second", Price.of("audio_input_seconds", 2)),
        ("cost_per_video_output_second", Price.of("video_output_seconds", 2)),
        ("cost_per_input_character", Price.of("input_characters", 2)),
        ("cost_per_page", Price.of("pages", 2)),
        ("cost_per_web_search", Price.of("web_searches", 2)),
    ],
)
def test_each_rate_and_its_row_say_the_same(field: str, row: Price) -> None:
    by_rate, by_row = offering(**{field: 2}), offering(prices=[row])

    assert getattr(by_row, field) == 2
    assert getattr(by_rate, field) == 2
    assert by_rate == by_row


@pytest.mark.parametrize(
    "rest",
    [
        {"region": "eu"},
        {"variant": "hd"},
        {"hours_utc": "00:00-06:00"},
        {"above_tokens": 200_000},
        {"service": "batch"},
        {"currency": "EUR"},
        {"valid_to": "2025-06-01"},
    ],
    ids=str,
)
def test_a_conditional_or_ended_row_is_not_the_rate(rest: dict[str, Any]) -> None:
    model = offering(prices=[Price.of("input_tokens", 2, **rest)])

    assert model.cost_per_1m_input_tokens is None


def test_rows_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(InvalidModelConfigError) as refusal:
        offering(cost_per_1m_input_tokens=2, prices=[Price.of("input_tokens", 3)])

    assert refusal.value.problems == {"cost_per_1m_input_tokens": "is stated twice: 2, 3"}


def test_batch_rows_that_contradict_each_other_are_refused() -> None:
    rows = [Price.of("output_tokens", 2, service="batch"), Price.of("output_tokens", 3, service="batch")]

    with pytest.raises(
        InvalidModelConfigError, match="cost_per_1m_batch_output_tokens: is stated twice: 2, 3"
    ):
        offering(prices=rows)


def test_a_rate_and_a_row_that_agree_are_fine() -> None:
    model = offering(cost_per_1m_input_tokens="2.0", prices=[Price.of("input_tokens", 2)])

    assert model.prices == (Price.of("input_tokens", 2, model="p/m"),)


def test_price_rows_are_given_the_id_of_the_model_that_carries_them() -> None:
    model = offering(prices=[Price.of("pages", 2, model="other/model"), Price.of("requests", 1)])

    assert [price.model for price in model.prices] == ["p/m", "p/m"]


def test_free_variable_and_unknown_are_three_states() -> None:
    free = offering(cost_per_1m_input_tokens="free", cost_per_1m_output_tokens=0)
    variable = offering(cost_per_1m_input_tokens="variable", cost_per_1m_output_tokens="variable")
    unknown = offering()

    assert (free.pricing, free.cost_per_1m_input_tokens) == ("free", Decimal(0))
    assert (variable.pricing, variable.cost_per_1m_input_tokens) == ("variable", None)
    assert (unknown.pricing, unknown.cost_per_1m_input_tokens) == ("unknown", None)
    assert free.cost(Usage(input_tokens=5)).amount == 0
    assert variable.cost(Usage(input_tokens=5)).amount is None
    assert unknown.cost(Usage(input_tokens=5)).amount is None


@pytest.mark.parametrize(
    ("fields", "pricing"),
    [
        ({"cost_per_1m_input_tokens": 1}, "priced"),
        ({"cost_per_1m_input_tokens": "free", "cost_per_1m_output_tokens": 1}, "priced"),
        ({"cost_per_1m_input_tokens": 1, "cost_per_1m_output_tokens": "variable"}, "variable"),
        ({"cost_per_output_image": "0.04"}, "priced"),
        ({"prices": [Price.of("input_tokens", 1, valid_to="2025-01-01")]}, "unknown"),
    ],
)
def test_pricing_says_what_is_known(fields: dict[str, Any], pricing: str) -> None:
    assert offering(**fields).pricing == pricing


@pytest.mark.parametrize(
    "field", ["cost_per_1m_input_tokens", "cost_per_1m_output_tokens", "cost_per_output_image"]
)
def test_a_model_of_which_only_a_free_rate_is_known_is_free_and_not_priced(field: str) -> None:
    assert offering(**{field: "free"}).pricing == "free"


class TestFromTheCatalog:
    """A model restored from stored forms, whose price rows are read on first use."""

    def restored(self, calls: list[str]) -> ModelConfig:
        made = offering(cost_per_1m_input_tokens=2, context_window=1000, supports_vision=True)
        row = tuple(getattr(made, slot) for slot in STORED_SLOTS)

        def prices(model: str) -> tuple[Price, ...]:
            calls.append(model)
            return made.prices

        return ModelConfig.restore(row, prices)

    def test_prices_are_read_once_and_only_when_they_are_needed(self) -> None:
        calls: list[str] = []
        model = self.restored(calls)

        rate, window = model.cost_per_1m_input_tokens, model.context_window
        assert (rate, window) == (Decimal(2), 1000)
        assert not calls

        assert model.cost(Usage(input_tokens=500_000)).amount == 1
        assert model.prices == model.prices
        assert calls == ["p/m"]

    def test_a_restored_model_equals_one_made_by_hand(self) -> None:
        by_hand = offering(cost_per_1m_input_tokens=2, context_window=1000, supports_vision=True)

        assert self.restored([]) == by_hand
        assert hash(self.restored([])) == hash(by_hand)
