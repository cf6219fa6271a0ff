"""Frames of names and pools: what a name means, who stands in for it, what is left out, and what is kept."""

from __future__ import annotations

import logging
from itertools import islice, permutations
from typing import TYPE_CHECKING, Any

import pytest
from tests.router.models import MODELS, model

from modeldex import (
    AmbiguousModelError,
    LLMRouter,
    ModelCatalog,
    ModelNotFoundError,
    ModelRegistry,
    ModelStatus,
    PoolMember,
    RoutePool,
    RoutingSettings,
)
from modeldex.router.frames.candidates import Candidates

if TYPE_CHECKING:
    from modeldex.router.frames.frame import Frame

PAID = {"cost_per_1m_input_tokens": "1", "cost_per_1m_output_tokens": "1"}
LLAMA = "meta/llama-70b"
OFFERED = [
    model("house/llama-70b", canonical_model=LLAMA, context_window=9_000, **PAID),
    model("house/ending", canonical_model=LLAMA, status=ModelStatus.DEPRECATED, **PAID),
    model("shop/meta/llama-70b-instruct", canonical_model=LLAMA, context_window=9_000, **PAID),
    model("stall/meta-llama/llama-70b-instruct", "chat vision", canonical_model=LLAMA, **PAID),
    model("store/meta-llama/llama-70b-instruct", canonical_model=LLAMA, context_window=500, **PAID),
    model("openrouter/meta-llama/llama-70b-instruct", canonical_model=LLAMA, context_window=9_000, **PAID),
    model("openrouter/meta-llama/llama-70b-instruct:free", canonical_model=LLAMA, context_window=9_000),
    model("openrouter/meta-llama/llama-70b-instruct:batch", canonical_model=LLAMA, context_window=9_000),
]
ROUTING = RoutingSettings(
    pools={
        name: RoutePool(name=name, members=[PoolMember(model=one) for one in members])
        for name, members in {
            "mixed": ("house/gone", "house/llama-70b"), "gone": ("house/gone", "house/away"),
            "canonical": (LLAMA,), "reseller": ("meta-llama/llama-70b-instruct", "house/ending"),
        }.items()
    }
)  # fmt: skip


@pytest.fixture
def registry() -> ModelRegistry:
    made = ModelRegistry()
    made.register_models(OFFERED)
    return made


@pytest.fixture
def router(registry: ModelRegistry) -> LLMRouter:
    return LLMRouter(registry, routing=ROUTING)


def _frame(router: LLMRouter, **asked: Any) -> Frame:
    return router.route(asked).case.frame


def _plan(router: LLMRouter, **asked: Any) -> set[str]:
    return {step.id for step in router.route({"seed": 1, "policy": "cheapest", **asked}).plan}


def test_who_stands_in_serves_the_same_model_and_nothing_that_is_sold_for_batches(router: LLMRouter) -> None:
    frame = _frame(router, models="house/llama-70b", same_model=True)

    assert frame.ids[0] == "house/llama-70b"
    assert set(frame.ids) == {one.id for one in OFFERED[:7]}
    assert frame.stand_ins == frame.everyone & ~1


def test_what_is_named_beside_one_for_whom_it_stands_in_is_named(router: LLMRouter) -> None:
    frame = _frame(router, models=["house/llama-70b", "house/ending"], same_model=True)

    named = {frame.ids[place] for place in frame.places(frame.everyone & ~frame.stand_ins)}
    assert named == {"house/llama-70b", "house/ending"}


def test_a_batch_offering_is_chosen_where_it_is_named(router: LLMRouter) -> None:
    name = "openrouter/meta-llama/llama-70b-instruct:batch"

    assert router.route({"models": name}).best.id == name


def test_of_those_who_stand_in_all_is_asked_that_is_asked_of_a_whole_registry(router: LLMRouter) -> None:
    asked = {"models": "house/llama-70b", "same_model": True, "input_tokens": 1_000}

    fit = router.route(asked)
    ids = {fit.case.frame.ids[place] for place in fit.case.frame.places(fit.fit)}
    assert ids == {
        "house/llama-70b", "shop/meta/llama-70b-instruct", "openrouter/meta-llama/llama-70b-instruct",
        "openrouter/meta-llama/llama-70b-instruct:free",
    }  # fmt: skip
    reasons = {one: fit.explain().candidate(one).reasons for one in ("house/ending", OFFERED[3].id)}
    assert [one.words for one in reasons["house/ending"]] == [
        "status deprecated: such a model must be named to be chosen",
        "nobody states its context window, and 1,000 tokens are needed",
    ]
    assert [one.constraint for one in reasons[OFFERED[3].id]] == ["context"]
    assert [step.id for step in router.replay(fit.facts()).plan] == [step.id for step in fit.plan]
    named = router.route({"models": ["house/ending", OFFERED[3].id], "input_tokens": 1_000})
    assert named.fit == named.case.frame.everyone
    assert "stall/meta-llama/llama-70b-instruct" in _plan(
        router, **asked, unknown="allow", capabilities="vision"
    )


