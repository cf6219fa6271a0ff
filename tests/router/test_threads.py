"""Many threads share one router while the registry changes: each decision is of one state, and none fails."""

from __future__ import annotations

import sys
import threading
from decimal import Decimal
from itertools import count, islice
from typing import TYPE_CHECKING

import pytest
from tests.router.models import model

from modeldex import (
    LLMRouter,
    ModelCatalog,
    ModelConfig,
    ModelRegistry,
    Outcome,
    PoolMember,
    RegistrySnapshot,
    RoutePool,
    RouteRequest,
    RoutingSettings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modeldex import RouteDecision

READERS, CHANGES, DECISIONS, MANY = 6, 400, 40, 1_500
_PATIENCE_SECONDS = 60
_TURN_SECONDS = 2e-5
"""So soon the next thread has its turn: more of them come in the middle of something."""
_NAMES = ("pair/left", "pair/right", "pair/third")
_POOL = RoutePool(name="all-three", members=tuple(PoolMember(model=one) for one in _NAMES))
_ROUTING = RoutingSettings(pools={_POOL.name: _POOL})
ASKED = (
    RouteRequest(policy="balanced"),
    RouteRequest(policy="cheapest", input_tokens=900, session="s", cached_input_tokens=500),
    RouteRequest(models=_NAMES, policy="round_robin"),
    RouteRequest(models=("all-three",), policy="weighted"),
    RouteRequest(models=("all-three",), policy="least_busy", max_input_price=Decimal(1000)),
    RouteRequest(models=("pair/left",), same_model=True, fallbacks=("pair/third",)),
)
_FAILURES = (None, None, "server", "rate_limit", None, "timeout")


@pytest.fixture(autouse=True)
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    yield
    sys.setswitchinterval(before)


def trio(number: int) -> list[ModelConfig]:
    """Three models that always say the same number."""
    return [
        model(
            name,
            context_window=1_000 + number,
            cost_per_1m_input_tokens=number,
            cost_per_1m_output_tokens=number,
            canonical_model="maker/one",
            family=f"f{number}",
        )
        for name in _NAMES
    ]


def in_threads(*acts: Callable[[], object]) -> None:
    """Run acts at once; what one of them raises is raised here."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is told in the thread of the test
            failures.append(error)

    threads = [threading.Thread(target=run, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_PATIENCE_SECONDS)
        assert not thread.is_alive(), "a thread hangs"
    if failures:
        raise failures[0]


def assert_of_one_state(decision: RouteDecision) -> int:
    """All candidates, prices and steps of a decision are of one change; the number of that change."""
    frame = decision.case.frame
    ours = [one for one in frame.models if one.provider == "pair"]
    (window,) = {one.context_window for one in ours}
    assert window is not None
    number = window - 1_000
    assert len(ours) == 3
    for step in decision.plan:
        assert step.model is frame.models[step.place]
        assert frame.ids[step.place] == step.id
        if step.model.provider == "pair" and not decision.case.is_warm(step.place):
            needs = decision.case.needs
            assert step.cost.amount == step.model.cost(needs.usage(warm=False)).amount
            assert frame.tariffs.cost(step.place, needs) == pytest.approx(
                number * (needs.input + needs.output) / 1e6
            )
    return number


def went(router: LLMRouter, decision: RouteDecision, numbers: Iterator[int]) -> None:
    """Walk a plan to its end, with outcomes in turn."""
    walk, now = router.walk(decision), router.clock()
    attempt = walk.begin(now)
    while attempt is not None:
        failure = _FAILURES[next(numbers) % len(_FAILURES)]
        outcome = Outcome(
            model=attempt.step.id, at=router.clock(), failure=failure, first_token_seconds=0.2, seconds=1.0,
            input_tokens=10, output_tokens=20, probe_claimed_at=attempt.probe_claimed_at,
        )  # fmt: skip
        router.record(outcome, session=decision.request.session)
        if failure is None:
            walk.succeeded(outcome)
            return
        attempt = walk.failed(outcome, router.clock())
    assert walk.ended


def test_every_decision_is_of_one_state_while_the_registry_changes() -> None:
    registry = ModelRegistry()
    registry.register_models(trio(1))
    router, is_over, seen = LLMRouter(registry, routing=_ROUTING), threading.Event(), set()

    def changes() -> None:
        try:
            for number in range(2, CHANGES + 2):
                registry.register_models(trio(number))
        finally:
            is_over.set()

    def decides() -> None:
        numbers, last = count(), 0
        while not is_over.is_set():
            for asked in ASKED:
                decision = router.route(asked)
                number = assert_of_one_state(decision)
                assert number >= last, "a decision went back in time"
                last = number
                seen.add(number)
                went(router, decision, numbers)

    in_threads(changes, *[decides] * READERS)

    assert len(seen) > 2
    assert assert_of_one_state(router.route(ASKED[0])) == CHANGES + 1


def test_calls_from_many_threads_are_all_counted_and_over_in_the_end() -> None:
    registry = ModelRegistry()
    registry.register_models(trio(1))
    router, answered = LLMRouter(registry, routing=_ROUTING), count()

    def decides() -> None:
        for at in range(DECISIONS):
            decision = router.route(ASKED[at % len(ASKED)])
            walk = router.walk(decision)
            attempt = walk.begin(router.clock())
            assert attempt is not None
            outcome = Outcome(model=attempt.step.id, at=router.clock(), input_tokens=1, output_tokens=1)
            router.record(outcome)
            walk.succeeded(outcome)
            next(answered)

    in_threads(*[decides] * READERS)

    loads = router.headroom.loads(router.clock())
    assert next(answered) == READERS * DECISIONS
    assert sum(one.in_flight for one in loads.values()) == 0
    assert sum(one.requests for one in loads.values()) == pytest.approx(READERS * DECISIONS, rel=0.01)
    readings = router.health.readings()
    calls = sum(readings[name].calls for name in _NAMES if name in readings)
    assert calls == pytest.approx(readings["pair/*"].calls, rel=0.01)


def test_a_cold_router_over_many_models_gives_all_threads_the_same_plan() -> None:
    registry = ModelRegistry()
    registry.register_models(islice(ModelCatalog.bundled(), MANY))
    router, plans = LLMRouter(registry), []
    asked = RouteRequest(policy="balanced", input_tokens=3_000, max_cost=Decimal(1), task="coding", seed=1)

    def decides() -> None:
        plans.append(tuple((step.id, step.score) for step in router.route(asked).plan))

    in_threads(*[decides] * READERS)

    assert plans[0]
    assert set(plans) == {plans[0]}


class _Restless:
    """A registry that another thread changes just after its generation was read."""

    def __init__(self, registry: ModelRegistry) -> None:
        self._registry = registry
        self.is_to_change = False
        self.states: dict[int, int | None] = {}
        """Generation -> the window that the model has in it."""

    @property
    def generation(self) -> int:
        told = self._registry.generation
        self._note()
        if self.is_to_change:
            self.is_to_change = False
            self._registry.register_models(trio(told + 10))
            self._note()
        return told

    def _note(self) -> None:
        found = self._registry.get_model_or_raise(_NAMES[0])
        self.states[self._registry.generation] = found.context_window

    def snapshot(self) -> RegistrySnapshot:
        return self._registry.snapshot()


def test_a_decision_tells_the_generation_that_its_candidates_are_of() -> None:
    registry = ModelRegistry()
    registry.register_models(trio(1))
    restless = _Restless(registry)
    router = LLMRouter(restless)

    for _ in range(3):
        restless.is_to_change = True
        decision = router.route(RouteRequest(models=_NAMES))

        assert restless.states[decision.generation] == decision.best.context_window
