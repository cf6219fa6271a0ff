"""What can be wrong with the values of the records of `config.routing`, in words; None where nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modeldex.config.routing import RoutePolicy, RoutePool, RouteRule, RoutingSettings


def found(faults: Mapping[str, str | None]) -> dict[str, str]:
    """Of what may be wrong, by field, what is."""
    return {name: fault for name, fault in faults.items() if fault}


def name_fault(name: object) -> str | None:
    """What is wrong with a name."""
    if isinstance(name, str) and name and name.isprintable() and name == name.strip():
        return None
    return f"must be a name, not {name!r}"


def text_fault(text: object) -> str | None:
    """What is wrong with a condition, as far as it can be told without reading it."""
    return None if isinstance(text, str) and text.strip() else f"must be a condition, not {text!r}"


def word_fault(word: object, known: tuple[str, ...]) -> str | None:
    """What is wrong with a word out of a closed list."""
    return None if word in known else f"must be one of {', '.join(known)}, not {word!r}"


def flag_fault(value: object) -> str | None:
    """What is wrong with a truth value."""
    return None if isinstance(value, bool) else f"must be True or False, not {value!r}"


def whole_fault(value: object, least: int) -> str | None:
    """What is wrong with a whole number of at least this."""
    is_right = type(value) is int and value >= least
    return None if is_right else f"must be a whole number of at least {least}, not {value!r}"


def number_fault(value: object, least: float, most: float = 1e9) -> str | None:
    """What is wrong with a number between these."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and least <= value <= most:  # type: ignore[operator]
        return None
    return f"must be a number from {least:g} to {most:g}, not {value!r}"


def above_zero_fault(value: object) -> str | None:
    """What is wrong with a number above 0."""
    return f"must be above 0, not {value!r}" if value == 0 else number_fault(value, 0)


def kind_fault(value: object, kind: type) -> str | None:
    """What is wrong with what has to be a record of a kind."""
    return None if isinstance(value, kind) else f"must be a {kind.__name__}, not {value!r}"


def listed_fault(values: object, kind: type) -> str | None:
    """What is wrong with a list, as a record keeps it."""
    if isinstance(values, tuple) and all(isinstance(one, kind) for one in values):
        return None
    return f"must be a list of {'words' if kind is str else kind.__name__}, not {values!r}"


def mapped_fault(values: object, what: str, kind: type = object) -> str | None:
    """What is wrong with a mapping whose values are of a kind; `what`: of what to what it maps."""
    if isinstance(values, Mapping) and all(isinstance(one, kind) for one in values.values()):
        return None
    return f"must map {what}, not be {values!r}"


def twice_fault(names: Sequence[str], verb: str) -> str | None:
    """That a name is there twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return f"{verb} {name} twice"
        seen.add(name)
    return None


def reference_faults(routing: RoutingSettings, built_in: Sequence[str]) -> dict[str, str]:
    """What is wrong with the names by which settings speak of each other; `built_in`: further policies."""
    known = (*built_in, *routing.policies)
    pools, rules = routing.pools.values(), routing.rules
    return found(
        {
            "policy": _policy_fault(routing.policy, known),
            "policies": _misnamed(routing.policies),
            "pools": _misnamed(routing.pools) or _first_fault(pools, known) or _canary_fault(routing),
            "rules": _first_fault(rules, known)
            or _pool_fault(routing)
            or twice_fault([rule.name for rule in rules], "has"),
        }
    )


def _policy_fault(name: str | None, known: Sequence[str]) -> str | None:
    if name is None or name in known:
        return None
    return f"names no policy: {name!r}; known: {', '.join(known)}"


def _first_fault(those: Iterable[RoutePool | RouteRule], known: Sequence[str]) -> str | None:
    """What is wrong with the policy that one of them names."""
    faults = ((one.name, _policy_fault(one.policy, known)) for one in those)
    return next((f"{name} {fault}" for name, fault in faults if fault is not None), None)


def _misnamed(those: Mapping[str, RoutePolicy] | Mapping[str, RoutePool]) -> str | None:
    return next((f"has {one.name!r} under {name!r}" for name, one in those.items() if one.name != name), None)


def _pool_fault(routing: RoutingSettings) -> str | None:
    """What is wrong with the pool that a rule names."""
    lost = [rule for rule in routing.rules if rule.pool is not None and rule.pool not in routing.pools]
    return f"{lost[0].name} names no pool: {lost[0].pool!r}" if lost else None


def _canary_fault(routing: RoutingSettings) -> str | None:
    """That a pool has no canary for the share of requests that its policy gives to canaries."""
    for pool in routing.pools.values():
        policy = routing.policies.get(routing.policy if pool.policy is None else pool.policy)
        if (
            policy is not None
            and policy.select == "canary"
            and not any(one.is_canary for one in pool.members)
        ):
            return f"{pool.name} has no canary, as its policy needs: say is_canary=True of one"
    return None
