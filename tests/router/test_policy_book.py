"""What decides a request: what it says itself, a rule, a pool, or what is usual; and what `sort` leaves."""

from __future__ import annotations

from typing import Any

import pytest
from tests.router.drawn import Described
from tests.router.models import MODELS, NOW

from modeldex import (
    InvalidRequestError,
    InvalidValueError,
    LLMRouter,
    ModelRegistry,
    PoolMember,
    RoutePolicy,
    RoutePool,
    RouteRequest,
    RouteRule,
    RoutingSettings,
    UnknownNameError,
)
from modeldex.router.asked.request_fields import SORTS
from modeldex.router.deciding.policies import BUILT_IN, SORTED
from modeldex.router.deciding.policy_book import PolicyBook
from modeldex.router.selections.table import SELECTIONS

GUARDED = RoutePolicy(
    name="guarded", weights={"quality": 1.0}, where="provider != 'bolt'", boundaries=["maker"], max_steps=2
)
TRIAL = RoutePolicy(name="trial", select="canary", canary_share=0.5, max_steps=3)
PAIR = RoutePool(
    name="pair",
    members=[PoolMember(model="acme/large", is_canary=True), PoolMember(model="acme/small")],
    policy="trial",
)
LONG = RouteRule(name="long", when="input_tokens > 1000", policy="guarded", pool="pair")
ROUTING = RoutingSettings.of(policies=[GUARDED, TRIAL], pools=[PAIR], rules=[LONG])
BOOK = PolicyBook(ROUTING)


def _router(routing: RoutingSettings = ROUTING) -> LLMRouter:
    registry = ModelRegistry()
    registry.register_models(MODELS)
    return LLMRouter(Described(registry), routing=routing, clock=lambda: NOW)


