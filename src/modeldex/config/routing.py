"""What a configuration sets for routing: policies, pools, rules, and how failures are taken."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.config.routing_faults import (
    above_zero_fault,
    flag_fault,
    found,
    kind_fault,
    listed_fault,
    mapped_fault,
    name_fault,
    number_fault,
    reference_faults,
    text_fault,
    twice_fault,
    whole_fault,
    word_fault,
)
from modeldex.core.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Self

SELECTIONS = ("score", "weighted", "priority", "round_robin", "least_busy", "canary")
"""How candidates are put in order."""

TERMS = ("cost", "latency", "first_token", "throughput", "quality", "health", "affinity")
"""Soft terms that a policy can weigh, each from 0 to 1."""

BUILT_IN_POLICIES = (
    "cheapest", "fastest", "best", "balanced", "weighted", "priority", "round_robin", "least_busy",
)  # fmt: skip
"""Policies that are there without a configuration, as `router.policies` has them."""

BOUNDARIES = ("region", "maker", "provider", "price", "licence")
"""What a fallback can be forbidden to cross. `price`: no step costs more than the first."""


class PoolMember(Record):
    """One member of a pool."""

    model: str
    """Name of the model, resolved in the registry."""
    weight: float = 1.0
    """Its share among those of its priority: a number of 0 or more; 0: only when no other is left."""
    priority: int = 0
    """Members of a lower number come first."""
    is_canary: bool = False
    """Whether it is what a canary share goes to."""

    def _problems(self) -> Mapping[str, str]:
        return found(
            {
                "model": name_fault(self.model),
                "weight": number_fault(self.weight, 0),
                "priority": whole_fault(self.priority, 0),
                "is_canary": flag_fault(self.is_canary),
            }
        )


class RoutePool(Record):
    """Models that answer under one name."""

    name: str
    """By which requests name it: before a bare id of models, never the full id or an alias of one."""
    members: Sequence[PoolMember]
    """At least one; kept as a tuple."""
    policy: str | None = None
    """Name of its policy; None: the usual one."""

    def _fill(self, values: Mapping[str, Any]) -> Mapping[str, str]:
        return super()._fill(_as_tuples(values, "members"))

    def _problems(self) -> Mapping[str, str]:
        return found(
            {
                "name": name_fault(self.name),
                "members": listed_fault(self.members, PoolMember) or self._members_fault(),
                "policy": None if self.policy is None else name_fault(self.policy),
            }
        )

    def _members_fault(self) -> str | None:
        if not self.members:
            return "must name one model at least"
        return twice_fault([one.model for one in self.members], "names")

    def __hash__(self) -> int:
        return hash((type(self), self.name))  # every decision of a pool asks for it


class RoutePolicy(Record):
    """How candidates are put in order, and what a fallback may do."""

    name: str
    """By which requests, pools and rules name it."""
    select: str = "score"
    """One of `SELECTIONS`."""
    weights: Mapping[str, float] = MappingProxyType({})
    """Soft term of `TERMS` -> weight above 0; they need not add up to 1. They decide `score`, and the order
    among equals elsewhere."""
    where: str | None = None
    """Condition in CEL over the fields of a candidate and of the request; None: any candidate."""
    canary_share: float = 0.0
    """Share of requests that go to the canary members, 0 to 1; for `canary`."""
    max_steps: int = 5
    """Most models of a plan, the first included."""
    boundaries: Sequence[str] = ()
    """Of `BOUNDARIES`: what no fallback crosses; kept as a tuple."""
    same_model: bool = False
    """Whether every provider of the same canonical model stands in for a named model."""

    def _fill(self, values: Mapping[str, Any]) -> Mapping[str, str]:
        return super()._fill(_as_tuples(values, "boundaries"))

    def _problems(self) -> Mapping[str, str]:
        return found(
            {
                "name": name_fault(self.name),
                "select": word_fault(self.select, SELECTIONS),
                "weights": mapped_fault(self.weights, "terms to weights") or self._weights_fault(),
                "where": None if self.where is None else text_fault(self.where),
                "canary_share": self._share_fault(),
                "max_steps": whole_fault(self.max_steps, 1),
                "boundaries": listed_fault(self.boundaries, str) or self._boundaries_fault(),
                "same_model": flag_fault(self.same_model),
            }
        )

    def _weights_fault(self) -> str | None:
        for term, weight in self.weights.items():
            if fault := word_fault(term, TERMS) or number_fault(weight, 0):
                return fault if term not in TERMS else f"{term} {fault}"
            if not weight:
                return f"{term} must be above 0; leave it out where it does not count"
        if self.select == "score" and not self.weights:
            return f"must not be empty: a score is made of {', '.join(TERMS)}"
        return None

    def _share_fault(self) -> str | None:
        if self.canary_share and self.select != "canary":
            return f"holds for select = canary, and this is {self.select}"
        return number_fault(self.canary_share, 0, 1)

    def _boundaries_fault(self) -> str | None:
        return next(filter(None, (word_fault(one, BOUNDARIES) for one in self.boundaries)), None)

    def __hash__(self) -> int:
        return hash((type(self), self.name, self.select))


class RouteRule(Record):
    """What holds for requests that meet a condition; the first rule that does is taken."""

    name: str
    when: str
    """Condition in CEL over the fields of the request."""
    policy: str | None = None
    """Name of the policy that chooses then; None: as without the rule."""
    pool: str | None = None
    """Name of the pool whose members answer a request that names no model; None: no change."""

    def _problems(self) -> Mapping[str, str]:
        return found(
            {
                "name": name_fault(self.name),
                "when": text_fault(self.when),
                "policy": "or a pool is needed: a rule without either changes nothing"
                if self.policy is None and self.pool is None
                else None,
            }
        )


class HealthSettings(Record):
    """When a model counts as failing."""

    half_life_seconds: float = 120.0
    """After so long a call counts half in the rolling figures."""
    open_below: float = 0.5
    """Share of answered calls under which a circuit opens, 0 to 1."""
    least_calls: float = 5.0
    """Recent calls, weighted by age, without which no circuit opens by its share; so many failures in a row
    open it too, however far apart they come."""
    open_seconds: float = 30.0
    """How long a circuit stays open at first; each failed probe doubles it."""
    most_open_seconds: float = 600.0
    """The longest it stays open."""
    probe_seconds: float = 60.0
    """After so long a probe that was not heard of again counts as lost."""

    def _problems(self) -> Mapping[str, str]:
        names = ("half_life_seconds", "open_seconds", "most_open_seconds", "probe_seconds", "least_calls")
        problems = found({name: above_zero_fault(getattr(self, name)) for name in names})
        problems |= found({"open_below": number_fault(self.open_below, 0, 1)})
        if not problems and self.most_open_seconds < self.open_seconds:
            problems["most_open_seconds"] = f"must be at least open_seconds, which is {self.open_seconds:g}"
        return problems


class RetrySettings(Record):
    """How a plan is walked when attempts fail."""

    attempts_per_step: int = 2
    """How often one model is asked at most for one request, the first time included."""
    first_wait_seconds: float = 0.5
    """Upper end of the first wait; each further one doubles it. Waits are drawn between 0 and that."""
    most_wait_seconds: float = 8.0
    """The longest wait of our own choice."""
    longest_retry_after_seconds: float = 10.0
    """A provider that wants to be left alone for longer is not waited for: the next step is taken."""
    budget_ratio: float = 0.2
    """Further attempts at providers that failed a request already, of all requests together, as a share of
    first attempts. A fallback to another provider costs nothing: it adds no load where calls fail."""
    budget_least: float = 10.0
    """Retries that are allowed at any time, however few calls there were: the budget's size at rest."""

    def _problems(self) -> Mapping[str, str]:
        names = ("first_wait_seconds", "most_wait_seconds", "longest_retry_after_seconds", "budget_ratio",
                 "budget_least")  # fmt: skip
        problems = found({name: number_fault(getattr(self, name), 0) for name in names})
        problems |= found({"attempts_per_step": whole_fault(self.attempts_per_step, 1)})
        if not problems and self.most_wait_seconds < self.first_wait_seconds:
            least = f"{self.first_wait_seconds:g}"
            problems["most_wait_seconds"] = f"must be at least first_wait_seconds, which is {least}"
        return problems


