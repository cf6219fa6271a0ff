"""Why a decision is as it is: counts, every candidate's reasons or scores, and what happened on the plan."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.router.decisions import Trip, decision_of
from tests.router.models import MODELS, NOW, case_of, frame_of, model

from modeldex import InvalidValueError, UnknownNameError
from modeldex.config.routing import PoolMember, RoutePolicy
from modeldex.core.errors import NoRouteError
from modeldex.router.asked.request import RouteRequest
from modeldex.router.deciding.plan import PlanStep
from modeldex.router.decision import RouteDecision
from modeldex.router.frames.bits import bits_of
from modeldex.router.seen.readings import HealthReading, LoadReading
from modeldex.router.telling.explanation import Explanation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.deciding.case import Case

POLICY = RoutePolicy(name="made", weights={"cost": 1.0, "quality": 2.0}, max_steps=2)


class Without:
    """A constraint that some places do not meet."""

    def __init__(self, name: str, places: set[int]) -> None:
        self.name = name
        self.places = places

    def passing(self, case: Case) -> int:
        return case.frame.everyone & ~bits_of(self.places, len(case.frame))

    def reason(self, case: Case, place: int) -> str:
        return f"{case.frame.ids[place]} lacks {self.name}"


def decided(
    falls: Mapping[str, set[int]],
    models: Sequence[ModelConfig] = MODELS,
    *,
    asked: RouteRequest | None = None,
    policy: RoutePolicy = POLICY,
    steps: Sequence[int] | None = None,
    **more: object,
) -> RouteDecision:
    """A decision in which places fall at constraints; `steps` are the fit ones in order, if not given."""
    case = case_of(frame_of(models), asked, policy=policy, **more)
    fit, tests = case.frame.everyone, []
    for name, places in falls.items():
        test = Without(name, places)
        tests.append((test, test.passing(case)))
        fit &= test.passing(case)
    chosen = case.frame.places(fit)[: policy.max_steps] if steps is None else steps
    return RouteDecision(case, tuple(tests), fit, tuple(PlanStep(case, at, 1.0) for at in chosen), None)


FALLS = {"status": {3, 8}, "context": {3, 4, 5}, "price": {5, 9}}


def test_each_candidate_is_counted_at_the_first_constraint_that_it_does_not_meet():
    told = decided(FALLS).explain()

    assert told.fallen == {"status": 2, "context": 2, "price": 1}
    assert told.fit == len(MODELS) - 5
    assert [told.codes[place] for place in (3, 8, 4, 5, 9, 0)] == [1, 1, 2, 2, 3, 0]


def test_a_rejected_candidate_lists_everything_that_it_does_not_meet():
    row = decided(FALLS).explain().candidate(MODELS[3].id)

    assert row.fate == "rejected"
    assert [tuple(one) for one in row.reasons] == [
        ("status", "acme/old lacks status"),
        ("context", "acme/old lacks context"),
    ]
    assert (row.step, row.score, row.terms, row.left_out) == (None, None, (), None)


def test_a_planned_candidate_shows_its_score_by_term_and_what_lies_behind_it():
    asked = RouteRequest(input_tokens=1_000, output_tokens=100)
    row = decided(FALLS, asked=asked).explain().plan[0]

    assert (row.id, row.fate, row.step, row.reasons) == ("acme/large", "planned", 1, ())
    assert [(one.term, one.weight) for one in row.terms] == [("cost", 1.0), ("quality", 2.0)]
    values = [one.value or 0.0 for one in row.terms]
    assert row.score == pytest.approx(values[0] + 2 * values[1])
    assert all(one.words for one in row.terms)


def test_the_price_used_is_shown_with_its_rows_and_who_states_them():
    asked = RouteRequest(input_tokens=300_000, output_tokens=100)
    row = decided({}, asked=asked).explain().candidate("acme/tiered")

    assert row.cost.amount is not None
    assert {price.key for price in row.prices} == {
        "input_tokens@>200000",
        "output_tokens@>200000",
        "requests",
    }
    assert tuple(price.price_id for price in row.prices) == row.cost.price_ids
    told = row.record()
    assert told["cost"]["amount"] == "0.7615"
    assert all({"source", "recorded_on", "valid_from"} <= price.keys() for price in told["prices"])


def test_health_and_load_are_those_of_the_moment_of_the_decision():
    decision = decided(
        {},
        health={
            "acme/large": HealthReading(calls=4.0, success_rate=0.5, open_until=NOW + 9),
            "acme/*": HealthReading(calls=9.0, success_rate=0.9),
        },
        loads={"acme/large": LoadReading(requests=3.0)},
    )
    large, claude = (decision.explain().candidate(one).record() for one in ("acme/large", "cedar/claude"))

    assert large["health"]["circuit"] == "open"
    assert large["provider_health"]["success_rate"] == 0.9
    assert large["load"]["requests"] == 3.0
    assert (claude["health"], claude["provider_health"], claude["load"]) == (None, None, None)


def test_a_fit_candidate_says_why_it_is_not_in_the_plan():
    full = decided({}).explain()
    alone = decided({}, asked=RouteRequest(allow_fallbacks=False), steps=[0]).explain()
    fenced = RoutePolicy(name="fenced", weights={"cost": 1.0}, boundaries=("provider",))
    kept_in = decided({}, policy=fenced, steps=[0, 1]).explain()

    assert full.candidate("acme/tiered").left_out == "it comes after the 2 steps of a plan"
    assert alone.candidate("acme/small").left_out == "the request allows no fallback"
    assert kept_in.candidate("cedar/claude").left_out == (
        "behind a boundary: provider: cedar is not acme, that of the first choice"
    )
    assert full.candidate("acme/large").left_out is None


def test_candidates_come_as_planned_then_fit_by_score_then_rejected():
    told = decided(FALLS).explain()

    assert len(told.candidates) == len(MODELS)
    fates = [row.fate for row in told.candidates]
    assert fates == ["planned"] * 2 + ["fit"] * (told.fit - 2) + ["rejected"] * 5
    scores = [row.score or 0.0 for row in told.candidates[2 : told.fit]]
    assert scores == sorted(scores, reverse=True)
    assert told.candidates[-1].fate == "rejected"
    assert {row.id for row in told.candidates} == {one.id for one in MODELS}
    with pytest.raises(IndexError):
        told.candidates[len(MODELS)]


def test_the_order_of_many_does_not_depend_on_how_far_it_is_read():
    many = [
        model(f"acme/m{at}", cost_per_1m_input_tokens=str(at % 7), cost_per_1m_output_tokens="1")
        for at in range(200)
    ]
    decision = decided({"price": set(range(150, 200))}, many)

    head = [row.id for row in decision.explain().candidates[:20]]
    whole = [row.id for row in decision.explain().candidates]
    assert head == whole[:20]
    assert len(set(whole)) == 200


def test_groups_are_told_in_the_order_in_which_they_are_asked():
    frame = frame_of(MODELS[:3], groups=[1, 0, 1])
    decision = RouteDecision(case_of(frame), (), 0, (), None)

    assert decision.explain().groups == {0: ("acme/small",), 1: ("acme/large", "acme/tiered")}
    assert decision.explain().candidate("acme/small").group == 0


def test_why_a_pool_put_a_member_where_it_stands_is_told_in_its_own_words():
    members = [PoolMember(model=one.id, weight=weight) for one, weight in zip(MODELS, (3, 1), strict=False)]
    frame = frame_of(MODELS[:2], members=members)
    policy = RoutePolicy(name="shares", select="weighted")
    case = case_of(frame, policy=policy)
    decision = RouteDecision(case, (), 3, (PlanStep(case, 0, 0.0),), None)

    assert "3" in decision.explain().candidate("acme/large").standing


def test_a_name_that_is_no_candidate_and_a_constraint_that_was_not_asked_are_told():
    told = decided(FALLS).explain()

    assert [row.id for row in told.rejected_by("status")] == ["acme/old", MODELS[8].id]
    with pytest.raises(UnknownNameError, match="candidate"):
        told.candidate("acme/elsewhere")
    with pytest.raises(UnknownNameError, match="status, context, price"):
        told.rejected_by("region")


def test_the_record_is_ready_for_json_and_as_long_as_it_is_wanted():
    decision = decided(FALLS)
    whole, short = decision.explain().record(limit=None), decision.explain().record(limit=3)

    assert json.loads(json.dumps(whole)) == whole
    assert (len(whole["candidates"]), len(short["candidates"])) == (len(MODELS), 3)
    assert len(decision.explain().record()["candidates"]) == 10
    assert short["considered"] == len(MODELS)
    assert short["fallen"] == {"status": 2, "context": 2, "price": 1}
    assert short["plan"] == [step.id for step in decision.plan]
    told = [
        *short["plan"],
        *short["fit_beyond"],
        *(one for fell in short["rejected"].values() for one in fell),
    ]
    assert sorted(told) == sorted(one.id for one in MODELS)


@given(falls=st.dictionaries(st.sampled_from("abcd"), st.sets(st.integers(0, len(MODELS) - 1))))
def test_counts_codes_and_reasons_agree(falls: dict[str, set[int]]):
    told = decided(falls).explain()
    names = ["", *falls]

    assert sum(told.fallen.values()) + told.fit == len(MODELS)
    assert {name: len(ids) for name, ids in told.rejected.items()} == told.fallen
    for place, one in enumerate(MODELS):
        row = told.candidate(one.id)
        reasons = [reason.constraint for reason in row.reasons]
        assert names[told.codes[place]] == (reasons[0] if reasons else "")
        assert [name for name, ids in told.rejected.items() if one.id in ids] == reasons[:1]
        assert (row.fate == "rejected") is bool(reasons)
        assert reasons == [name for name, places in falls.items() if place in places]


def test_an_empty_plan_has_no_best_and_the_error_says_why():
    everyone = set(range(len(MODELS)))
    decision = decided({"status": {3, 8}, "context": everyone})

    with pytest.raises(NoRouteError) as caught:
        _ = decision.best
    error = caught.value
    assert error.reasons == {"status": 2, "context": len(MODELS) - 2}
    assert (error.policy, error.candidates) == ("made", len(MODELS))
    few = len(MODELS) - 2
    assert f"all {len(MODELS)} candidates: {few} by context, 2 by status" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert decided({}).best is MODELS[0]


def test_an_empty_registry_is_told_as_such():
    with pytest.raises(NoRouteError, match="registry is empty"):
        _ = decided({}, []).best


def test_what_happened_stands_beside_what_was_expected():
    models = [
        model(
            "acme/a", ttft_ms=500.0, tokens_per_second=50.0, cost_per_1m_input_tokens="2",
            cost_per_1m_output_tokens="10",
        ),
        model("bolt/b"),
    ]  # fmt: skip
    asked = RouteRequest(input_tokens=1_000, output_tokens=100)
    walked = Trip(decision_of(models, request=asked))
    walked.begin()
    walked.fail("server")
    walked.succeed(seconds=4.0, first_token_seconds=0.7, input_tokens=1_000, output_tokens=200)

    failed, answered = walked.walk.decision.explain(walked.walk).happened
    assert failed.cost is None
    assert str(answered.expected_cost.amount) == "0.003"
    assert answered.cost is not None
    assert str(answered.cost.amount) == "0.004"
    assert answered.expected_first_token_seconds == 0.5
    assert answered.expected_seconds == pytest.approx(2.5)
    told = walked.walk.decision.explain(walked.walk).record()
    assert told["ended"] == "answered"
    assert [one["failure"] for one in told["happened"]] == ["server", None]
    assert json.loads(json.dumps(told)) == told


def test_a_walk_of_another_decision_explains_nothing():
    walked = Trip(decision_of(MODELS[:2]))

    with pytest.raises(InvalidValueError, match="walk of the decision"):
        Explanation(decision_of(MODELS[:2]), walked.walk)
    assert "happened" not in decision_of(MODELS[:2]).explain().record()
