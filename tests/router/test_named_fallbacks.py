"""What is named has its place in a plan, and its share, however many providers stand in for a model."""

from __future__ import annotations

from tests.router.models import model

from modeldex import LLMRouter, ModelRegistry, PoolMember, RoutePolicy, RoutePool, RoutingSettings
from modeldex.core.trade import may_talk

RESELLERS = [f"shop{number}/wide" for number in range(9)]


def _router(**settings: object) -> LLMRouter:
    registry = ModelRegistry()
    for full_id in ("acme/wide", *RESELLERS):
        registry.register_model(model(full_id, canonical_model="acme/wide", context_window=9_000))
    registry.register_model(model("bolt/last", context_window=9_000))
    return LLMRouter(registry, routing=RoutingSettings(**settings))  # type: ignore[arg-type]


def test_a_fallback_that_is_named_is_in_the_plan_after_every_provider_of_the_model_before_it():
    decision = _router().route({"models": "acme/wide", "fallbacks": "bolt/last", "same_model": True})

    assert (decision.plan[0].id, decision.plan[-1].id) == ("acme/wide", "bolt/last")
    assert len(decision.plan) == 5


def test_providers_that_stand_in_for_a_member_share_its_weight():
    pool = RoutePool(name="desk", members=(PoolMember(model="acme/wide"), PoolMember(model="bolt/last")))
    spread = RoutePolicy(name="spread", select="weighted", same_model=True)
    router = _router(pools={"desk": pool}, policies={"spread": spread})

    first = [
        router.route({"models": "desk", "policy": "spread", "seed": seed}).best.id for seed in range(2_000)
    ]

    assert 0.45 < first.count("bolt/last") / len(first) < 0.55


def test_a_model_that_calls_tools_chats_whatever_it_makes_beside():
    assert may_talk(model("acme/omni", "tool_use image_output"))
    assert not may_talk(model("acme/painter", "image_output"))
    assert not may_talk(model("acme/omni", "-chat tool_use"))