class RoutingSettings(Record):
    """How requests are routed."""

    policy: str = "balanced"
    """Name of the usual policy: a built-in one, or one of `policies`."""
    policies: Mapping[str, RoutePolicy] = MappingProxyType({})
    """Name -> policy; one of a built-in name takes its place."""
    pools: Mapping[str, RoutePool] = MappingProxyType({})
    """Name -> pool."""
    rules: Sequence[RouteRule] = ()
    """In the order of the file; kept as a tuple."""
    health: HealthSettings = HealthSettings()
    retry: RetrySettings = RetrySettings()

    @classmethod
    def of(
        cls,
        *,
        policies: Sequence[RoutePolicy] = (),
        pools: Sequence[RoutePool] = (),
        rules: Sequence[RouteRule] = (),
        **more: Any,
    ) -> Self:
        """Settings of records that each stand under their own names; `more` are the other fields.

        InvalidValueError where two have the same name.
        """
        problems = found(
            {
                "policies": twice_fault([one.name for one in policies], "has"),
                "pools": twice_fault([one.name for one in pools], "has"),
            }
        )
        if problems:
            raise cls.__error__(cls.__name__, problems)
        return cls(
            policies={one.name: one for one in policies},
            pools={one.name: one for one in pools},
            rules=rules,
            **more,
        )

    def _fill(self, values: Mapping[str, Any]) -> Mapping[str, str]:
        return super()._fill(_as_tuples(values, "rules"))

    def _problems(self) -> Mapping[str, str]:
        shapes = found(
            {
                "policies": mapped_fault(self.policies, "names to RoutePolicy", RoutePolicy),
                "pools": mapped_fault(self.pools, "names to RoutePool", RoutePool),
                "rules": listed_fault(self.rules, RouteRule),
                "health": kind_fault(self.health, HealthSettings),
                "retry": kind_fault(self.retry, RetrySettings),
            }
        )
        return shapes or reference_faults(self, BUILT_IN_POLICIES)


def _as_tuples(values: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    """The values of a record, with a list in one of its fields as a tuple: a record never changes."""
    return {**values, field: tuple(values[field])} if isinstance(values.get(field), list) else values
