"""Replays: what policies would have made of recorded calls, beside what came of them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.router.simulation.recorded import model, registry, shape

from modeldex import Usage
from modeldex.config.routing import PoolMember, RoutePool, RoutingSettings
from modeldex.core.errors import InvalidValueError, UnknownNameError
from modeldex.router.asked.request import RouteRequest
from modeldex.router.simulation.outage import Outage
from modeldex.router.simulation.price_change import PriceChange
from modeldex.router.simulation.simulate import simulate

NAMED = RouteRequest(models=("acme/large", "bolt/small"))
HUNDRED = [shape(second) for second in range(100)]


def test_what_was_recorded_stands_first_and_each_policy_after_it():
    made = simulate(HUNDRED, registry(), ("cheapest", "fastest"))

    recorded, cheapest, fastest = made.results
    assert [one.policy for one in made.results] == ["as recorded", "cheapest", "fastest"]
    assert (made.calls, made.first_at, made.last_at) == (
        100, "2026-11-24T10:00:00Z", "2026-11-24T10:01:39Z",
    )  # fmt: skip
    assert recorded.cost.at_least == Decimal("0.7")  # 1,000 at 5 and 100 at 20 USD per million, 100 times
    assert (cheapest.models, cheapest.cost.at_least) == ({"bolt/small": 100}, Decimal("0.06"))
    assert fastest.models == {"acme/large": 100}
    assert fastest.latency.p50_seconds == pytest.approx(
        1.5, rel=0.02
    )  # 500 ms, and 100 tokens at 100 a second
    assert cheapest.latency.p50_seconds is None
    assert cheapest.latency.measured == 0


def test_the_same_seed_gives_the_same_comparison_and_another_one_may_not():
    outages = [Outage.read("acme=0.5")]

    def run(seed: int) -> dict[str, object]:
        return simulate(HUNDRED, registry(), (None,), asked=NAMED, outages=outages, seed=seed).record()

    assert run(7) == run(7)
    assert run(7)["results"] != run(8)["results"]


def test_in_an_outage_calls_go_elsewhere_and_its_circuit_spares_the_rest_the_attempt():
    made = simulate(
        HUNDRED, registry(), (None,), asked=NAMED, outages=[Outage.read("acme=10:00-10:01")]
    ).results[1]

    assert made.calls == made.answered + made.failed == 100
    assert made.models["bolt/small"] > 30
    assert made.models["acme/large"] > 0  # once the outage is over
    assert made.fallbacks is not None
    assert made.fallbacks + sum(made.failures.values()) < 60  # an open circuit is not run into again
    assert set(made.failures) <= {"unavailable"}


def test_where_nothing_else_may_answer_an_outage_fails_every_call():
    made = simulate(
        HUNDRED,
        registry(),
        (None,),
        asked=RouteRequest(models=("acme/large",)),
        outages=[Outage.read("acme")],
    ).results[1]

    assert (made.answered, made.failed, made.cost.at_least) == (0, 100, Decimal(0))
    assert set(made.failures) == {"unavailable", "no_route"}  # the latter while the circuit is open
    assert made.cost.coverage is None


def test_a_share_of_an_outage_is_met_within_bounds():
    shapes = [
        shape(60 * minute) for minute in range(2_000)
    ]  # so far apart that no health is left of the last
    made = simulate(
        shapes, registry(), ("cheapest",), asked=RouteRequest(models=("bolt/small",)),
        outages=[Outage.read("bolt=0.1")],
    ).results[1]  # fmt: skip

    assert made.retries == pytest.approx(200, abs=60)
    assert made.answered > 1_950


def test_prices_that_change_are_told_apart_from_what_was_paid():
    made = simulate(
        HUNDRED,
        registry(),
        ("cheapest",),
        price_changes=PriceChange.read("bolt/small=input:100x,output:100x"),
    )

    recorded, renewed, cheapest = made.results
    assert [one.policy for one in made.results][1] == "as recorded, at the new prices"
    assert recorded.cost == renewed.cost  # the recorded model is another one
    assert cheapest.models == {"acme/large": 100}
    assert made.price_changes == ("bolt/small=input:100x", "bolt/small=output:100x")


def test_recorded_failures_stand_in_the_first_row_and_do_not_come_again():
    shapes = [shape(1), shape(2, outcome="rate_limit", usage=None), shape(3, outcome="cut", usage=None)]
    recorded, made = simulate(shapes, registry(), ("cheapest",)).results

    assert (recorded.answered, dict(recorded.failures)) == (1, {"cut": 1, "rate_limit": 1})
    assert (recorded.cost.known, recorded.cost.unknown) == (1, 1)  # what broke off may be charged for
    assert (recorded.fallbacks, recorded.retries) == (None, None)
    assert (made.answered, made.cost.known, made.cost.unknown) == (3, 1, 2)


def test_an_unknown_cost_is_no_zero():
    recorded, made = simulate(
        [shape(1, model="gone/model")], registry(), ("cheapest",),
        asked=RouteRequest(models=("cedar/unpriced",)),
    ).results  # fmt: skip

    assert (recorded.cost.status, recorded.cost.coverage) == ("unknown", 0)
    assert (made.cost.status, made.cost.unknown, made.answered) == ("unknown", 1, 1)


def test_a_recorded_model_that_is_not_known_is_named():
    made = simulate([shape(1, model="gone/model", calls=3)], registry(), ("cheapest",))

    assert made.unknown_models == {"gone/model": 3}


def test_a_model_takes_as_long_as_was_recorded_of_it_rather_than_as_the_catalog_says():
    of_stream: dict[str, Any] = {"is_stream": True, "seconds": 4.0, "first_token_seconds": 2.0}
    shapes = [shape(1, **of_stream), shape(60, usage=Usage(input_tokens=1, output_tokens=200), model="x/y")]

    made = simulate(shapes, registry(), ("cheapest",), asked=RouteRequest(models=("acme/large",))).results[1]

    assert made.latency.p50_seconds == pytest.approx(4.0, rel=0.02)
    assert made.latency.p95_seconds == pytest.approx(6.0, rel=0.02)  # twice the tokens after the first


@given(calls=st.integers(1, 2_000))
@settings(max_examples=20, deadline=None)
def test_a_line_of_many_calls_counts_as_many(calls: int):
    made = simulate([shape(1, calls=calls)], registry(), ("cheapest",), outages=[Outage.read("bolt=0.5")])

    for one in made.results:
        assert one.calls == calls == one.answered + one.failed
        assert sum(one.models.values()) == one.answered
    assert made.results[0].cost.at_least == Decimal("0.007") * calls


def test_calls_that_overlap_see_each_other_under_way():
    busy = model("dale/slow", "9", "9", ttft_ms=60_000.0, tokens_per_second=1.0)
    asked = RouteRequest(models=("acme/large", "dale/slow"), policy="least_busy")

    def used(*seconds: float) -> dict[str, int]:
        made = simulate([shape(second) for second in seconds], registry(busy), ("least_busy",), asked=asked)
        return dict(made.results[1].models)

    assert used(0, 0, 0, 0) == {"acme/large": 2, "dale/slow": 2}  # each sees what is under way
    assert used(0, 300, 600, 900) in ({"acme/large": 4}, {"dale/slow": 4})  # each finds both idle


def test_lines_out_of_order_are_made_in_the_order_of_the_file():
    made = simulate([shape(100), shape(1)], registry(), ("cheapest",))

    assert (made.first_at, made.last_at) == ("2026-11-24T10:00:01Z", "2026-11-24T10:01:40Z")
    assert made.results[1].answered == 2


def test_without_a_policy_the_configuration_decides():
    pool = RoutePool(name="quick", members=(PoolMember(model="bolt/small"),), policy="cheapest")
    made = simulate(
        HUNDRED, registry(), (None,), asked=RouteRequest(models=("quick",)),
        routing=RoutingSettings(pools={"quick": pool}),
    ).results[1]  # fmt: skip

    assert (made.policy, dict(made.models)) == ("as configured", {"bolt/small": 100})


def test_what_no_candidate_can_take_has_no_route():
    made = simulate([shape(1, images=1, calls=2)], registry(), ("cheapest",)).results[1]

    assert (made.answered, dict(made.failures)) == (0, {"no_route": 2})


def test_what_cannot_be_replayed_is_refused():
    with pytest.raises(InvalidValueError, match="must be one at least"):
        simulate([], registry())
    with pytest.raises(InvalidValueError, match="walked more than once"):
        simulate(iter(HUNDRED), registry())
    with pytest.raises(InvalidValueError, match="each only once"):
        simulate(HUNDRED, registry(), ("best", "best"))
    with pytest.raises(UnknownNameError, match="policy"):
        simulate(HUNDRED, registry(), ("beest",))
    with pytest.raises(UnknownNameError, match="acne"):
        simulate(HUNDRED, registry(), outages=[Outage.read("acne")])


def test_shares_by_provider_add_up():
    made = simulate(HUNDRED, registry(), (None,), asked=NAMED, outages=[Outage.read("acme=0.3")]).results[1]

    assert sum(made.providers.values()) == made.answered
    assert set(made.providers) == {"acme", "bolt"}
    assert list(made.record()["models"]) == sorted(made.models, key=lambda one: -made.models[one])
