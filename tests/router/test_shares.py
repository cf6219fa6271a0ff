"""Weights, shares, turns and load are met over many requests, through the router itself."""

from __future__ import annotations

import threading
from collections import Counter
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

import pytest
from tests.router.models import NOW, model

from modeldex import (
    LLMRouter,
    ModelRegistry,
    Outcome,
    PoolMember,
    RoutePolicy,
    RoutePool,
    RouteRequest,
    RoutingSettings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from modeldex import Attempt, RouteDecision, RouteWalk

REQUESTS = 4_000
_DEVIATIONS = 4.5
"""By so many standard deviations a share that chance decides is off less than once in 100,000 runs."""
WEIGHTS = {"acme/a": 5.0, "bolt/b": 3.0, "cedar/c": 2.0}
SHARE = 0.15


def router_of(*members: PoolMember, policy: str, usual: RoutePolicy | None = None) -> LLMRouter:
    """A router whose pool `pool` has these members, all of which can take every request."""
    registry = ModelRegistry()
    registry.register_models([model(one.model, context_window=100_000) for one in members])
    pool = RoutePool(name="pool", members=members, policy=policy)
    policies = {} if usual is None else {usual.name: usual}
    return LLMRouter(
        registry, routing=RoutingSettings(pools={"pool": pool}, policies=policies), clock=lambda: NOW
    )


def weighted() -> LLMRouter:
    return router_of(
        *[PoolMember(model=name, weight=weight) for name, weight in WEIGHTS.items()],
        PoolMember(model="den/spare", weight=0.0),
        policy="weighted",
    )


def on_trial() -> LLMRouter:
    return router_of(
        PoolMember(model="acme/stable"),
        PoolMember(model="acme/trial", is_canary=True),
        policy="careful",
        usual=RoutePolicy(name="careful", select="canary", canary_share=SHARE),
    )


def firsts(router: LLMRouter, requests: Iterable[RouteRequest]) -> Counter[str]:
    """How often each model is the first choice."""
    return Counter(router.route(one).plan[0].id for one in requests)


def assert_share(count: int, total: int, share: float) -> None:
    """A count is that of a share, as far as chance lets one say it."""
    assert abs(count - share * total) <= _DEVIATIONS * sqrt(total * share * (1 - share)) + 1


def seeds(count: int, **more: Any) -> list[RouteRequest]:
    """Requests with seeds side by side, as a caller counts them."""
    return [RouteRequest(models=("pool",), seed=seed, **more) for seed in range(count)]


def test_weights_are_met_at_first_and_among_those_that_follow() -> None:
    router, total = weighted(), sum(WEIGHTS.values())
    plans = [[step.id for step in router.route(one).plan] for one in seeds(REQUESTS)]

    counts = Counter(plan[0] for plan in plans)
    assert counts.keys() == WEIGHTS.keys()
    for name, weight in WEIGHTS.items():
        assert_share(counts[name], REQUESTS, weight / total)
        behind = Counter(plan[1] for plan in plans if plan[0] == name)
        for other in WEIGHTS.keys() - {name}:
            assert_share(behind[other], behind.total(), WEIGHTS[other] / (total - weight))
    assert all(plan[-1] == "den/spare" and len(set(plan)) == 4 for plan in plans)


def test_weights_are_met_where_the_router_draws_the_seeds_itself() -> None:
    counts = firsts(weighted(), [RouteRequest(models=("pool",))] * REQUESTS)

    for name, weight in WEIGHTS.items():
        assert_share(counts[name], REQUESTS, weight / sum(WEIGHTS.values()))


def test_who_is_out_leaves_its_share_to_the_others_in_proportion() -> None:
    counts = firsts(weighted(), seeds(REQUESTS, allowed_models=("bolt/*", "cedar/*", "den/*")))

    assert counts.keys() == {"bolt/b", "cedar/c"}
    assert_share(counts["bolt/b"], REQUESTS, 0.6)


def test_weight_nothing_answers_where_no_other_is_left() -> None:
    assert firsts(weighted(), seeds(5, allowed_models=("den/*",))) == {"den/spare": 5}


def test_canaries_get_their_share_by_seed_and_by_session() -> None:
    router = on_trial()
    sessions = [RouteRequest(models=("pool",), session=f"user-{at}") for at in range(REQUESTS)]

    for requests in (seeds(REQUESTS), sessions):
        assert_share(firsts(router, requests)["acme/trial"], REQUESTS, SHARE)


def test_a_session_stays_on_its_side_whatever_the_seed() -> None:
    router = on_trial()

    for session in range(200):
        assert len(firsts(router, seeds(8, session=f"user-{session}"))) == 1


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_each_member_goes_first_once_in_a_round(count: int) -> None:
    names = [f"acme/{at}" for at in range(count)]
    router = router_of(*[PoolMember(model=name) for name in names], policy="round_robin")
    plans = [[step.id for step in router.route(one).plan] for one in seeds(3 * count)]

    assert [plan[0] for plan in plans] == names * 3
    for plan in plans:
        assert all(names.index(b) == (names.index(a) + 1) % count for a, b in pairwise(plan))


def test_the_turns_of_one_that_is_out_are_dealt_evenly() -> None:
    names = [f"acme/{at}" for at in range(3)] + ["bolt/out"]
    router = router_of(*[PoolMember(model=name) for name in names], policy="round_robin")
    counts = firsts(router, seeds(1_200, allowed_models=("acme/*",)))

    assert counts == dict.fromkeys(names[:3], 400)


def test_turns_are_met_by_many_threads_together() -> None:
    names = [f"acme/{at}" for at in range(4)]
    router = router_of(*[PoolMember(model=name) for name in names], policy="round_robin")
    found: list[Counter[str]] = []
    threads = [threading.Thread(target=lambda: found.append(firsts(router, seeds(200)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(found, Counter()) == dict.fromkeys(names, 200)


def _set_out(router: LLMRouter) -> tuple[RouteDecision, RouteWalk, Attempt]:
    decision = router.route(RouteRequest(models=("pool",)))
    walk = router.walk(decision)
    attempt = walk.begin(NOW)
    assert attempt is not None
    return decision, walk, attempt


def test_calls_under_way_are_spread_evenly_and_go_where_one_is_over() -> None:
    names = [f"acme/{at}" for at in range(5)]
    router = router_of(*[PoolMember(model=name) for name in names], policy="least_busy")
    ways = [_set_out(router) for _ in range(50)]
    assert Counter(attempt.step.id for _, _, attempt in ways) == dict.fromkeys(names, 10)

    for at, (_, walk, attempt) in enumerate(ways):
        if attempt.step.id != "acme/3":
            continue
        if at % 2:
            walk.abandoned(NOW)
        else:
            outcome = Outcome(model=attempt.step.id, at=NOW)
            router.record(outcome)
            walk.succeeded(outcome)

    assert Counter(_set_out(router)[2].step.id for _ in range(10)) == {"acme/3": 10}


def test_calls_of_many_threads_are_spread_by_what_is_under_way() -> None:
    names = [f"acme/{at}" for at in range(4)]
    router = router_of(*[PoolMember(model=name) for name in names], policy="least_busy")
    start = threading.Barrier(8)
    gone: list[str] = []

    def decides() -> None:
        start.wait()
        gone.extend(_set_out(router)[2].step.id for _ in range(25))

    threads = [threading.Thread(target=decides) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    counts = Counter(gone)
    assert counts.total() == 200
    assert max(counts.values()) - min(counts[name] for name in names) <= 8, "no more than one per thread"
