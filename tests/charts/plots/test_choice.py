"""Which offering speaks for a model."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from modeldex import ModelConfig
from modeldex.charts.plots.choice import by_model, choose

HOMES = {"acme": frozenset({"acme"})}


def _offering(provider: str, cost: str | None, *, model: str | None = "acme/swan") -> ModelConfig:
    return ModelConfig(
        model_id="swan",
        provider=provider,
        maker="acme",
        canonical_model=model,
        cost_per_1m_input_tokens=cost,
        cost_per_1m_output_tokens=cost,
    )


def _chosen(*offerings: ModelConfig) -> tuple[str, Decimal]:
    choice = choose(offerings, HOMES, "input", lambda some: {one.id: 1.0 for one in some})
    (one,) = choice.models
    return one.offering.provider, one.price


def test_the_maker_s_own_speaks_even_where_others_are_cheaper():
    assert _chosen(_offering("hub", "0.1"), _offering("acme", "2"), _offering("bazaar", "3"))[0] == "acme"


def test_a_maker_s_own_without_a_price_does_not_speak():
    assert _chosen(_offering("acme", None), _offering("hub", "1")) == ("hub", Decimal(1))
    assert _chosen(_offering("acme", "free"), _offering("hub", "1")) == ("hub", Decimal(1))


def test_of_two_others_the_dearer_speaks():
    assert _chosen(_offering("hub", "1"), _offering("bazaar", "0.5"))[0] == "hub"


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=15), st.randoms())
def test_the_median_of_the_others_speaks_whatever_their_order(costs: list[int], random):
    offerings = [_offering(f"p{place}", str(cost)) for place, cost in enumerate(costs)]
    random.shuffle(offerings)

    assert _chosen(*offerings)[1] == sorted(costs)[len(costs) // 2]


def test_models_that_are_free_and_those_without_a_price_are_counted_apart():
    offerings = [
        _offering("hub", "free", model="acme/gift"),
        _offering("hub", None, model="acme/secret"),
        _offering("hub", "1", model="acme/sold"),
    ]
    choice = choose(offerings, HOMES, "blend", lambda some: {one.id: 1.0 for one in some})

    assert ([one.model for one in choice.models], choice.free, choice.unpriced) == (["acme/sold"], 1, 1)


def test_a_model_without_a_worth_is_not_counted():
    choice = choose([_offering("hub", "1")], HOMES, "input", lambda _: {})

    assert (choice.models, choice.free, choice.unpriced) == ((), 0, 0)


def test_offerings_of_no_known_model_are_left_out():
    assert list(by_model([_offering("hub", "1", model=None), _offering("hub", "2")])) == ["acme/swan"]
