"""The names that LiteLLM's callers use: aliases of one deployment, and pools of several."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.config.importers.names import name_model, pool_name
from modeldex.config.importers.stated import Stated, stated_in
from modeldex.config.places import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from modeldex.config.importers.desk import Desk
    from modeldex.config.importers.litellm_deployments import Deployment

STRATEGIES = {
    "simple-shuffle": "weighted",
    "least-busy": "least_busy",
    "latency-based-routing": "fastest",
    "cost-based-routing": "cheapest",
}
"""How deployments of one name take turns -> the policy that does the same."""
_HEED_PRIORITY = ("weighted", "least_busy")
_WEIGHTS = ("weight", "rpm", "tpm")
"""What LiteLLM draws by: the first of these that is stated."""
_MOST_WEIGHT = 1_000_000_000


class Member(NamedTuple):
    """One model of a group."""

    full_id: str
    ring: int
    """Those of a lower number are asked first."""
    weight: float | None
    """Its share in its ring; None: the usual."""

    def stated(self, further: int = 0) -> dict[str, Any]:
        """As a pool states it, some rings later."""
        priority, weight = self.ring + further, self.weight
        more = {"priority": priority} if priority else {}
        return {"model": self.full_id, **({} if weight is None else {"weight": weight}), **more}


class Groups:
    """The deployments of each name, in the order in which they are asked."""

    def __init__(self, desk: Desk, read: Sequence[tuple[Deployment, str]], data: Mapping[str, Any]) -> None:
        self._desk = desk
        self._by_name: dict[str, list[tuple[Deployment, str]]] = {}
        for deployment, full_id in sorted(read, key=lambda one: one[0].order):
            self._by_name.setdefault(deployment.name, []).append((deployment, full_id))
        self._settings = stated_in(("router_settings",), data.get("router_settings"))
        self._strategy = self._settings.get("routing_strategy")
        self._fallbacks = dict(_fallbacks(data))
        self.meant: dict[str, str] = {}
        """Name -> the one model that it means."""
        self.pools: dict[str, str] = {}
        """Name -> the pool that answers for it."""

    def name(self) -> None:
        """Write an alias or a pool for each name."""
        for name, group in self._by_name.items():
            if self._is_pool(name):
                self._pool(name, group)
            else:
                self._alias(name, group)
        if self._strategy is not None and self.pools and self._policy is not None:
            self._desk.carried(self._strategy.path, f"the policy of pools: {self._policy}")

    @property
    def _policy(self) -> str | None:
        """The policy of pools; None: nothing corresponds to the strategy."""
        value = "simple-shuffle" if self._strategy is None else self._strategy.value
        return STRATEGIES.get(value) if isinstance(value, str) else None

    def _is_pool(self, name: str) -> bool:
        return len({full_id for _, full_id in self._by_name[name]}) > 1 or bool(self._followers(name))

    def _followers(self, name: str) -> list[str]:
        """The names that follow when all of a name fail, where a pool can say so."""
        stated = self._fallbacks.get(name)
        names = stated.value if stated is not None and isinstance(stated.value, list) else []
        is_known = all(isinstance(one, str) and one in self._by_name for one in names)
        return names if is_known and self._policy in _HEED_PRIORITY else []

    def _alias(self, name: str, group: Sequence[tuple[Deployment, str]]) -> None:
        """Let a name mean its model."""
        first, full_id = group[0]
        self.meant[name] = full_id
        name_model(self._desk, (*first.path, "model_name"), name, full_id)
        for deployment, _ in group[1:]:
            self._desk.carried((*deployment.path, "model_name"), f"as {dotted(first.path)}")

    def _pool(self, name: str, group: Sequence[tuple[Deployment, str]]) -> None:
        desk, called = self._desk, pool_name(self._desk, name)
        if called is None:
            called = self._other_name(name)
            path, full_id = (*group[0][0].path, "model_name"), group[0][1]
            name_model(desk, path, name, full_id)
            self.meant[name] = full_id
            desk.to_do(path, f"ask for {called} in its place: a pool cannot have this name")
        self.pools[name] = called
        policy = self._policy
        listed = {member.full_id: member.stated() for member in self._members(name, called)}
        further = 1 + max(one.get("priority", 0) for one in listed.values())
        for follower in self._followers(name):
            members = self._members(follower)
            for member in members:
                listed.setdefault(member.full_id, member.stated(further))
            further += 1 + max(member.ring for member in members)
        if self._followers(name):
            desk.carried(self._fallbacks[name].path, f"routing.pools.{called}: members of a later priority")
        stated = {} if policy is None else {"policy": policy}
        desk.draft.pools[called] = {**stated, "members": list(listed.values())}
        for deployment, _ in group:
            desk.carried((*deployment.path, "model_name"), f"routing.pools.{called}")

    def also(self, name: str, target: str) -> str | None:
        """Let a pool answer for another name too; that name, None where it cannot."""
        called = pool_name(self._desk, name)
        if called is not None:
            self._desk.draft.pools[called] = dict(self._desk.draft.pools[self.pools[target]])
        return called

    def _other_name(self, name: str) -> str:
        """A free name for a pool whose own a model has."""
        stem = "".join(char if char.isalnum() or char in "-._" else "-" for char in name)
        called, number = f"{stem}-pool", 2
        while pool_name(self._desk, called) is None:
            called, number = f"{stem}-pool-{number}", number + 1
        return called

    def _members(self, name: str, pool: str | None = None) -> list[Member]:
        """The models of a name; with the pool that they are written into, what they state is noted."""
        rings: dict[int, dict[str, Deployment]] = {}
        heeds_order = self._policy in _HEED_PRIORITY
        for deployment, full_id in self._by_name[name]:
            rings.setdefault(deployment.order if heeds_order else 0, {}).setdefault(full_id, deployment)
        members = []
        for number, ring in enumerate(rings[order] for order in sorted(rings)):
            key, weights = _weights(list(ring.values())) if self._policy == "weighted" else (None, {})
            for at, (full_id, deployment) in enumerate(ring.items()):
                members.append(Member(full_id, number, weights.get(at)))
                if pool is not None:
                    self._note(
                        deployment, pool, "weight" if key == "weight" else None, heeds_order=heeds_order
                    )
        return members

    def _note(self, deployment: Deployment, pool: str, weight: str | None, *, heeds_order: bool) -> None:
        for key in ("order" if heeds_order else None, weight):
            if key is not None and key in deployment.params:
                self._desk.carried(deployment.params[key].path, f"routing.pools.{pool}.members")


def _weights(ring: Sequence[Deployment]) -> tuple[str | None, dict[int, float]]:
    """By what those of one ring are drawn, and the weight of each by its number; blank: all alike.

    Who has no weight where others have one is drawn only when they are out. Limits count where all state
    one.
    """
    for key in _WEIGHTS:
        stated = [_number(one.params.get(key)) for one in ring]
        if None not in stated or (key == "weight" and any(stated)):
            return key, {} if len(ring) == 1 else {at: weight or 0 for at, weight in enumerate(stated)}
    return None, {}


def _number(stated: Stated | None) -> float | None:
    """A weight; None where none is stated."""
    value = None if stated is None else stated.value
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float | Decimal)
        or not 0 <= value <= _MOST_WEIGHT
    ):
        return None
    return int(value) if value == int(value) else float(value)


def _fallbacks(data: Mapping[str, Any]) -> Iterator[tuple[str, Stated]]:
    """Name -> the names that follow it, as either section states them; the router's own counts most."""
    for section in ("litellm_settings", "router_settings"):
        settings = data.get(section)
        listed = settings.get("fallbacks") if isinstance(settings, dict) else None
        for place, one in enumerate(listed if isinstance(listed, list) else ()):
            yield from stated_in((section, "fallbacks", place), one).items()
