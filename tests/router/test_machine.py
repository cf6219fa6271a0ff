"""Whatever is asked, fails, changes and passes in whatever order: the promises of the whole router hold."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.router.constraints.asking import REQUESTS
from tests.router.constraints.naive import NAIVE
from tests.router.models import MODELS, NOW, PROVIDERS
from tests.router.test_order import assert_in_order

from modeldex import (
    HealthSettings,
    LLMRouter,
    ModelNotFoundError,
    ModelRegistry,
    Outcome,
    PoolMember,
    RetrySettings,
    RoutePolicy,
    RoutePool,
    RouteRequest,
    RouteRule,
    RoutingSettings,
)
from modeldex.router.readings import CLOSED, HALF_OPEN, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex import Attempt, ModelConfig, Provider, RegistrySnapshot, RouteDecision, RouteWalk
    from modeldex.router.readings import HealthReading

ATTEMPTS, LONGEST_RETRY_AFTER, PROBE_SECONDS, MOST_WAYS = 3, 10.0, 60.0, 6
EVERYTHING = {"cost": 1.0, "latency": 0.5, "quality": 1.0, "health": 1.0, "affinity": 0.5}
POLICIES = (
    RoutePolicy(name="fenced", weights={"cost": 1.0, "quality": 0.5}, boundaries=("price",)),
    RoutePolicy(name="loyal", weights=EVERYTHING, boundaries=("maker",), max_steps=3),
    RoutePolicy(name="one-house", weights={"quality": 1.0}, boundaries=("provider", "licence")),
    RoutePolicy(name="at-home", select="priority", weights={"cost": 1.0}, boundaries=("region",)),
    RoutePolicy(name="picky", weights=EVERYTHING, where="provider != 'bolt'", same_model=True),
    RoutePolicy(name="trial", select="canary", weights={"latency": 1.0}, canary_share=0.4),
)
POOLS = (
    RoutePool(
        name="usual",
        members=(
            PoolMember(model="acme/large", weight=3.0),
            PoolMember(model="acme/small", weight=1.0, is_canary=True),
            PoolMember(model="bolt/open-70b-fp8", priority=1),
            PoolMember(model="cedar/claude", weight=0.0),
        ),
    ),
    RoutePool(
        name="on-trial",
        members=(PoolMember(model="acme/tiered"), PoolMember(model="bolt/acme/small", is_canary=True)),
        policy="trial",
    ),
)
ROUTING = RoutingSettings(
    policies={one.name: one for one in POLICIES},
    pools={one.name: one for one in POOLS},
    rules=(RouteRule(name="code", when="task == 'coding'", policy="best"),),
    health=HealthSettings(least_calls=2.0, open_seconds=20.0, probe_seconds=PROBE_SECONDS),
    retry=RetrySettings(attempts_per_step=ATTEMPTS, longest_retry_after_seconds=LONGEST_RETRY_AFTER),
)

ENDS = {"invalid_request", "conflict", "too_large"}
ELSEWHERE = {"content_policy", "authentication", "billing", "permission", "quota"}
AGAIN = {"rate_limit", "server", "unavailable", "overloaded"}
FAILURES = sorted(ENDS | ELSEWHERE | AGAIN | {"context_length", "not_found", "timeout", "cut"})
"""Kinds of failure: after which nothing follows, no model of the provider, and also the same model again."""

_IDS = [one.id for one in MODELS]
_SERVED = ["acme/large", "acme/small", "bolt/acme/small", "cedar/claude"]
_NAMES = st.lists(st.sampled_from(_IDS), max_size=5, unique=True).map(tuple)
_ASKED = st.one_of(st.just(()), _NAMES, st.sampled_from(_IDS), st.sampled_from(["usual", "on-trial"]))
_POLICY = st.none() | st.sampled_from([
    *(one.name for one in POLICIES), "cheapest", "fastest", "best", "weighted", "round_robin", "least_busy",
])  # fmt: skip
_FIELDS = st.lists(st.sampled_from([one.name for one in fields(RouteRequest)]), max_size=3, unique=True)
_NOBODY = {"void", "nowhere"}


def _sparse(whole: RouteRequest, kept: list[str], **more: Any) -> RouteRequest:
    """A request that states little, so that some candidate is fit; of providers that are described."""
    stated = {name: getattr(whole, name) for name in kept}
    for name in {"only_providers", "not_providers", "provider_order"} & stated.keys():
        stated[name] = tuple(one for one in stated[name] if one not in _NOBODY)
    return replace(RouteRequest(**stated), **more)


ASKING = st.builds(
    _sparse, REQUESTS, _FIELDS, models=_ASKED, fallbacks=st.just(()) | _NAMES, policy=_POLICY,
    same_model=st.booleans(), session=st.none() | st.sampled_from("ab"), key=st.none() | st.just("k"),
    cached_input_tokens=st.sampled_from([0, 500]), seed=st.none() | st.integers(0, 2**53),
)  # fmt: skip


class _State:
    """A state of a registry, whose providers are described as those of a catalog are."""

    def __init__(self, state: RegistrySnapshot) -> None:
        self.get_model, self.get_model_or_raise = state.get_model, state.get_model_or_raise
        self._models = tuple(state)

    def providers(self) -> tuple[Provider, ...]:
        return tuple(PROVIDERS.values())

    def provider(self, name: str) -> Provider:
        return PROVIDERS[name]

    def __iter__(self) -> Iterator[ModelConfig]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)


class _Described:
    def __init__(self, registry: ModelRegistry) -> None:
        self._registry = registry

    @property
    def generation(self) -> int:
        return self._registry.generation

    def snapshot(self) -> _State:
        return _State(self._registry.snapshot())


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
            _Described(self.registry), routing=ROUTING, clock=lambda: self.now, budgets=self, readiness=self
        )
        self.decisions: list[RouteDecision] = []
        self.ways: list[_Way] = []

    def left(self, key: str) -> Decimal | None:
        return self.budget if key == "k" else None

    def reasons(self) -> Mapping[str, str]:
        return self.not_ready

    @rule(seconds=st.sampled_from([0.5, 20.0, 45.0, 100.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule(model=st.sampled_from(MODELS))
    def register(self, model: ModelConfig) -> None:
        self.registry.register_model(model)

    @rule(name=st.sampled_from(_IDS), status=st.sampled_from(["retired", "disabled", None]))
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

    @rule(names=st.lists(st.sampled_from(_IDS), max_size=3))
    def lose_keys(self, names: list[str]) -> None:
        self.not_ready = dict.fromkeys(names, "no key")

    @rule(name=st.sampled_from(_SERVED), failure=st.sampled_from(["server", "timeout", "authentication"]))
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
        self.now = max(self.now, way.starts)
        outcome = Outcome(
            model=way.attempt.step.id, at=self.now, is_probe=way.attempt.is_probe, **more
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

    def assert_may_be_called(
        self, way: _Way, attempt: Attempt, before: Mapping[str, HealthReading]
    ) -> None:
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
TestRouting.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
