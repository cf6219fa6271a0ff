"""Whatever is asked, fails, changes and passes in whatever order: the promises of the whole router hold."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.router.constraints.naive import NAIVE
from tests.router.drawn import (
    AGAIN,
    ASKING,
    ATTEMPTS,
    ELSEWHERE,
    ENDS,
    FAILURES,
    IDS,
    LONGEST_RETRY_AFTER,
    MOST_WAYS,
    POOLS,
    PROBE_SECONDS,
    ROUTING,
    SERVED,
    Described,
)
from tests.router.models import MODELS, NOW
from tests.router.test_order import assert_in_order

from modeldex import LLMRouter, ModelNotFoundError, ModelRegistry, Outcome
from modeldex.router.seen.readings import CLOSED, HALF_OPEN, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex import Attempt, ModelConfig, RouteDecision, RouteRequest, RouteWalk
    from modeldex.router.seen.readings import HealthReading


class _Way:
    """A walk, the attempt under way, and what must not follow any more."""

    def __init__(self, walk: RouteWalk) -> None:
        self.walk = walk
        self.attempt: Attempt | None = None
        self.starts = 0.0
        self.asked: Counter[int] = Counter()
        self.over: set[int] = set()
        self.shunned: set[str] = set()
        self.room = 0
        self.held: set[str] = set()
        self.held_until = 0.0

    def names(self) -> tuple[str, str]:
        assert self.attempt is not None
        model = self.attempt.step.model
        return model.id, f"{model.provider}/*"


def _crosses(decision: RouteDecision, place: int) -> bool:
    """Whether a boundary lies between the first step and a place, of those that are plain to tell."""
    case, first = decision.case, decision.plan[0]
    here, there = first.model, case.frame.models[place]
    cold = case.needs.usage(warm=False)
    costs = here.cost(cold).amount, there.cost(cold).amount
    crossed = {
        "maker": None in (here.maker, there.maker) or here.maker != there.maker,
        "provider": here.provider != there.provider,
        "licence": here.open_weights is None or here.open_weights is not there.open_weights,
        "price": None in costs or float(costs[1] or 0) > float(costs[0] or 0) * (1 + 1e-9),
    }
    return first.place != place and any(crossed.get(one, False) for one in case.policy.boundaries)


class Routing(RuleBasedStateMachine):
    """A router over a registry that changes, requests on their way through their plans, and a clock."""

    @initialize(budget=st.none() | st.sampled_from(["0.001", "5"]))
    def start(self, budget: str | None) -> None:
        self.now = NOW
        self.registry = ModelRegistry()
        self.registry.register_models(MODELS)
        self.not_ready: Mapping[str, str] = {}
        self.budget = None if budget is None else Decimal(budget)
        self.router = LLMRouter(
            Described(self.registry), routing=ROUTING, clock=lambda: self.now, budgets=self, readiness=self
        )
        self.decisions: list[RouteDecision] = []
        self.ways: list[_Way] = []

    def left(self, key: str) -> Decimal | None:
        return self.budget if key == "k" else None

    def reasons(self) -> Mapping[str, str]:
        return self.not_ready

    @rule(seconds=st.sampled_from([0.5, 20.0, 45.0, 100.0]))
    def wait(self, seconds: float) -> None:
        """Let time pass; a probe that takes longer than one may is heard of late, and frees nothing then."""
        self.now += seconds

    @rule(model=st.sampled_from(MODELS))
    def register(self, model: ModelConfig) -> None:
        self.registry.register_model(model)

    @rule(name=st.sampled_from(IDS), status=st.sampled_from(["retired", "disabled", None]))
    def take_away(self, name: str, status: str | None) -> None:
        found = self.registry.get_model(name)
        if found is None or found.id != name or len(self.registry.list_models()) < 2:
            return
        if status is None:
            self.registry.remove_model(name)
        elif found.status.name == "ACTIVE":
            self.registry.update_model_status(name, status)

    @rule(name=st.sampled_from(["acme/large", "acme/small", "cedar/claude"]), rate=st.sampled_from("0279"))
    def change_price(self, name: str, rate: str) -> None:
        if self.registry.get_model(name) is not None:
            self.registry.update_model(name, {"cost_per_1m_input_tokens": rate})

    @rule(names=st.lists(st.sampled_from(IDS), max_size=3))
    def lose_keys(self, names: list[str]) -> None:
        self.not_ready = dict.fromkeys(names, "no key")

    @rule(name=st.sampled_from(SERVED), failure=st.sampled_from(["server", "timeout", "authentication"]))
    def fail_elsewhere(self, name: str, failure: str) -> None:
        for _ in range(3):
            self.router.record(Outcome(model=name, at=self.now, failure=failure))

    @rule(request=ASKING, walks=st.booleans())
    def route(self, request: RouteRequest, walks: bool) -> None:
        try:
            decision = self.router.route(request)
        except ModelNotFoundError:
            pooled = {one.name: tuple(member.model for member in one.members) for one in POOLS}
            names = [two for one in request.models for two in pooled.get(one, (one,))]
            assert any(self.registry.get_model(one) is None for one in (*names, *request.fallbacks))
            return
        self.assert_right(decision)
        self.assert_same_again(decision, request)
        self.decisions = [*self.decisions[-3:], decision]
        if walks and len(self.ways) < MOST_WAYS:
            self.set_out(decision)

    def assert_right(self, decision: RouteDecision) -> None:
        case, frame = decision.case, decision.case.frame
        assert (case.now, frame.generation) == (self.now, self.registry.generation)
        assert dict(case.health) == dict(self.router.health.readings())
        for place in range(len(frame)):
            is_fit = all(meets(case, place) for meets in NAIVE.values())
            is_fit &= decision.policy != "picky" or frame.models[place].provider != "bolt"
            assert bool(decision.fit >> place & 1) is is_fit, frame.ids[place]
        places = [step.place for step in decision.plan]
        assert len(set(places)) == len(places) <= case.policy.max_steps
        assert all(decision.fit >> place & 1 for place in places)
        assert not any(_crosses(decision, place) for place in places)
        assert all(self.registry.get_model_or_raise(step.id) == step.model for step in decision.plan)
        assert bool(places) is bool(decision.fit)
        assert_in_order(decision)

    def assert_same_again(self, decision: RouteDecision, request: RouteRequest) -> None:
        found = [(step.id, step.score) for step in decision.plan]
        again = self.router.replay(json.loads(json.dumps(decision.facts())))
        assert [(step.id, step.score) for step in again.plan] == found
        assert again.fit == decision.fit
        if decision.case.policy.select != "round_robin":
            again = self.router.route(replace(request, seed=decision.seed))
            assert [(step.id, step.score) for step in again.plan] == found

    @precondition(lambda self: self.decisions and len(self.ways) < MOST_WAYS)
    @rule(data=st.data())
    def set_out_late(self, data: st.DataObject) -> None:
        self.set_out(data.draw(st.sampled_from(self.decisions)))

    def set_out(self, decision: RouteDecision) -> None:
        way = _Way(self.router.walk(decision))
        self.ways.append(way)
        before = self.router.health.readings()
        self.follow(way, before, way.walk.begin(self.now))

    @precondition(lambda self: self.ways)
    @rule(
        data=st.data(), failure=st.sampled_from(FAILURES) | st.sampled_from(sorted(AGAIN)),
        retry_after=st.none() | st.sampled_from([0.5, 9.0, 40.0]), seen=st.sampled_from([False] * 7 + [True]),
    )  # fmt: skip
    def fail(self, data: st.DataObject, failure: str, retry_after: float | None, seen: bool) -> None:
        way, outcome = self.end(data, failure=failure, retry_after_seconds=retry_after)
        assert way.attempt is not None
        model = way.attempt.step.model
        if failure not in AGAIN:
            way.over.add(way.attempt.step.place)
        if failure in ELSEWHERE:
            way.shunned.add(model.provider)
        if failure == "context_length":
            way.room = max(way.room, *(one or 0 for one in (model.context_window, model.max_input_tokens)))
        before = self.router.health.readings()
        following = way.walk.failed(outcome, self.now, first_token_seen=seen)
        assert following is None or not (seen or failure in ENDS)
        self.follow(way, before, following)

    @precondition(lambda self: self.ways)
    @rule(data=st.data(), seconds=st.sampled_from([0.1, 5.0]))
    def answer(self, data: st.DataObject, seconds: float) -> None:
        way, outcome = self.end(
            data, first_token_seconds=seconds, seconds=2 * seconds, input_tokens=50, output_tokens=500
        )
        way.walk.succeeded(outcome)
        self.follow(way, {}, None)

    @precondition(lambda self: self.ways)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        way = data.draw(st.sampled_from(self.ways))
        way.walk.abandoned(self.now)
        self.follow(way, {}, None)

    def end(self, data: st.DataObject, **more: Any) -> tuple[_Way, Outcome]:
        way: _Way = data.draw(st.sampled_from(self.ways))
        assert way.attempt is not None
        self.wait(max(way.starts - self.now, 0.0))
        outcome = Outcome(
            model=way.attempt.step.id, at=self.now, probe_claimed_at=way.attempt.probe_claimed_at, **more
        )
        self.router.record(outcome, session=way.walk.decision.request.session)
        way.held = set()
        return way, outcome

    def follow(self, way: _Way, before: Mapping[str, HealthReading], attempt: Attempt | None) -> None:
        """Hold what a walk says next against all that is promised of walks."""
        way.attempt, way.held = attempt, set()
        if attempt is None:
            assert way.walk.ended
            self.ways.remove(way)
            return
        decision, model, place = way.walk.decision, attempt.step.model, attempt.step.place
        assert attempt.step in decision.plan
        assert not _crosses(decision, place)
        way.asked[place] += 1
        assert attempt.number == way.asked.total()
        assert way.asked[place] <= ATTEMPTS
        assert attempt.is_retry is (way.asked[place] > 1)
        assert place not in way.over
        assert model.provider not in way.shunned
        assert not way.room or (model.context_window or model.max_input_tokens or 0) > way.room
        assert 0 <= attempt.wait_seconds <= max(LONGEST_RETRY_AFTER, ROUTING.retry.most_wait_seconds)
        way.starts = self.now + attempt.wait_seconds
        self.assert_may_be_called(way, attempt, before)

    def assert_may_be_called(self, way: _Way, attempt: Attempt, before: Mapping[str, HealthReading]) -> None:
        """Nobody asked to be left alone, and what is not closed is tried by one call at a time."""
        readings = {name: before.get(name, UNSEEN) for name in way.names()}
        circuits = {name: one.circuit(self.now) for name, one in readings.items()}
        assert set(circuits.values()) <= {CLOSED, HALF_OPEN}
        assert all((one.cool_until or 0) <= way.starts + 1e-6 for one in readings.values())
        way.held = {name for name, circuit in circuits.items() if circuit == HALF_OPEN}
        assert attempt.is_probe is bool(way.held)
        way.held_until = self.now + PROBE_SECONDS
        for other in self.ways:
            if other is not way and self.now < other.held_until:
                assert not other.held & way.held, "two calls try one circuit"


TestRouting = Routing.TestCase
TestRouting.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
