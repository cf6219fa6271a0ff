"""A probe that takes longer than one may, and is heard of after all: it frees nothing that is not its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.router.drawn import PROBE_SECONDS, ROUTING
from tests.router.models import MODELS, NOW

from modeldex import LLMRouter, ModelRegistry, Outcome, RouteRequest
from modeldex.router.seen.readings import PROBING

if TYPE_CHECKING:
    from modeldex import RouteWalk


def _after_a_lost_probe() -> tuple[LLMRouter, RouteWalk, list[float]]:
    """A router whose first probe took too long, so that a second is under way; the walk of the first."""
    now, registry = [NOW], ModelRegistry()
    registry.register_models(MODELS)
    router = LLMRouter(registry, routing=ROUTING, clock=lambda: now[0])
    for _ in range(3):
        router.record(Outcome(model="acme/small", at=NOW, failure="server"))
    now[0] += ROUTING.health.open_seconds
    lost, second = (_probe(router, now, later) for later in (0.0, PROBE_SECONDS + 1))
    assert lost is not None is not second
    now[0] += 1
    return router, lost, now


def _probe(router: LLMRouter, now: list[float], later: float) -> RouteWalk | None:
    """The walk of a call that tries the circuit; None: the router lets none try."""
    now[0] += later
    walk = router.walk(router.route(RouteRequest(models=("acme/small",))))
    attempt = walk.begin(now[0])
    return walk if attempt is not None and attempt.is_probe else None


_CLAIMED_AT = NOW + ROUTING.health.open_seconds


def test_the_caller_of_a_lost_probe_who_leaves_lets_no_third_call_try() -> None:
    router, lost, now = _after_a_lost_probe()

    lost.abandoned(now[0])

    assert _probe(router, now, 0.0) is None


@pytest.mark.parametrize("failure", ["rate_limit", "invalid_request", "server"])
def test_a_lost_probe_that_fails_lets_no_third_call_try(failure: str) -> None:
    router, lost, now = _after_a_lost_probe()
    outcome = Outcome(
        model="acme/small", at=now[0], failure=failure, retry_after_seconds=0.5, probe_claimed_at=_CLAIMED_AT
    )
    router.record(outcome)
    lost.failed(outcome, now[0])

    assert _probe(router, now, 0.6) is None


def test_a_lost_probe_that_is_answered_after_all_leaves_the_circuit_to_the_one_that_tries_it() -> None:
    router, _, now = _after_a_lost_probe()

    router.record(Outcome(model="acme/small", at=now[0], probe_claimed_at=_CLAIMED_AT))

    assert router.health.readings()["acme/small"].circuit(now[0]) == PROBING
