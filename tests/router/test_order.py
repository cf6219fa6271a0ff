"""Plans stand in the order of a scoring that looks at every fit candidate by itself, in plain words."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.router.constraints.naive import NAIVE

from modeldex import LLMRouter, ModelCatalog, ModelRegistry, Outcome, RoutePolicy, RouteRequest, RoutingSettings
from modeldex.router.scoring import all_scored

if TYPE_CHECKING:
    from modeldex import RouteDecision
    from modeldex.router.case import Case

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
    group, score = ranks[-1][0], -ranks[-1][1]
    for place in rest:
        assert (_group(case, place), -naive_score(case, place)) > (group, -score - _CLOSE)
