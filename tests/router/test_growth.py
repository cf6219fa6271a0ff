"""However many calls came before, and whatever callers think up: the router holds no more than at first."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from tests.router.models import MODELS, NOW

from modeldex import (
    InvalidRequestError,
    LLMRouter,
    ModelNotFoundError,
    ModelRegistry,
    Outcome,
    PoolMember,
    RoutePool,
    RouteRequest,
    RoutingSettings,
    UnknownNameError,
)
from modeldex.router.health.board import HealthBoard
from modeldex.router.load.board import LoadBoard
from modeldex.router.seen.homes import SessionHomes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUNDS, MANY, TURNS, AMOUNTS, SIZES, EACH = 512, 320, 1_088, 250, 16, 32
"""Rounds of calls; different things that are asked for, more than any store of the router keeps; the same
for turns; amounts and sizes, few enough for what the whole process keeps of amounts; and rounds from one
look at the memory to the next."""
_SLACK_BYTES = 40_000
"""Windows, free lists and dicts that just grew differ by a little from one moment to the next."""
_FAILURES = (None, "server", None, "rate_limit", "timeout", None, "content_policy")
_MEMBERS = ("acme/large", "acme/small", "bolt/open-70b-fp8", "cedar/claude")
_POOLS = {
    name: RoutePool(name=name, members=tuple(PoolMember(model=one) for one in _MEMBERS), policy=name)
    for name in ("weighted", "round_robin", "least_busy", "balanced")
}


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def router_at(clock: Clock, **boards: Any) -> LLMRouter:
    registry = ModelRegistry()
    registry.register_models(MODELS)
    return LLMRouter(registry, routing=RoutingSettings(pools=_POOLS), clock=clock, **boards)


def requests(rounds: range) -> Iterator[RouteRequest]:
    """Requests as an application makes them: no session or seed comes twice."""
    for at in rounds:
        asked = RouteRequest(
            input_tokens=1 + at * 997 % SIZES, output_tokens=1 + at % 4 * 90, session=f"session {at}",
            seed=at, cached_input_tokens=at % 3 * 5, max_cost=Decimal(f"0.{1 + at % 97:03}"),
        )  # fmt: skip
        if at % 3:
            yield replace(asked, models=(list(_POOLS)[at % 4],))
        else:
            yield replace(asked, policy=("cheapest", "best", "balanced")[at % 9 // 3])


def serve(router: LLMRouter, clock: Clock, rounds: range) -> None:
    """Decide, explain, walk and record, as a gateway does; a second passes with each request."""
    for at, asked in zip(rounds, requests(rounds), strict=True):
        clock.now += 1.0
        decision = router.route(asked)
        decision.facts()
        if not at % 50:
            decision.explain().record()
        walk = router.walk(decision)
        attempt = walk.begin(clock.now)
        while attempt is not None:
            failure = _FAILURES[(at + attempt.number) % len(_FAILURES)]
            outcome = Outcome(
                model=attempt.step.id, at=clock.now, failure=failure, first_token_seconds=0.3, seconds=1.0,
                input_tokens=at, output_tokens=9, probe_claimed_at=attempt.probe_claimed_at,
            )  # fmt: skip
            router.record(outcome, session=asked.session)
            if failure is not None:
                attempt = walk.failed(outcome, clock.now)
            else:
                walk.succeeded(outcome)
                attempt = None


def grown(run: Callable[[range], object], rounds: int, times: int) -> int:
    """By how many bytes the most that is held rises, when so many times as many rounds follow."""
    gc.collect()
    gc.freeze()  # what is there by now need not be looked at each time
    tracemalloc.start()
    try:
        run(range(rounds))
        first = _most_held(run, range(rounds, 2 * rounds))
        return _most_held(run, range(2 * rounds, (2 + times) * rounds)) - first
    finally:
        tracemalloc.stop()
        gc.unfreeze()


def _most_held(run: Callable[[range], object], rounds: range) -> int:
    """Bytes that are in use at most, where garbage is not counted."""
    held = []
    for first in range(rounds.start, rounds.stop, EACH):
        run(range(first, min(first + EACH, rounds.stop)))
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])
    return max(held)


def test_nothing_grows_with_the_calls_that_were_made() -> None:
    clock = Clock()
    router = router_at(clock)

    assert grown(lambda rounds: serve(router, clock, rounds), ROUNDS, 4) < _SLACK_BYTES


def test_sessions_and_models_beyond_the_bounds_drive_out_others() -> None:
    homes, health, load = SessionHomes(most=64), HealthBoard(most=64), LoadBoard(most=64)
    clock = Clock()
    router = router_at(clock, affinity=homes, health=health, headroom=load)

    def run(rounds: range) -> None:
        for at in rounds:
            router.record(
                Outcome(model=f"house-{at}/model-{at}", at=clock.now, failure=_FAILURES[at % 7]),
                session=f"{at} " * (at % 90),
            )

    assert grown(run, MANY, 4) < _SLACK_BYTES
    assert len(homes) <= 64
    assert len(health.readings()) <= 64
    assert len(load.loads(clock.now)) <= 64


_LISTS = tuple(permutations([one.id for one in MODELS if one.status.name == "ACTIVE"], 3))
"""More lists of names than are kept, all of a size."""


def _names(at: int) -> tuple[str, ...]:
    return _LISTS[at * 101 % len(_LISTS)]


HOSTILE: dict[str, Callable[[int], dict[str, Any]]] = {
    "model": lambda at: {"models": (f"acme/none-{at}",)},
    "fallback": lambda at: {"models": ("acme/large",), "fallbacks": (f"none-{at}",)},
    "names": lambda at: {"models": _names(at)},
    "names in turn": lambda at: {"models": _names(at), "policy": "round_robin"},
    "same model": lambda at: {"models": _names(at), "same_model": True},
    "policy": lambda at: {"policy": f"none-{at}"},
    "provider": lambda at: {"only_providers": (f"none-{at}",)},
    "provider order": lambda at: {"provider_order": (f"none-{at}",)},
    "maker": lambda at: {"only_makers": (f"none-{at}",), "not_makers": (f"nobody-{at}",)},
    "region": lambda at: {"only_regions": (f"eu-west-{at}",)},
    "banned region": lambda at: {"not_regions": (f"us-east-{at}",)},
    "quantization": lambda at: {"quantizations": (f"fp{at}",)},
    "allow list": lambda at: {"allowed_models": (f"acme/none-{at}", "acme/*")},
    "parameters": lambda at: {"parameters": (f"x_{at}", "seed"), "require_parameters": True},
    "dropped parameters": lambda at: {"parameters": (f"x_{at}", "seed")},
    "sizes": lambda at: {"input_tokens": at * 7_919, "output_tokens": at * 31, "max_output_tokens": at + 1},
    "proportions": lambda at: {
        "input_tokens": 2 ** (at % 30),
        "output_tokens": 3 ** (at % 17),
        "task": "math",
    },
    "prices": lambda at: {"max_input_price": f"0.{at % AMOUNTS:05}", "max_output_price": f"1.{at % 140:05}"},
    "cost": lambda at: {"max_cost": f"0.{at % AMOUNTS:05}", "input_tokens": at % SIZES},
    "quality": lambda at: {"min_quality": at / 5_000 % 1, "task": "coding"},
    "speed": lambda at: {"max_latency_ms": 1.0 + at, "max_first_token_ms": 1.0 + at, "unknown": "allow"},
    "days": lambda at: {"min_days_to_retirement": at},
    "retention": lambda at: {"data": {"max_retention_days": at}},
    "session": lambda at: {"session": f"{at}" * 400},
    "key": lambda at: {"key": f"key-{at}"},
}
"""Field -> what else a caller states there each time."""


@pytest.mark.parametrize("field", HOSTILE)
def test_what_callers_choose_is_not_kept_without_end(field: str) -> None:
    router = router_at(Clock())

    def run(rounds: range) -> None:
        for at in rounds:
            with suppress(ModelNotFoundError, UnknownNameError, InvalidRequestError):
                decision = router.route(RouteRequest.of(HOSTILE[field](at)))
                if not at % 10:
                    decision.explain().record(3)

    assert grown(run, TURNS if "turn" in field else MANY, 2) < _SLACK_BYTES


def test_a_state_of_the_registry_that_is_over_is_let_go() -> None:
    registry = ModelRegistry()
    registry.register_models(MODELS)
    router = LLMRouter(registry, routing=RoutingSettings(pools=_POOLS), clock=Clock())
    frames: list[weakref.ref[Any]] = []
    for at in range(5):
        registry.update_model("acme/small", {"context_window": 9_000 + at})
        frames += [weakref.ref(router.route(asked).case.frame) for asked in requests(range(6))]
    gc.collect()

    alive = [frame for frame in frames if frame() is not None]
    assert {frame().generation for frame in alive} == {registry.generation}  # type: ignore[union-attr]
