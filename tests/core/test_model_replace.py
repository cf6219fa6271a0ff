"""`ModelConfig.replace`: a changed copy, checked like a new one; rates and flags included."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from modeldex import InvalidModelConfigError, ModelCapabilities, ModelConfig, Price, Usage

BASE = ModelConfig(
    model_id="m",
    provider="p",
    context_window=1000,
    cost_per_1m_input_tokens=2,
    cost_per_1m_output_tokens=8,
    cost_per_1m_batch_input_tokens=1,
    supports_vision=True,
    supports_tool_use=True,
    prices=[
        Price.of("input_tokens", 4, above_tokens=200_000),
        Price.of("input_tokens", 3, valid_from="2025-01-01", valid_to="2025-06-01"),
    ],
)


def test_only_the_named_field_changes() -> None:
    changed = BASE.replace(context_window=2000)

    assert changed.context_window == 2000
    assert changed.replace(context_window=1000) == BASE
    assert BASE.context_window == 1000


def test_a_field_can_be_made_unknown_again() -> None:
    assert BASE.replace(context_window=None).context_window is None


def test_a_changed_rate_changes_what_a_call_costs() -> None:
    changed = BASE.replace(cost_per_1m_input_tokens="2.50")

    assert changed.cost_per_1m_input_tokens == Decimal("2.5")
    assert changed.cost(Usage(input_tokens=100_000)).amount == Decimal("0.25")
    assert BASE.cost(Usage(input_tokens=100_000)).amount == Decimal("0.2")


def test_a_changed_rate_leaves_tiers_other_services_and_history_alone() -> None:
    changed = BASE.replace(cost_per_1m_input_tokens=5)

    assert changed.cost(Usage(input_tokens=1_000_000)).amount == 4
    assert changed.cost_per_1m_batch_input_tokens == 1
    assert changed.cost(Usage(input_tokens=100_000), at="2025-03-01").parts[0].rate == 3
    assert {price.amount for price in changed.prices if price.unit == "input_tokens"} == {1, 3, 4, 5}


def test_a_changed_batch_rate_leaves_the_standard_rate_alone() -> None:
    changed = BASE.replace(cost_per_1m_batch_input_tokens="0.5")

    assert changed.cost(Usage(input_tokens=100_000), service="batch").amount == Decimal("0.05")
    assert changed.cost_per_1m_input_tokens == 2


def test_a_rate_can_be_made_unknown_free_or_variable() -> None:
    assert BASE.replace(cost_per_1m_input_tokens=None).cost(Usage(input_tokens=5)).status == "unknown"
    assert BASE.replace(cost_per_1m_input_tokens="free").cost(Usage(input_tokens=5)).amount == 0
    assert BASE.replace(cost_per_1m_input_tokens="variable").pricing == "variable"


def test_a_rate_that_was_unknown_can_be_stated() -> None:
    changed = ModelConfig(model_id="m", provider="p").replace(cost_per_request="0.01")

    assert changed.cost(Usage(requests=3)).amount == Decimal("0.03")


def test_new_price_rows_replace_all_old_ones() -> None:
    changed = BASE.replace(prices=[Price.of("output_tokens", 9)])

    assert changed.cost_per_1m_input_tokens is None
    assert changed.cost_per_1m_output_tokens == 9


def test_new_price_rows_that_contradict_a_new_rate_are_refused() -> None:
    with pytest.raises(InvalidModelConfigError, match="cost_per_1m_input_tokens: is stated twice"):
        BASE.replace(prices=[Price.of("input_tokens", 9)], cost_per_1m_input_tokens=1)


def test_a_changed_flag_leaves_the_others_alone() -> None:
    changed = BASE.replace(supports_vision=False, supports_code=True)

    assert changed.capabilities == ModelCapabilities(
        supports_vision=False, supports_tool_use=True, supports_code=True
    )


def test_a_flag_can_be_made_unknown_again() -> None:
    assert BASE.replace(supports_vision=None).capabilities == ModelCapabilities(supports_tool_use=True)


def test_new_capabilities_replace_all_old_ones() -> None:
    changed = BASE.replace(capabilities=ModelCapabilities(supports_code=True))

    assert list(changed.capabilities) == ["code"]


def test_a_flag_beside_new_capabilities_changes_those() -> None:
    changed = BASE.replace(capabilities=ModelCapabilities(supports_code=True), supports_vision=True)

    assert list(changed.capabilities) == ["vision", "code"]


def test_capabilities_can_be_made_unknown_with_one_flag_known() -> None:
    changed = BASE.replace(capabilities=None, supports_code=True)

    assert changed.capabilities == ModelCapabilities(supports_code=True)


def test_another_provider_gives_another_id_to_the_model_and_its_prices() -> None:
    changed = BASE.replace(provider="q")

    assert changed.id == "q/m"
    assert {price.model for price in changed.prices} == {"q/m"}
    assert {price.price_id for price in changed.prices}.isdisjoint(price.price_id for price in BASE.prices)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"context_window": -1, "name": 5}, ["context_window", "name"]),
        ({"contextwindow": 5}, ["contextwindow"]),
        ({"supports_vision": "yes"}, ["supports_vision"]),
        ({"supports_vision": "yes", "context_window": -1}, ["supports_vision", "context_window"]),
        ({"cost_per_1m_input_tokens": -1}, ["cost_per_1m_input_tokens"]),
        ({"capabilities": "vision", "supports_code": True}, ["capabilities"]),
    ],
)
def test_bad_changes_are_refused_like_bad_fields(changes: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(InvalidModelConfigError) as refusal:
        BASE.replace(**changes)

    assert refusal.value.code == "E4003"
    assert sorted(refusal.value.problems) == sorted(named)
