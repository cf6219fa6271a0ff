"""Changes of prices: how they are written, and what they make of a model."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.router.simulation.recorded import model, registry

from modeldex import Price, Usage
from modeldex.core.errors import InvalidValueError, ModelNotFoundError
from modeldex.router.simulation.price_change import PriceChange
from modeldex.router.simulation.repriced import Repriced

TIERED = model(
    "acme/tiered",
    prices=(
        Price(unit="input_tokens", amount=Decimal(2)),
        Price(unit="input_tokens", amount=Decimal(4), above_tokens=10_000),
        Price(unit="input_tokens", amount=Decimal(1), service="batch"),
        Price(unit="output_tokens", amount=Decimal(8)),
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/b=input:2x", [("input", Decimal(2), None)]),
        ("a/b=output:-10%", [("output", Decimal("0.9"), None)]),
        ("a/b=cache_read:+50%", [("cache_read", Decimal("1.5"), None)]),
        ("a/b=input:-100%", [("input", Decimal(0), None)]),
        ("a/b=request:0.01", [("request", None, Decimal("0.01"))]),
        ("a/b=input:1.25, output:5", [("input", None, Decimal("1.25")), ("output", None, Decimal(5))]),
        ("a/b=x=input:1", [("input", None, Decimal(1))]),
    ],
)
def test_a_change_is_read_as_it_is_written(text: str, expected: list[tuple[object, ...]]):
    read = PriceChange.read(text)

    assert [(one.rate, one.factor, one.amount) for one in read] == expected
    assert {one.target for one in read} == {text.rpartition("=")[0]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a/b", "names no model, or no rate"),
        ("=input:2x", "names no model, or no rate"),
        ("a/b=", "names no model, or no rate"),
        ("a/b=2x", "changes '2x', which is none of input"),
        ("a/b=tokens:2x", "changes 'tokens'"),
        ("a/b=input:", "must be a number"),
        ("a/b=input:-1", "must not be negative"),
        ("a/b=input:nan", "must be finite"),
        ("a/b=input:-101%", "more than all of it"),
        ("a/b=input:xx", "must be a number"),
    ],
)
def test_what_is_no_change_is_refused_with_the_form(text: str, problem: str):
    with pytest.raises(InvalidValueError, match=problem) as raised:
        PriceChange.read(text)

    assert "input:2x" in str(raised.value)


@given(amount=st.decimals(0, 1_000, places=4), rate=st.sampled_from(["input", "output"]))
def test_an_absolute_change_is_what_a_call_costs(amount: Decimal, rate: str):
    [change] = PriceChange.read(f"acme/large={rate}:{amount}")
    changed = Repriced(registry().snapshot(), [change]).get_model_or_raise("acme/large")

    cost = changed.cost(Usage(**{f"{rate}_tokens": 1_000_000}))

    assert (cost.status, cost.amount) == ("known", amount)


def test_a_factor_multiplies_tiers_and_batches_alike():
    [change] = PriceChange.read("acme/tiered=input:1.5x")
    changed = change.applied(TIERED)

    assert changed is not None
    assert sorted(price.amount or 0 for price in changed.prices if price.unit == "input_tokens") == [
        Decimal("1.5"), Decimal(3), Decimal(6),
    ]  # fmt: skip
    assert changed.cost_per_1m_output_tokens == Decimal(8)
    assert {price.source for price in changed.prices if price.unit == "input_tokens"} == {"simulation"}


def test_an_amount_takes_the_place_of_every_tier_and_leaves_batches():
    [change] = PriceChange.read("acme/tiered=input:3")
    changed = change.applied(TIERED)

    assert changed is not None
    assert changed.cost(Usage(input_tokens=20_000)).amount == Decimal("0.06")
    assert changed.cost(Usage(input_tokens=1_000_000), service="batch").amount == Decimal(1)


def test_a_change_of_a_provider_holds_for_all_models_whose_rate_is_known():
    models = Repriced(registry(TIERED).snapshot(), PriceChange.read("acme=output:2x"))

    assert models.get_model_or_raise("acme/large").cost_per_1m_output_tokens == Decimal(40)
    assert models.get_model_or_raise("acme/tiered").cost_per_1m_output_tokens == Decimal(16)
    assert models.get_model_or_raise("bolt/small").cost_per_1m_output_tokens == Decimal(1)


def test_a_later_change_holds_over_an_earlier_one():
    changes = (*PriceChange.read("acme/large=input:2x"), *PriceChange.read("acme=input:2x"))

    changed = Repriced(registry().snapshot(), changes).get_model("large")

    assert changed is not None
    assert changed.cost_per_1m_input_tokens == Decimal(20)


def test_a_rate_that_nobody_knows_cannot_be_multiplied():
    models = registry().snapshot()

    with pytest.raises(InvalidValueError, match="nobody knows its input rate; state an amount"):
        Repriced(models, PriceChange.read("cedar/unpriced=input:2x"))
    assert Repriced(models, PriceChange.read("cedar/unpriced=input:2")).get_model("cedar/unpriced")


def test_a_name_that_means_nothing_is_refused():
    with pytest.raises(ModelNotFoundError):
        Repriced(registry().snapshot(), PriceChange.read("acme/nothing=input:2"))


def test_the_registry_stays_as_it_is_and_all_models_are_walked():
    held = registry()
    changed = Repriced(held.snapshot(), PriceChange.read("acme/large=input:2x"))

    assert [one.id for one in changed] == [one.id for one in held.snapshot()]
    assert len(changed) == 3
    assert [one.cost_per_1m_input_tokens for one in changed][:1] == [Decimal(10)]
    assert held.get_model_or_raise("acme/large").cost_per_1m_input_tokens == Decimal(5)
    assert changed.get_model("nothing") is None