@pytest.mark.parametrize("asked", [
    {"sort": "price"}, {"not_providers": ["stall"]}, {"quantizations": ["unknown"]},
])  # fmt: skip
def test_preferences_between_providers_choose_between_those_who_stand_in(
    router: LLMRouter, asked: dict[str, Any]
) -> None:
    decision = router.route({"models": "house/llama-70b", "same_model": True, **asked})

    assert len(decision.case.frame) == 7
    assert "shop/meta/llama-70b-instruct" in {step.id for step in decision.plan}


def test_a_name_as_openrouter_has_it_means_its_canonical_model_where_any_provider_will_do(
    router: LLMRouter,
) -> None:
    name = "meta-llama/llama-70b-instruct"

    with pytest.raises(AmbiguousModelError):
        router.route({"models": name})
    frame = _frame(router, models=name, same_model=True)
    assert set(frame.ids) == {one.id for one in OFFERED[:7]}
    assert frame.stand_ins == frame.everyone


@pytest.mark.parametrize("variant", ["free", "batch"])
def test_a_variant_that_is_another_deal_is_no_name_of_all_offerings(variant: str) -> None:
    catalog = ModelCatalog.bundled()
    name = next(
        one.model_id
        for one in catalog.find_models(provider="openrouter")
        if one.model_id.endswith(f":{variant}")
        and one.canonical_model is not None
        and catalog.get_model(one.model_id) is None
    )

    with pytest.raises(ModelNotFoundError):
        Candidates(catalog, 0).named((name,), (), in_order=True, same_model=True)


def test_a_member_that_is_gone_is_left_out_of_its_pool_and_told_once(
    router: LLMRouter, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "modeldex.router"):
        decision = router.route({"models": "mixed"})
        router.route({"models": "mixed", "fallbacks": "house/ending"})

    assert decision.best.id == "house/llama-70b"
    assert decision.case.frame.missing == ("house/gone",)
    (record,) = caplog.records
    assert record.getMessage().startswith("a member of pool 'mixed' is left out: ")


def test_a_pool_without_any_member_is_an_error_that_names_the_pool(router: LLMRouter) -> None:
    with pytest.raises(
        ModelNotFoundError, match="no member of pool 'gone' is there: 'house/gone', 'house/away'"
    ):
        router.route({"models": "gone"})
    assert router.route({"models": "gone", "fallbacks": "house/llama-70b"}).best.id == "house/llama-70b"


def test_a_pool_may_have_a_canonical_model_and_never_a_reseller_by_chance(router: LLMRouter) -> None:
    canonical, by_chance = _frame(router, models="canonical"), _frame(router, models="reseller")

    assert set(canonical.ids) == {one.id for one in OFFERED[:7]}
    assert by_chance.ids == ("house/ending",)
    assert by_chance.missing == ("meta-llama/llama-70b-instruct",)


def test_frames_of_names_are_kept_until_there_are_too_many_and_the_oldest_go_first() -> None:
    registry = ModelRegistry()
    registry.register_models([model(f"shop-{at}/one", canonical_model="maker/one") for at in range(400)])
    found = Candidates(registry.snapshot(), 1)

    def frame(at: int) -> Frame:
        return found.named((f"shop-{at}/one",), (), in_order=True, same_model=True)

    frames = [frame(at) for at in range(60)]
    assert sum(map(len, frames)) > 16_384
    assert frame(59) is frames[59]
    assert frame(20) is frames[20]
    assert frame(0) is not frames[0]


def test_of_few_models_as_many_frames_are_kept_as_are_usual() -> None:
    registry = ModelRegistry()
    registry.register_models(MODELS)
    found = Candidates(registry.snapshot(), 1)
    names = list(islice(permutations([one.id for one in MODELS], 3), 400))

    frames = [found.named(three, (), in_order=True, same_model=False) for three in names]

    again = [found.named(three, (), in_order=True, same_model=False) for three in names[-256:]]
    assert all(one is other for one, other in zip(again, frames[-256:], strict=True))
