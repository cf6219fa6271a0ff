"""Policies, pools, a registry of described providers, and requests as hypothesis draws them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from tests.router.constraints.asking import REQUESTS
from tests.router.models import MODELS, PROVIDERS

from modeldex import (
    HealthSettings,
    ModelRegistry,
    PoolMember,
    RetrySettings,
    RoutePolicy,
    RoutePool,
    RouteRequest,
    RouteRule,
    RoutingSettings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex import ModelConfig, Provider, RegistrySnapshot

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
ELSEWHERE = {"content_policy", "authentication", "billing", "quota"}
AGAIN = {"rate_limit", "server", "unavailable", "overloaded"}
FAILURES = sorted(ENDS | ELSEWHERE | AGAIN | {"context_length", "not_found", "permission", "timeout", "cut"})
"""Kinds of failure: after which nothing follows, no model of the provider, and also the same model again."""

IDS = [one.id for one in MODELS]
SERVED = ["acme/large", "acme/small", "bolt/acme/small", "cedar/claude"]
_NAMES = st.lists(st.sampled_from(IDS), max_size=5, unique=True).map(tuple)
_ASKED = st.one_of(st.just(()), _NAMES, st.sampled_from(IDS), st.sampled_from(["usual", "on-trial"]))
_POLICY = st.none() | st.sampled_from([
    *(one.name for one in POLICIES), "cheapest", "fastest", "best", "weighted", "round_robin", "least_busy",
])  # fmt: skip
_FIELDS = st.lists(st.sampled_from([one.name for one in fields(RouteRequest)]), max_size=3, unique=True)
_NOBODY = {"void", "nowhere", "nobody"}
_SCORING = {None, "fenced", "loyal", "one-house", "picky", "cheapest", "fastest", "best"}
"""Policies by which a whole registry can be put in order."""


def _sparse(whole: RouteRequest, kept: list[str], **more: Any) -> RouteRequest:
    """A request that states little, so that some candidate is fit; of providers that are described."""
    stated = {name: getattr(whole, name) for name in kept}
    for name in {
        "only_providers",
        "not_providers",
        "provider_order",
        "only_makers",
        "not_makers",
    } & stated.keys():
        stated[name] = tuple(one for one in stated[name] if one not in _NOBODY)
    stated |= more
    if not more["models"]:
        stated["fallbacks"] = ()
        stated["policy"] = more["policy"] if more["policy"] in _SCORING else None
    return RouteRequest(**stated)


ASKING = st.builds(
    _sparse, REQUESTS, _FIELDS, models=_ASKED, fallbacks=st.just(()) | _NAMES, policy=_POLICY,
    same_model=st.booleans(), session=st.none() | st.sampled_from("ab"), key=st.none() | st.just("k"),
    cached_input_tokens=st.sampled_from([0, 500]), seed=st.none() | st.integers(0, 2**53 - 1),
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

    def makers(self) -> tuple[str, ...]:
        return tuple({one.maker: None for one in MODELS if one.maker})

    def __iter__(self) -> Iterator[ModelConfig]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)


class Described:
    """A registry of described providers."""

    def __init__(self, registry: ModelRegistry) -> None:
        self._registry = registry

    @property
    def generation(self) -> int:
        return self._registry.generation

    def snapshot(self) -> _State:
        return _State(self._registry.snapshot())
