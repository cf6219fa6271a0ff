"""`Comparison`: what a simulation finds, policy by policy, beside what was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.plain import plain
from modeldex.wire.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from modeldex.core.cost import CostTotal

AS_RECORDED = "as recorded"
"""Name of the row that tells what was recorded."""
AT_NEW_PRICES = "as recorded, at the new prices"
"""Name of the row that tells what the recorded calls cost after the change."""
AS_CONFIGURED = "as configured"
"""Name of the row of no named policy: what the configuration sets, else the usual policy."""
NO_ROUTE = "no_route"
"""Kind of the failure of a call that no candidate could take."""


@frozen
class Latency:
    """How long answered calls took, from the first attempt to the last byte."""

    measured: int
    """Calls of which it is known."""
    p50_seconds: float | None
    """Half of them took no longer, to within one percent; None: it is known of none."""
    p95_seconds: float | None


@frozen
class PolicyResult:
    """What came of all calls under one policy."""

    policy: str
    """Its name; `AS_RECORDED` and `AT_NEW_PRICES` tell of the calls as they were made."""
    calls: int
    answered: int
    failures: Mapping[str, int]
    """Kind of failure -> calls that were not answered because of it in the end, the commonest first."""
    obstacles: Mapping[str, int]
    """Constraint -> calls without a route that it stood in the way of, the most first."""
    fallbacks: int | None
    """How often the next model of a plan was asked; None: not recorded."""
    retries: int | None
    """How often the same model was asked once more; None: not recorded."""
    cost: CostTotal
    """USD of what was answered, and of failures that may be charged for; with how much of it is known."""
    latency: Latency
    models: Mapping[str, int]
    """Full id -> calls that the model answered, the most first."""

    @property
    def failed(self) -> int:
        """Calls that nobody answered."""
        return self.calls - self.answered

    @property
    def providers(self) -> Mapping[str, int]:
        """Slug -> calls that the provider answered, the most first."""
        found: dict[str, int] = {}
        for model, calls in self.models.items():
            provider = model.partition("/")[0]
            found[provider] = found.get(provider, 0) + calls
        return by_count(found)

    def record(self) -> dict[str, Any]:
        """As plain values; money as text."""
        cost, latency = self.cost, self.latency
        return {
            "policy": self.policy,
            "calls": self.calls,
            "answered": self.answered,
            "failed": self.failed,
            "failures": dict(self.failures),
            "obstacles": dict(self.obstacles),
            "fallbacks": self.fallbacks,
            "retries": self.retries,
            "cost": {
                "status": cost.status, "at_least": plain(cost.at_least), "known": cost.known,
                "estimated": cost.estimated, "unknown": cost.unknown, "coverage": cost.coverage,
            },
            "latency": {
                "measured": latency.measured, "p50_seconds": latency.p50_seconds,
                "p95_seconds": latency.p95_seconds,
            },
            "providers": dict(self.providers),
            "models": dict(self.models),
        }  # fmt: skip


@frozen
class Comparison:
    """What came of the same calls, as they were recorded and under each policy."""

    seed: int
    """Decided what chance decides; the same seed over the same shapes gives the same comparison."""
    calls: int
    """Calls that were replayed."""
    first_at: str
    """When the earliest was made, in UTC."""
    last_at: str
    outages: tuple[str, ...]
    """The outages that were assumed, as they are written."""
    price_changes: tuple[str, ...]
    """The changes of prices that were assumed."""
    unknown_models: Mapping[str, int]
    """Recorded model that the registry does not know -> its calls: what they cost is unknown."""
    results: tuple[PolicyResult, ...]
    """What was recorded first, then the policies in the order in which they were asked for."""

    def record(self) -> dict[str, Any]:
        """As plain values; money as text."""
        return {
            "seed": self.seed,
            "calls": self.calls,
            "first_at": self.first_at,
            "last_at": self.last_at,
            "outages": list(self.outages),
            "price_changes": list(self.price_changes),
            "unknown_models": dict(self.unknown_models),
            "results": [one.record() for one in self.results],
        }


def by_count(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts with the largest first, equal ones by name."""
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
