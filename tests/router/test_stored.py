"""What is stored with a call is enough to decide it again, to the letter, and small."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.router.models import MODELS, NOW, POLICY, case_of

from modeldex import InvalidValueError, ModelCatalog, ModelNotFoundError, ModelRegistry
from modeldex.config.routing import SELECTIONS, PoolMember, RoutePolicy, RoutePool
from modeldex.router.asked.request import RouteRequest
from modeldex.router.choose import choose
from modeldex.router.frames.candidates import Candidates
from modeldex.router.health.board import HealthBoard
from modeldex.router.replay import replay
from modeldex.router.seen.outcome import Outcome
from modeldex.router.seen.readings import HealthReading, LoadReading, Warmth

if TYPE_CHECKING:
    from modeldex.router.decision import RouteDecision

REGISTRY = ModelRegistry()
REGISTRY.register_models(MODELS)
CANDIDATES = Candidates(REGISTRY.snapshot(), REGISTRY.generation)
IDS = [one.id for one in MODELS]
FEW = ("acme/large", "acme/small", "bolt/acme/small", "cedar/claude")


def decided(asked: RouteRequest | None = None, rule: str | None = None, **more: Any) -> RouteDecision:
    frame = CANDIDATES.whole() if asked is None or not asked.models else _named(asked)
    return choose(case_of(frame, asked, **more), rule)


def _named(asked: RouteRequest) -> Any:
    return CANDIDATES.named(asked.models, asked.fallbacks, in_order=True, same_model=False)


def again(decision: RouteDecision, candidates: Candidates = CANDIDATES) -> RouteDecision:
    """The decision made again from its facts, as they come out of a database."""
    return replay(json.loads(json.dumps(decision.facts())), candidates)


def assert_same(decision: RouteDecision) -> None:
    other = again(decision)
    assert [(step.id, step.score) for step in other.plan] == [(step.id, step.score) for step in decision.plan]
    assert other.explain().record(limit=None) == decision.explain().record(limit=None)
    assert other.facts() == decision.facts()


def test_a_decision_over_named_models_is_made_again_with_its_order_and_its_fallbacks():
    asked = RouteRequest(models=FEW[:2], fallbacks=FEW[2:], input_tokens=2_000, output_tokens=100)

    decision = decided(asked, rule="nights", turn=7)
    assert [step.id for step in decision.plan] == list(FEW)
    assert_same(decision)
    assert again(decision).rule == "nights"


def test_a_decision_over_the_whole_registry_stores_no_list_of_it():
    decision = decided(RouteRequest(operation="any", unknown="allow"))

    assert decision.facts()["candidates"] is None
    assert decision.plan
    assert_same(decision)


@pytest.mark.parametrize("select", SELECTIONS)
def test_members_of_a_pool_keep_weight_priority_and_turn(select: str):
    members = tuple(
        PoolMember(model=one, weight=float(at + 1), priority=at // 2, is_canary=at == 3)
        for at, one in enumerate(FEW)
    )
    frame = CANDIDATES.pooled(RoutePool(name="all", members=members), (), same_model=False)
    policy = RoutePolicy(
        name="p", select=select, weights={"cost": 1.0}, canary_share=0.5 if select == "canary" else 0.0
    )
    for seed in range(10):
        assert_same(choose(case_of(frame, policy=policy, seed=seed, turn=seed), None))


def test_what_a_budget_a_warm_cache_and_a_missing_key_decided_is_decided_again():
    asked = RouteRequest(models=FEW, input_tokens=5_000, cached_input_tokens=4_000, key="k1", session="s1")

    assert_same(
        decided(
            asked,
            budget_left=Decimal("0.005"),
            warmth=Warmth("acme/large", NOW + 60),
            not_ready={"cedar/claude": "set CEDAR_API_KEY"},
        )
    )


def test_only_readings_that_say_something_and_only_of_candidates_are_stored():
    board = HealthBoard()
    for model in ("acme/large", "acme/large", "den/open-8b:q4_K_M"):
        board.record(Outcome(model=model, at=NOW - 5, failure="server"))
    decision = decided(
        RouteRequest(models=FEW), health=board.readings(), loads={"acme/large": LoadReading(requests=2.0)}
    )

    facts = decision.facts()
    assert set(facts["health"]) == {"acme/large", "acme/*"}
    assert facts["health"]["acme/large"].keys() == {"calls", "success_rate", "last_failure"}
    assert facts["loads"] == {"acme/large": {"requests": 2.0}}
    assert_same(decision)


def test_providers_that_cannot_be_called_at_all_are_stored_in_one_line():
    not_ready = {one: "set ACME_API_KEY" for one in IDS if one.startswith("acme/")}
    not_ready |= {"cedar/claude": "is not served here"}
    decision = decided(RouteRequest(operation="any", unknown="allow"), not_ready=not_ready)

    assert decision.facts()["not_ready"] == {
        "acme/*": "set ACME_API_KEY",
        "cedar/claude": "is not served here",
    }
    assert_same(decision)


def test_bounds_and_boundaries_survive_as_exact_amounts_and_words():
    policy = RoutePolicy(name="p", weights={"cost": 1.0}, boundaries=("maker", "price"), max_steps=3)
    asked = RouteRequest(models=FEW, max_cost=Decimal("0.1000000000000000055"), max_input_price=Decimal(3))

    assert_same(decided(asked, policy=policy))


READING = st.builds(
    HealthReading,
    calls=st.floats(0, 100),
    success_rate=st.none() | st.floats(0, 1),
    first_token_seconds=st.none() | st.floats(0.01, 60),
    seconds_per_token=st.none() | st.floats(0.001, 1),
    open_until=st.none() | st.floats(NOW - 100, NOW + 100),
    probe_until=st.none() | st.floats(NOW - 100, NOW + 100),
    cool_until=st.none() | st.floats(NOW - 100, NOW + 100),
    last_failure=st.sampled_from([None, "server", "timeout"]),
    shared=st.booleans(),
)
NAMES = st.sampled_from([*IDS, "acme/*", "bolt/*", "elsewhere/unknown"])


@given(
    models=st.lists(st.sampled_from(IDS), unique=True, max_size=6).map(tuple),
    seed=st.integers(0, 2**53 - 1),
    health=st.dictionaries(NAMES, READING, max_size=6),
    not_ready=st.dictionaries(st.sampled_from(IDS), st.sampled_from(["no key", "no server"])),
    size=st.none() | st.integers(0, 500_000),
)
def test_any_state_of_health_and_readiness_gives_the_same_plan_and_the_same_reasons(
    models: tuple[str, ...], seed: int, health: dict[str, HealthReading], not_ready: dict[str, str], size: int
):
    asked = RouteRequest(models=models, input_tokens=size, unknown="allow")

    assert_same(decided(asked, seed=seed, health=health, not_ready=not_ready, policy=POLICY))


def test_what_another_state_would_have_decided_is_decided_by_its_prices():
    decision = decided(RouteRequest(models=FEW[:2], sort="price"), policy=RoutePolicy(
        name="cheapest", weights={"cost": 1.0}))  # fmt: skip
    other = ModelRegistry()
    other.register_models(MODELS)
    other.update_model("acme/small", {"cost_per_1m_input_tokens": "500"})

    replayed = again(decision, Candidates(other.snapshot(), other.generation))
    assert replayed.generation == other.generation
    costs = {step.id: step.cost.amount for step in replayed.plan}
    assert costs["acme/small"] == Decimal("0.5003")


def test_facts_decide_over_the_catalog_as_it_was_on_a_day():
    bundled = ModelCatalog.bundled()
    now = Candidates(bundled, 0)
    frame = now.named(("openai/gpt-4o", "openai/gpt-4o-mini"), (), in_order=True, same_model=False)
    decision = choose(case_of(frame, RouteRequest(models=frame.ids)), None)

    then = Candidates(bundled.at("2025-01-01"), 0)
    assert [step.id for step in again(decision, now).plan] == [step.id for step in decision.plan]
    assert {row.id for row in again(decision, then).explain().candidates} == set(frame.ids)


def test_the_facts_say_which_catalog_was_asked_where_that_is_known():
    decision = decided(RouteRequest(models=FEW))

    assert decision.facts()["catalog"] is None
    assert decision.facts(ModelCatalog.bundled().digest)["catalog"] == ModelCatalog.bundled().digest


def test_a_named_model_that_is_gone_is_told():
    decision = decided(RouteRequest(models=FEW))

    with pytest.raises(ModelNotFoundError, match="acme/large"):
        again(decision, Candidates(ModelRegistry().snapshot(), 0))


@pytest.mark.parametrize(
    "change", [{"facts": 2}, {"moment": ...}, {"policy": None}, {"health": {"acme/large": {"mood": 1}}}]
)
def test_what_are_no_facts_is_refused(change: dict[str, Any]):
    facts = decided(RouteRequest(models=FEW)).facts() | change
    facts = {name: value for name, value in facts.items() if value is not ...}

    with pytest.raises(InvalidValueError, match="facts of a decision"):
        replay(facts, CANDIDATES)
