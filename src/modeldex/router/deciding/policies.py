"""The built-in policies: what a router can do without a configuration."""

from __future__ import annotations

from types import MappingProxyType

from modeldex.config.routing import RoutePolicy

_BALANCED = MappingProxyType({"cost": 1.0, "latency": 0.5, "quality": 1.0, "health": 1.0, "affinity": 0.5})

BUILT_IN = MappingProxyType({
    policy.name: policy
    for policy in (
        RoutePolicy(name="cheapest", weights={"cost": 1.0}),
        RoutePolicy(name="fastest", weights={"latency": 1.0}),
        RoutePolicy(name="best", weights={"quality": 1.0}),
        RoutePolicy(name="balanced", weights=_BALANCED),
        RoutePolicy(name="weighted", select="weighted", weights=_BALANCED),
        RoutePolicy(name="priority", select="priority", weights=_BALANCED),
        RoutePolicy(name="round_robin", select="round_robin"),
        RoutePolicy(name="least_busy", select="least_busy", weights=_BALANCED),
    )
})  # fmt: skip
"""Name -> policy. A configuration may put its own in the place of one."""

SORTED = MappingProxyType({
    "price": MappingProxyType({"cost": 1.0}),
    "throughput": MappingProxyType({"throughput": 1.0}),
    "latency": MappingProxyType({"first_token": 1.0}),
})  # fmt: skip
"""What a request asks to be sorted by -> the weights that take the place of its policy's."""
