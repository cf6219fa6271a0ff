"""Plans stand in the order of a scoring that looks at every fit candidate by itself, in plain words."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.router.constraints.naive import NAIVE

from modeldex import (
    LLMRouter,
    ModelCatalog,
    ModelRegistry,
    Outcome,
    RoutePolicy,
    RouteRequest,
    RoutingSettings,
)
from modeldex.router.deciding.scoring import all_scored

if TYPE_CHECKING:
    from modeldex import RouteDecision
    from modeldex.router.deciding.case import Case

_CLOSE = 1e-9
"""Scores in binary fractions may be off the exact ones by so little."""


def naive_score(case: Case, place: int) -> float:
    """The weighted sum of the terms of a policy; what is unknown counts nothing."""
    values = {
        "cost": _cost, "latency": _latency, "quality": _quality, "health": _health, "affinity": _affinity,
    }  # fmt: skip
    return sum(weight * values[term](case, place) for term, weight in case.policy.weights.items())


def _cost(case: Case, place: int) -> float:
    warmth, needs = case.warmth, case.needs
    is_warm = warmth is not None and case.now < warmth.until and warmth.model == case.frame.ids[place]
    amount = case.frame.models[place].cost(needs.usage(warm=is_warm)).amount
    return 0.0 if amount is None else 1 / (1 + float(amount) * 1e6 / (needs.input + needs.output or 1))


def _latency(case: Case, place: int) -> float:
    model, seen = case.frame.models[place], case.health.get(case.frame.ids[place])
    first = None if model.ttft_ms is None else model.ttft_ms / 1e3
    each = 1 / model.tokens_per_second if model.tokens_per_second else None
    if seen is not None:
        first = _beside(first, seen.first_token_seconds, seen.calls)
        each = _beside(each, seen.seconds_per_token, seen.calls)
    if first is None or (case.needs.output and each is None):
        return 0.0
    return 1 / (1 + (first + case.needs.output * (each or 0)) / 5)


def _beside(stated: float | None, seen: float | None, calls: float) -> float | None:
    if stated is None or seen is None:
        return seen if stated is None else stated
    return (stated * 5 + seen * calls) / (5 + calls)


def _quality(case: Case, place: int) -> float:
    scores, task = case.frame.models[place].quality_scores.known(), case.needs.asked.task
    if task is not None:
        return scores.get(task) or 0.0
    return sum(scores.values()) / len(scores) if scores else 0.0


def _health(case: Case, place: int) -> float:
    seen = case.health.get(case.frame.ids[place])
    if seen is None or seen.success_rate is None:
        return 1.0
    return (seen.success_rate * seen.calls + 3) / (seen.calls + 3)


def _affinity(case: Case, place: int) -> float:
    warmth = case.warmth
    is_home = warmth is not None and case.now < warmth.until and warmth.model == case.frame.ids[place]
    return float(is_home)


def _group(case: Case, place: int) -> tuple[int, int]:
    """What the request itself puts in order: names, then providers."""
    order, groups = case.needs.asked.provider_order, case.frame.groups
    provider = case.frame.models[place].provider
    rank = order.index(provider) if provider in order else len(order)
    return 0 if groups is None else groups[place], rank


def assert_in_order(decision: RouteDecision) -> None:
    """The plan of a policy that scores is what is left of all fit candidates in order, from its top."""
    case, plan = decision.case, decision.plan
    for step in plan:
        assert step.score == pytest.approx(naive_score(case, step.place), rel=_CLOSE, abs=_CLOSE)
    if case.policy.select != "score" or not plan:
        return
    ranks = [(_group(case, step.place), -step.score, step.place) for step in plan]
    assert ranks == sorted(ranks)
    most = case.policy.max_steps
    if not case.needs.asked.allow_fallbacks and not case.needs.asked.provider_order:
        most = 1
    rest = set(case.frame.places(decision.fit)) - {step.place for step in plan}
    if len(plan) < most:
        assert case.policy.boundaries or not rest
        return
    if case.policy.boundaries:
        rest &= {place for place in rest if _group(case, place) < ranks[0][0]}
    lasts = {group[0]: (group, score) for group, score, _ in ranks}
    for place in rest:  # of every name that has a step, the best are in the plan
        group = _group(case, place)
        if group[0] in lasts:
            last, score = lasts[group[0]]
            assert (group, -naive_score(case, place)) > (last, score - _CLOSE)
        else:
            assert group[0] > max(lasts)
            assert len(lasts) == most


CATALOG_POLICIES = (
    RoutePolicy(name="thrift", weights={"cost": 3.0, "health": 0.5, "latency": 0.2}),
    RoutePolicy(name="free-first", weights={"cost": 1.0}, max_steps=60),
    RoutePolicy(name="long-list", weights={"cost": 1.0, "quality": 2.0}, max_steps=60),
)
_NEEDS: tuple[dict[str, Any], ...] = (
    {}, {"capabilities": ("vision", "tool_use")}, {"input_tokens": 150_000}, {"max_input_price": "2"},
    {"max_cost": "0.01"}, {"only_providers": ("openai", "google", "deepinfra")}, {"task": "coding"},
    {"not_providers": ("openrouter",)}, {"unknown": "allow"}, {"provider_order": ("groq", "openai")},
    {"operation": "embedding", "output_tokens": 0}, {"min_quality": 0.3}, {"only_licences": ("open",)},
    {"max_output_tokens": 30_000}, {"allow_fallbacks": False}, {"input_modalities": ("image",)},
)  # fmt: skip


@pytest.fixture(scope="module")
def router() -> LLMRouter:
    """A router over the bundled catalog, many of whose models were called, and where sessions are at home."""
    registry, chance = ModelRegistry(ModelCatalog.bundled()), random.Random(5)
    routing = RoutingSettings(policies={one.name: one for one in CATALOG_POLICIES})
    made = LLMRouter(registry, routing=routing)
    for model in chance.sample(registry.get_available_models(), 400):
        failure = chance.choice([None, None, None, "server", "timeout"])
        seconds = chance.choice([None, 0.1, 0.9, 4.0])
        made.record(
            Outcome(
                model=model.id, at=made.clock(), failure=failure, first_token_seconds=seconds,
                seconds=None if seconds is None else 6 * seconds, output_tokens=300,
            ),
            session=f"session {chance.randrange(40)}",
        )  # fmt: skip
    return made


def _requests(count: int) -> list[RouteRequest]:
    chance = random.Random(11)
    policies = ["cheapest", "fastest", "best", "balanced", *(one.name for one in CATALOG_POLICIES)]
    made = []
    for at in range(count):
        needs: dict[str, Any] = {
            "input_tokens": chance.choice([None, 7, 900, 20_000, 250_000]),
            "cached_input_tokens": 400,
        }
        for one in chance.sample(_NEEDS, 2):
            needs |= one
        session = f"session {chance.randrange(40)}" if chance.random() < 0.5 else None
        made.append(RouteRequest(**needs, policy=policies[at % len(policies)], session=session, seed=at))
    return made


@pytest.mark.parametrize("asked", _requests(48), ids=lambda one: f"{one.seed}-{one.policy}")
def test_a_plan_over_the_catalog_is_the_top_of_all_fit_models_in_order(
    router: LLMRouter, asked: RouteRequest
) -> None:
    decision = router.route(asked)
    case, frame = decision.case, decision.case.frame
    assert frame.is_whole

    scored = sorted(
        all_scored(case, frame.places(decision.fit)),
        key=lambda one: (_group(case, one[1]), -one[0], frame.ids[one[1]]),
    )
    most = 1 if not asked.allow_fallbacks and not asked.provider_order else case.policy.max_steps
    assert [(step.id, step.score) for step in decision.plan] == [
        (frame.ids[place], score) for score, place in scored[:most]
    ]
    assert_in_order(decision)


def test_what_is_fit_in_the_catalog_is_what_meets_every_constraint(router: LLMRouter) -> None:
    chance, plans = random.Random(3), 0
    for asked in _requests(24):
        decision = router.route(asked)
        plans += bool(decision.plan)
        places = {step.place for step in decision.plan}
        for place in places | set(chance.sample(range(len(decision.case.frame)), 150)):
            is_fit = all(meets(decision.case, place) for meets in NAIVE.values())
            is_fit &= not decision.case.frame.ids[place].endswith((":batch", ":flex"))
            assert bool(decision.fit >> place & 1) is is_fit
    assert plans > 12


def test_equal_scores_stand_by_id(router: LLMRouter) -> None:
    decision = router.route(RouteRequest(policy="free-first", max_cost=Decimal(0)))
    by_score: dict[float, list[str]] = {}
    for step in decision.plan:
        by_score.setdefault(step.score, []).append(step.id)

    assert max(map(len, by_score.values())) > 3
    assert all(ids == sorted(ids) for ids in by_score.values())