def _refused(asked: RouteRequest, book: PolicyBook = BOOK) -> str:
    with pytest.raises(InvalidRequestError) as caught:
        book.choice(asked)
    assert list(caught.value.problems) == ["policy"]
    assert not book.can_decide(asked)
    return caught.value.problems["policy"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("asked", [{"policy": "guarded"}, {"input_tokens": 2_000}, {"models": ("pair",)}])
def test_a_sort_changes_the_order_and_no_guard_of_the_policy(sort: str, asked: dict[str, Any]) -> None:
    plain, sorted_ = BOOK.choice(RouteRequest(**asked)), BOOK.choice(RouteRequest(**asked, sort=sort))
    assert sorted_.policy == plain.policy.replace(
        name=f"{plain.policy.name}, sort: {sort}", select="score", weights=SORTED[sort], canary_share=0.0
    )
    assert (sorted_.pool, sorted_.rule) == (plain.pool, plain.rule)
    assert BOOK.choice(RouteRequest(**asked, sort=sort)).policy is sorted_.policy


def test_what_a_policy_forbids_stays_forbidden_when_providers_are_sorted() -> None:
    asked = {"models": ["acme/small"], "only_providers": ["acme", "bolt"], "policy": "guarded"}
    found = [_router().route({**asked, "sort": sort}) for sort in SORTS]
    assert [[step.id for step in one.plan] for one in found] == [["acme/small"]] * 3
    assert _router().route({"model": "acme/small:floor"}).plan[0].id == "bolt/acme/small"
    assert len(_router().route({"sort": "price", "policy": "guarded"}).plan) <= GUARDED.max_steps


def test_throughput_is_the_pace_and_latency_the_time_to_the_first_token() -> None:
    names = {"models": ["acme/small"], "same_model": True}
    assert [step.id for step in _router().route({**names, "sort": "latency"}).plan] == [
        "bolt/acme/small", "acme/small",
    ]  # fmt: skip
    assert _router().route({**names, "sort": "throughput"}).best.id == "acme/small"


@pytest.mark.parametrize("sort", [None, *SORTS])
def test_a_policy_that_there_is_not_is_an_error_beside_any_sort(sort: str | None) -> None:
    with pytest.raises(UnknownNameError, match="chepest"):
        BOOK.choice(RouteRequest(policy="chepest", sort=sort))


@pytest.mark.parametrize(
    ("asked", "policy", "pool"),
    [
        ({}, "guarded", "pair"),
        ({"policy": "best"}, "best", "pair"),
        ({"sort": "price"}, "guarded, sort: price", "pair"),
        ({"policy": "best", "sort": "price"}, "best, sort: price", "pair"),
        ({"models": ("acme/old",)}, "guarded", None),
        ({"models": ("acme/old",), "policy": "round_robin"}, "round_robin", None),
        ({"models": ("pair",), "sort": "latency"}, "guarded, sort: latency", "pair"),
    ],
)
def test_a_request_replaces_only_the_policy_of_the_rule_that_it_meets(
    asked: dict[str, Any], policy: str, pool: str | None
) -> None:
    choice = BOOK.choice(RouteRequest(input_tokens=2_000, **asked))
    assert (choice.policy.name, choice.pool and choice.pool.name, choice.rule) == (policy, pool, "long")
    assert choice.is_asked_for is ("sort" not in asked)


def test_a_decision_tells_the_rule_whatever_the_request_says() -> None:
    decision = _router().route({"input_tokens": 2_000, "sort": "price"})
    assert (decision.rule, decision.policy) == ("long", "guarded, sort: price")
    assert {step.id for step in decision.plan} <= {"acme/large", "acme/small"}


@pytest.mark.parametrize(("asked", "policy"), [({}, "balanced"), ({"models": ("pair",)}, "trial")])
def test_without_rule_and_wish_the_pool_decides_or_what_is_usual(asked: dict[str, Any], policy: str) -> None:
    assert BOOK.choice(RouteRequest(**asked))[0].name == policy
    assert not BOOK.choice(RouteRequest(**asked)).is_asked_for


@pytest.mark.parametrize("select", sorted(SELECTIONS.keys() - {"score"}))
def test_what_puts_members_in_order_is_refused_over_a_whole_registry(select: str) -> None:
    name = select if select in BUILT_IN else "trial"
    words = _refused(RouteRequest(policy=name))
    assert words.startswith(f"{name} ")
    assert "state `models`" in words
    others: list[dict[str, Any]] = [
        {"models": ("acme/large",)}, {"models": ("pair",)}, {"input_tokens": 2_000}, {"sort": "price"},
    ]  # fmt: skip
    for asked in others:
        assert BOOK.can_decide(RouteRequest(policy=name, **asked))
        assert BOOK.choice(RouteRequest(policy=name, **asked)).policy.name.startswith(name)


def test_a_usual_policy_for_members_can_be_and_only_a_request_without_models_errs() -> None:
    turns = PolicyBook(RoutingSettings(policy="round_robin"))
    assert turns.choice(RouteRequest(models=("acme/large", "acme/small"))).policy.select == "round_robin"
    assert _refused(RouteRequest(), turns).startswith("round_robin lets members take turns")


def test_the_rule_that_names_a_policy_for_members_is_named() -> None:
    book = PolicyBook(RoutingSettings.of(rules=[RouteRule(name="all", when="true", policy="least_busy")]))
    assert _refused(RouteRequest(), book).startswith("least_busy by the rule all compares")
    assert _refused(RouteRequest(policy="priority"), book).startswith("priority follows")


def test_named_models_have_the_priority_of_their_order() -> None:
    names = ["cedar/claude", "acme/small", "acme/large"]
    for order in (names, names[::-1]):
        decision = _router().route({"models": order, "policy": "priority"})
        assert [step.id for step in decision.plan] == order
        words = [SELECTIONS["priority"].words(decision.case, step.place) for step in decision.plan]
        assert words == ["priority 0", "priority 1", "priority 2"]


@pytest.mark.parametrize(("name", "is_refused"), [("acme/small", True), ("bolt/new", True), ("small", False)])
def test_a_pool_cannot_hide_the_full_id_of_a_model(name: str, is_refused: bool) -> None:
    book = PolicyBook(RoutingSettings.of(pools=[PAIR.replace(name=name, policy=None)]))
    registry = ModelRegistry()
    registry.register_models(MODELS)
    models = Described(registry).snapshot()
    if is_refused:
        with pytest.raises(InvalidValueError, match="must not begin with the name of a provider"):
            book.check_names(models)
    else:
        book.check_names(models)
