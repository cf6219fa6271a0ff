"""What no fallback crosses, over the whole registry: nothing that may follow the first is overlooked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.router.models import PROVIDERS, case_of, frame_of, model

from modeldex import ModelCatalog, QualityScores
from modeldex.config.routing import BOUNDARIES, RoutePolicy
from modeldex.router.asked.request import RouteRequest
from modeldex.router.choose import choose
from modeldex.router.deciding.boundaries import crossed, let_through
from modeldex.router.deciding.scoring import all_scored
from modeldex.router.frames.candidates import Candidates

if TYPE_CHECKING:
    from modeldex.router.frames.frame import Frame

WEIGHTS = ({"quality": 1.0}, {"cost": 1.0}, {"cost": 1.0, "quality": 1.0, "health": 1.0})
SETS = (*[(one,) for one in BOUNDARIES], ("maker", "price"), ("region", "licence"))


@pytest.fixture(scope="module")
def whole() -> Frame:
    return Candidates(ModelCatalog.bundled(), 1).whole()


def policy(weights: dict[str, float], boundaries: tuple[str, ...]) -> RoutePolicy:
    return RoutePolicy(name="fenced", weights=weights, boundaries=boundaries)


@pytest.mark.parametrize("weights", WEIGHTS, ids=["quality", "cost", "both"])
@pytest.mark.parametrize("boundaries", SETS, ids=",".join)
@pytest.mark.parametrize(
    "asked", [RouteRequest(), RouteRequest(provider_order=("groq", "openai"), input_tokens=2_000)]
)
def test_a_plan_has_the_best_of_all_that_no_boundary_keeps_from_it(
    whole: Frame, weights: dict[str, float], boundaries: tuple[str, ...], asked: RouteRequest
):
    case = case_of(whole, asked, policy=policy(weights, boundaries))
    decision = choose(case)

    ordered = [place for _, place in all_scored(case, whole.places(decision.fit))]
    order = asked.provider_order
    rank = {slug: at for at, slug in enumerate(order)}
    ordered.sort(key=lambda place: rank.get(whole.models[place].provider, len(order)))
    inside = [place for place in ordered if crossed(case, ordered[0], place) is None]
    assert [step.place for step in decision.plan] == inside[:5]


@pytest.mark.parametrize("name", BOUNDARIES)
@pytest.mark.parametrize("at", range(0, 12_000, 1_709))
def test_the_quick_sets_are_what_is_told_of_each_candidate(whole: Frame, name: str, at: int):
    asked = RouteRequest(input_tokens=3_000, output_tokens=500)
    case = case_of(whole, asked, policy=policy({"cost": 1.0}, (name,)))

    told = {place for place in range(len(whole)) if crossed(case, at, place) is None}
    assert set(whole.places(let_through(case, at, whole.everyone))) == told


def test_a_fallback_far_down_the_order_is_found_and_what_is_left_out_is_told_truly():
    best = [
        model(f"bolt/m{at:03}", quality_scores=QualityScores(coding=0.9), context_window=9_000)
        for at in range(100)
    ]
    first = model("acme/first", quality_scores=QualityScores(coding=0.99), context_window=9_000)
    low = [
        model(f"acme/low{at}", quality_scores=QualityScores(coding=0.1), context_window=9_000)
        for at in range(7)
    ]
    frame = frame_of([first, *best, *low], providers=PROVIDERS, is_whole=True)
    decision = choose(case_of(frame, policy=policy({"quality": 1.0}, ("provider",))))

    assert [step.id for step in decision.plan] == ["acme/first", *[f"acme/low{at}" for at in range(4)]]
    left_out = [decision.explain().candidate(one).left_out for one in ("acme/low5", "bolt/m000")]
    assert left_out == [
        "it comes after the 5 steps of a plan",
        "behind a boundary: provider: bolt is not acme, that of the first choice",
    ]


def test_only_where_the_request_allows_no_fallback_it_is_said_to():
    frame = frame_of(is_whole=True)
    lone = RoutePolicy(name="lone", weights={"cost": 1.0}, max_steps=1)
    by_policy = choose(case_of(frame, RouteRequest(unknown="allow"), policy=lone)).explain()
    asked = RouteRequest(unknown="allow", allow_fallbacks=False)
    by_request = choose(case_of(frame, asked)).explain()

    assert {row.left_out for row in by_policy.candidates[1 : by_policy.fit]} == {"a plan has one step"}
    assert {row.left_out for row in by_request.candidates[1 : by_request.fit]} == {
        "the request allows no fallback"
    }
