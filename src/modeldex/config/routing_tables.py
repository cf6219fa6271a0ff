"""The policies, pools and rules of a configuration: read out of what is stated, their names looked up."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from modeldex.config.nearness import did_you_mean
from modeldex.config.places import quoted
from modeldex.config.routing import (
    BUILT_IN_POLICIES,
    HealthSettings,
    RetrySettings,
    RoutePolicy,
    RoutePool,
    RouteRule,
    RoutingSettings,
)
from modeldex.core.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.config.faults import Faults
    from modeldex.config.places import KeyPath
    from modeldex.config.pool_names import PoolNames
    from modeldex.config.routing import PoolMember
    from modeldex.config.statements import Statements
    from modeldex.core.record import Record

    Made = TypeVar("Made", bound=Record)

ROUTING = "routing"
"""The section."""
_GROUPS = ("policies", "pools", "rules")
_NO_BLANKS = "must be a name without blanks"


class RoutingTables:
    """What is stated below `[routing]`, checked against itself and against the names of models."""

    def __init__(self, statements: Statements, names: PoolNames, faults: Faults) -> None:
        self._names = names
        self._faults = faults
        self._stated: Statements = {key[1:]: one for key, one in statements.items() if key[0] == ROUTING}
        self._tables: dict[KeyPath, Statements] = {}
        for key, one in self._stated.items():
            self._tables.setdefault(key[:2] if key[0] in _GROUPS else key[:1], {})[key] = one
        self._policies = self._all("policies", RoutePolicy)
        self._known = dict.fromkeys((*BUILT_IN_POLICIES, *self._named("policies")))
        self._pooled = dict.fromkeys(self._named("pools"))
        self._check_policy(("policy",))
        self._pools = self._all("pools", RoutePool)
        for name in self._named("pools"):
            self._check_pool(name)
        self._rules = self._all("rules", RouteRule)
        for name in self._named("rules"):
            self._check_policy(("rules", name, "policy"))
            self._check_pool_of(name)
        self._health = self._limits("health", HealthSettings)
        self._retry = self._limits("retry", RetrySettings)

    def settings(self) -> RoutingSettings:
        """How requests are routed, where nothing is at fault."""
        usual = self._stated.get(("policy",))
        return RoutingSettings(
            **({} if usual is None else {"policy": usual.value}),
            policies=MappingProxyType(self._policies),
            pools=MappingProxyType(self._pools),
            rules=tuple(self._rules.values()),
            health=self._health or HealthSettings(),
            retry=self._retry or RetrySettings(),
        )

    def _named(self, group: str) -> tuple[str, ...]:
        """The names that have a table in a group, in the order of the file."""
        return tuple(str(key[1]) for key in self._tables if key[0] == group)

    def _all(self, group: str, record: type[Made]) -> dict[str, Made]:
        """Name -> what its table states; without those that are at fault."""
        made = ((name, self._one(group, name, record)) for name in self._named(group))
        return {name: one for name, one in made if one is not None}

    def _one(self, group: str, name: str, record: type[Made]) -> Made | None:
        at = (group, name)
        if " " in name or not name.isprintable():
            self._add(at, _NO_BLANKS)
            return None
        fields = self._fields(at)
        if "members" in fields:
            fields["members"] = self._members(name, fields["members"])
        if self._faults.are_at((ROUTING, *at)):
            return None
        for key in ("members", "when"):
            if key in record.__fields__ and key not in fields:
                self._add(at, f"lacks {key}")
                return None
        return self._record(at, record, {"name": name, **fields})

    def _fields(self, at: KeyPath) -> dict[str, Any]:
        """What is stated of a table's fields; a table in it as a map."""
        fields: dict[str, Any] = {}
        for key, one in self._tables.get(at, {}).items():
            if len(key) == len(at) + 1:
                fields[str(key[-1])] = one.value
            elif len(key) > len(at):
                fields.setdefault(str(key[-2]), {})[str(key[-1])] = one.value
        return {name: MappingProxyType(it) if isinstance(it, dict) else it for name, it in fields.items()}

    def _record(self, at: KeyPath, record: type[Made], fields: Mapping[str, Any]) -> Made | None:
        try:
            return record(**fields)
        except InvalidValueError as error:
            for field, problem in error.problems.items():
                is_stated = any(key[: len(at) + 1] == (*at, field) for key in self._tables[at])
                self._add((*at, field), problem if is_stated else f"{field} {problem}")
            return None

    def _limits(self, group: str, record: type[Made]) -> Made | None:
        if self._faults.are_at((ROUTING, group)):
            return None
        return self._record((group,), record, self._fields((group,)))

    def _members(self, pool: str, members: tuple[PoolMember, ...]) -> tuple[PoolMember, ...]:
        """The members of a pool under the full ids of their models; without those that are at fault."""
        policy = self._policy_of(pool)
        found: dict[str, PoolMember] = {}
        for number, member in enumerate(members):
            at = ("pools", pool, "members", number, "model")
            try:
                meant = self._names.member(member.model, same_model=policy is not None and policy.same_model)
            except ValueError as error:
                self._add(at, str(error))
                continue
            if meant in found:
                self._add(at, f"means {meant}, as a member before it does; state it once")
            found[meant] = member.replace(model=meant)
        return tuple(found.values())

    def _policy_of(self, pool: str) -> RoutePolicy | None:
        """The policy of a pool, where it is one of the configuration's own."""
        own = self._stated.get(("pools", pool, "policy")) or self._stated.get(("policy",))
        return None if own is None else self._policies.get(own.value)

    def _check_pool(self, name: str) -> None:
        if fault := self._names.pool_fault(name) if " " not in name else None:
            self._add(("pools", name), fault)
        self._check_policy(("pools", name, "policy"))
        pool, policy = self._pools.get(name), self._policy_of(name)
        is_canary = pool is not None and policy is not None and policy.select == "canary"
        if is_canary and pool is not None and not any(one.is_canary for one in pool.members):
            self._add(
                ("pools", name, "members"), "has no canary, as its policy needs: say canary = true of one"
            )

    def _check_policy(self, at: KeyPath) -> None:
        one = self._stated.get(at)
        if one is not None and one.value not in self._known:
            self._add(at, f"names no policy: {quoted(one.value)}{did_you_mean(one.value, self._known)}")

    def _check_pool_of(self, rule: str) -> None:
        at: KeyPath = ("rules", rule, "pool")
        one = self._stated.get(at)
        if one is not None and one.value not in self._named("pools"):
            self._add(
                at, f"names no pool: {quoted(one.value)}{did_you_mean(one.value, self._named('pools'))}"
            )

    def _add(self, at: KeyPath, problem: str) -> None:
        """Add a fault at a key, in the document that states it, or the nearest key around it."""
        table = self._tables[at[:2] if at[0] in _GROUPS else at[:1]]
        for length in range(len(at), 0, -1):
            near = [one for key, one in table.items() if key[:length] == at[:length]]
            if near:
                self._faults.add(near[-1].document, (ROUTING, *at), problem)
                return
