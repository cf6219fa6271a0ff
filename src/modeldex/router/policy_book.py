"""`PolicyBook`: policies, pools and rules by name, and which of them a request is decided by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.core.errors import UnknownNameError
from modeldex.router.conditions import candidate_condition, request_condition
from modeldex.router.policies import BUILT_IN, SORTED

if TYPE_CHECKING:
    from modeldex.config.routing import RoutePolicy, RoutePool, RouteRule, RoutingSettings
    from modeldex.router.request import RouteRequest


class Choice(NamedTuple):
    """What a request is decided by."""

    policy: RoutePolicy
    pool: RoutePool | None
    """Whose members are the candidates; None: the models that are named, or all."""
    rule: str | None
    """Name of the rule that was taken; None: none."""
    is_asked_for: bool
    """Whether the request or a rule names the policy: then it decides among named models, not their order."""


class PolicyBook:
    """Everything that can decide a request. Conditions are compiled here: a mistake is an error now."""

    def __init__(self, routing: RoutingSettings) -> None:
        self._policies = {**BUILT_IN, **routing.policies}
        self._pools = routing.pools
        self._usual = self.policy(routing.policy)
        named = [*(pool.policy for pool in self._pools.values()), *(rule.policy for rule in routing.rules)]
        for name in filter(None, named):
            self.policy(name)
        for policy in self._policies.values():
            if policy.where is not None:
                candidate_condition(policy.where)
        self._rules = [(rule, request_condition(rule.when)) for rule in routing.rules]
        for rule in routing.rules:
            if rule.pool is not None:
                self.pool(rule.pool)

    def policy(self, name: str) -> RoutePolicy:
        """The policy of a name; UnknownNameError lists the names there are."""
        try:
            return self._policies[name]
        except KeyError:
            raise UnknownNameError("policy", name, self._policies) from None

    def pool(self, name: str) -> RoutePool:
        """The pool of a name; UnknownNameError lists the names there are."""
        try:
            return self._pools[name]
        except KeyError:
            raise UnknownNameError("pool", name, self._pools) from None

    def choice(self, asked: RouteRequest) -> Choice:
        """What decides a request: what it says itself, else the first rule it meets, else what is usual."""
        pool = self._pools.get(asked.models[0]) if len(asked.models) == 1 and self._pools else None
        if asked.sort is not None:
            return Choice(SORTED[asked.sort], pool, None, is_asked_for=False)  # the order of models stays
        if asked.policy is not None:
            return Choice(self.policy(asked.policy), pool, None, is_asked_for=True)
        rule = self._rule(asked) if self._rules else None
        if rule is not None:
            if pool is None and rule.pool is not None and not asked.models:
                pool = self.pool(rule.pool)
            if rule.policy is not None:
                return Choice(self.policy(rule.policy), pool, rule.name, is_asked_for=True)
        policy = self._usual if pool is None or pool.policy is None else self.policy(pool.policy)
        return Choice(policy, pool, None if rule is None else rule.name, is_asked_for=False)

    def _rule(self, asked: RouteRequest) -> RouteRule | None:
        return next((rule for rule, condition in self._rules if condition.holds(asked)), None)
