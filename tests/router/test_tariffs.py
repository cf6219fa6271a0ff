"""The quick cost of a call is the exact one, tier by tier, and unknown where that is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import ModelCatalog, ModelConfig, Price, Usage
from modeldex.router.asked.needs import Needs
from modeldex.router.asked.request import RouteRequest
from modeldex.router.frames.tariffs import Tariffs, tariff_of

TIERED = ModelConfig(
    model_id="tiered",
    provider="acme",
    prices=(
        Price(unit="input_tokens", amount=Decimal("1.25")),
        Price(unit="input_tokens", amount=Decimal("2.5"), above_tokens=200_000),
        Price(unit="output_tokens", amount=Decimal(10)),
        Price(unit="output_tokens", amount=Decimal(15), above_tokens=200_000),
        Price(unit="cache_read_tokens", amount=Decimal("0.3")),
        Price(unit="cache_read_tokens", amount=Decimal("0.6"), above_tokens=200_000),
        Price(unit="requests", amount=Decimal("0.01")),
    ),
)


def _needs(read: int, cached: int, written: int) -> Needs:
    asked = RouteRequest(input_tokens=read, cached_input_tokens=cached, output_tokens=written)
    return Needs(asked, named=True)


@given(st.integers(1, 400_000), st.integers(0, 400_000), st.integers(0, 5_000), st.booleans())
def test_the_quick_cost_is_the_exact_one(read: int, cached: int, written: int, warm: bool):
    needs = _needs(read, cached, written)

    quick = Tariffs((TIERED,)).cost(0, needs, warm=warm)

    exact = TIERED.cost(needs.usage(warm=warm)).amount
    assert exact is not None
    assert quick == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("read", [1, 3_000, 128_001, 200_001, 272_001, 600_000])
def test_it_is_for_every_model_of_the_catalog(read: int):
    models = [model for model in ModelCatalog.bundled() if model.pricing != "unknown"][::17]
    needs, tariffs = _needs(read, 0, 500), Tariffs(models)

    for place, model in enumerate(models):
        quick, exact = tariffs.cost(place, needs), model.cost(needs.usage(warm=False)).amount
        assert (quick is None) == (exact is None), model.id
        assert exact is None or quick == pytest.approx(float(exact), rel=1e-9), model.id


def test_a_rate_that_nobody_states_makes_the_cost_unknown():
    model = ModelConfig(model_id="half", provider="acme", cost_per_1m_input_tokens="1")
    tariff = tariff_of(model)

    assert tariff.cost(10, 0, 0) == pytest.approx(1e-5)
    assert tariff.cost(10, 0, 1) is None


def test_free_is_zero_and_variable_is_unknown():
    free = ModelConfig(
        model_id="a", provider="acme", cost_per_1m_input_tokens="free", cost_per_1m_output_tokens="free"
    )
    variable = free.replace(cost_per_1m_output_tokens="variable")

    assert tariff_of(free).cost(10, 0, 10) == 0
    assert tariff_of(variable).cost(10, 0, 10) is None


def test_a_cached_prefix_costs_as_input_where_it_has_no_rate():
    model = ModelConfig(
        model_id="a", provider="acme", cost_per_1m_input_tokens="1", cost_per_1m_output_tokens="1"
    )

    exact = model.cost(Usage(input_tokens=1, cache_read_tokens=9)).amount

    assert exact is not None
    assert tariff_of(model).cost(10, 9, 0) == pytest.approx(float(exact))
