"""`PolicyBook`: policies, pools and rules by name, and which of them a request is decided by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.core.errors import InvalidRequestError, InvalidValueError, UnknownNameError
from modeldex.router.conditions.condition import candidate_condition, request_condition
from modeldex.router.deciding.policies import BUILT_IN, SORTED

if TYPE_CHECKING:
    from modeldex.config.routing import RoutePolicy, RoutePool, RouteRule, RoutingSettings
    from modeldex.router.asked.request import RouteRequest
    from modeldex.router.seen.neighbours import Models

_WAYS = {
    "weighted": "draws by the weights of members", "priority": "follows the priorities of members",
    "round_robin": "lets members take turns", "least_busy": "compares the calls of members",
    "canary": "gives a share to the canaries among members",
}  # fmt: skip
"""Selection -> what it does with the members of a pool, and cannot do with a whole registry."""
_MEND = (
    "it needs named models or a pool, and no whole registry; state `models`, or a policy that scores, such as"
    " balanced"
)


class Choice(NamedTuple):
    """What a request is decided by."""

    policy: RoutePolicy
    pool: RoutePool | None
    """Whose members are the candidates; None: the models that are named, or all."""
    rule: str | None
    """Name of the rule that was taken; None: none."""
    is_asked_for: bool
    """Whether the request or a rule names the policy: then it decides among named models, not their order.
    With `sort` it does not: what that sorts are the providers of each."""


class PolicyBook:
    """Everything that can decide a request. Conditions are compiled here: a mistake is an error now."""

    def __init__(self, routing: RoutingSettings) -> None:
        self._policies = {**BUILT_IN, **routing.policies}
        self._pools = routing.pools
        self._sorted: dict[tuple[str, str], RoutePolicy] = {}
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

    def check_names(self, models: Models) -> None:
        """Raise InvalidValueError where the name of a pool would hide the full id of a model.

        As in a file, one that begins with the name of a provider is none of a pool's; a bare id may be.
        """
        slugs = {provider.id for provider in models.providers()}
        for name in self._pools:
            first, slash, _ = name.partition("/")
            if slash and (first in slugs or models.get_model(name) is not None):
                problem = f"{name} must not begin with the name of a provider, {first}/"
                raise InvalidValueError("RoutingSettings", {"pools": problem})

    def choice(self, asked: RouteRequest) -> Choice:
        """What decides a request: what it says itself, else the first rule it meets, else what is usual.

        InvalidRequestError for a policy over the whole registry that puts only the members of a pool, or
        models that are named, in order; UnknownNameError for a policy that there is not.
        """
        choice = self._choice(asked)
        if _is_lost(choice, asked):
            policy = choice.policy
            by = f" by the rule {choice.rule}" if choice.rule is not None and asked.policy is None else ""
            raise InvalidRequestError({"policy": f"{policy.name}{by} {_WAYS[policy.select]}: {_MEND}"})
        return choice

    def can_decide(self, asked: RouteRequest) -> bool:
        """Whether `choice` finds something that can decide a request; UnknownNameError as there."""
        return not _is_lost(self._choice(asked), asked)

    def _choice(self, asked: RouteRequest) -> Choice:
        models, name, is_asked_for = asked.models, asked.policy, asked.policy is not None
        pool = self._pools.get(models[0]) if len(models) == 1 and self._pools else None
        rule = self._rule(asked) if self._rules else None
        if rule is not None:
            if rule.pool is not None and not models:
                pool = self.pool(rule.pool)
            if name is None and rule.policy is not None:
                name, is_asked_for = rule.policy, True
        if name is None and pool is not None:
            name = pool.policy
        policy = self._usual if name is None else self.policy(name)
        if asked.sort is not None:
            policy, is_asked_for = self._by_sort(policy, asked.sort), False
        return Choice(policy, pool, None if rule is None else rule.name, is_asked_for)

    def _by_sort(self, base: RoutePolicy, sort: str) -> RoutePolicy:
        """A policy that orders by one thing alone, and lets pass what it did before."""
        found = self._sorted.get((base.name, sort))
        if found is None:
            found = self._sorted[base.name, sort] = base.replace(
                name=f"{base.name}, sort: {sort}", select="score", weights=SORTED[sort], canary_share=0.0
            )
        return found

    def _rule(self, asked: RouteRequest) -> RouteRule | None:
        return next((rule for rule, condition in self._rules if condition.holds(asked)), None)


def _is_lost(choice: Choice, asked: RouteRequest) -> bool:
    """Whether the policy is one for members or named models, and there is the whole registry."""
    return choice.policy.select != "score" and choice.pool is None and not asked.models
