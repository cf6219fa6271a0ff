"""The prices that a picture can speak of."""

from decimal import Decimal

import pytest

from modeldex import ModelConfig
from modeldex.charts.plots.price import PRICES, price_of, usd_text


def _offering(read: str | None, written: str | None) -> ModelConfig:
    return ModelConfig(
        model_id="one", provider="hub", cost_per_1m_input_tokens=read, cost_per_1m_output_tokens=written
    )


def test_a_blend_is_three_parts_input_and_one_part_output_exactly():
    assert price_of(_offering("0.1", "0.3"), "blend") == Decimal("0.15")


@pytest.mark.parametrize("name", PRICES)
def test_what_is_free_is_zero_and_what_varies_or_nobody_states_is_unknown(name: str):
    assert price_of(_offering("free", "free"), name) == 0
    assert price_of(_offering(None, None), name) is None
    assert price_of(_offering("variable", "variable"), name) is None


def test_half_a_blend_is_unknown():
    assert price_of(_offering("1", None), "blend") is None
    assert price_of(_offering("1", None), "input") == 1


@pytest.mark.parametrize(
    ("amount", "text"),
    [("2.5", "2.50"), ("0.075", "0.075"), ("10", "10.00"), ("0", "free"), (None, "unknown")],
)
def test_money_is_written_with_cents_at_least(amount: str | None, text: str):
    assert usd_text(None if amount is None else Decimal(amount)) == text
