"""`ToldFacts`: what was stored of a decision, read again: every fact by a reader of its own.

Whoever keeps facts may change them, so that none is believed: a decision is made only of what has the kind
and the size that a decision of ours has.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.config.routing import PoolMember, RoutePolicy
from modeldex.core import money
from modeldex.core.errors import InvalidRequestError, InvalidValueError
from modeldex.router.asked.field_kinds import (
    MOST_CHARACTERS,
    flag,
    name,
    number,
    shown,
    unknown_fields,
    whole,
)
from modeldex.router.asked.json_shape import shape_fault
from modeldex.router.asked.request import RouteRequest
from modeldex.router.conditions.condition import candidate_condition
from modeldex.router.seen.readings import HealthReading, LoadReading, Warmth
from modeldex.router.telling.stored import FACTS_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from modeldex.router.asked.field_kinds import Reader

SUBJECT = "the facts of a decision"
_MOST_COUNT = 2**53 - 1
"""The largest whole number that JSON carries exactly."""
_MOST_SECONDS = 253_402_300_799
"""The last moment of the year 9999."""
_MOST_AMOUNT = 10**15
"""More than any figure of a reading."""


class ToldCandidate(NamedTuple):
    """One candidate that was named."""

    id: str
    """Full id of the model."""
    group: int | None
    """Those of a lower number were asked first; None: all were asked alike."""
    member: PoolMember | None
    """What the pool said of it; None: nothing."""
    stands_in: bool = False
    """Whether nobody named it: it serves a model that was named."""


class ToldFacts(NamedTuple):
    """All that a decision follows from, but the models."""

    request: RouteRequest
    policy: RoutePolicy
    rule: str | None
    seed: int
    turn: int
    moment: float
    """Seconds since 1970."""
    candidates: tuple[ToldCandidate, ...] | None
    """None: the whole registry."""
    health: dict[str, HealthReading]
    loads: dict[str, LoadReading]
    not_ready: dict[str, str]
    warmth: Warmth | None
    budget_left: Decimal | None


def told_facts(facts: Mapping[str, Any]) -> ToldFacts:
    """The facts that plain values tell; InvalidValueError names every one that is missing or none."""
    if not isinstance(facts, Mapping):
        raise InvalidValueError(SUBJECT, {"facts": f"must be an object, not {shown(facts)}"})
    version = facts.get("facts")
    if type(version) is not int or version != FACTS_VERSION:
        problem = f"must be {FACTS_VERSION}, not {shown(version)}: written by another version of modeldex"
        raise InvalidValueError(SUBJECT, {"facts": problem})
    fault = shape_fault(dict(facts))
    if fault is not None:
        raise InvalidValueError(SUBJECT, {"facts": fault})
    problems: dict[str, str] = {}
    read: dict[str, Any] = {}
    for field, reader in _READERS.items():
        if field not in facts:
            problems[field] = "is missing; hand in what facts() gave, whole"
            continue
        try:
            read[field] = reader(facts[field])
        except (InvalidRequestError, InvalidValueError) as error:
            problems.update({f"{field}.{inner}": problem for inner, problem in error.problems.items()})
        except ValueError as error:
            problems[field] = str(error)
    if problems:
        raise InvalidValueError(SUBJECT, problems)
    return ToldFacts(**read)


def _request(value: Any) -> RouteRequest:
    return RouteRequest.of(_object(value))


def _policy(value: Any) -> RoutePolicy:
    told = _fields(value, RoutePolicy.__fields__)
    policy = RoutePolicy(**told)
    if policy.where is not None:
        _compile(policy.where)
    return policy


def _compile(where: str) -> None:
    """See that a condition is one, before anything is decided by it."""
    try:
        candidate_condition(where)
    except InvalidValueError as error:
        faults = "; ".join([f"{place}: {fault}" for place, fault in error.problems.items()])
        raise InvalidValueError(SUBJECT, {"where": f"{shown(where)} is no condition: {faults}"}) from None


def _candidates(value: Any) -> tuple[ToldCandidate, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"must be a list of candidates, or null for the whole registry, not {shown(value)}")
    found = tuple([_at(at, _candidate, one) for at, one in enumerate(value)])
    if len({one.group is None for one in found}) > 1:
        raise ValueError("must all have a group, or none")
    ids = [one.id for one in found]
    if len(set(ids)) != len(ids):
        raise ValueError("must not name a model twice")
    return found


def _candidate(value: Any) -> ToldCandidate:
    return ToldCandidate(**_read(value, _CANDIDATE, ("id", "group", "member")))


def _member(value: Any) -> PoolMember:
    return PoolMember(**_fields(value, PoolMember.__fields__))


def _health(value: Any) -> HealthReading:
    return HealthReading(**_read(value, _HEALTH))


def _load(value: Any) -> LoadReading:
    return LoadReading(**_read(value, _LOAD))


def _warmth(value: Any) -> Warmth:
    return Warmth(**_read(value, _WARMTH, Warmth._fields))


def _left(value: Any) -> Decimal:
    """An amount that may be spent, of any size that money has."""
    if type(value) is not str or len(value) > MOST_CHARACTERS:
        raise ValueError(f"must be an amount of USD as a text, not {shown(value)}")
    return money.exact(value)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError(f"must be a text, not {shown(value)}")
    return value


def _object(value: Any) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"must be an object, not {shown(value)}")
    return value


def _fields(value: Any, known: Mapping[str, object]) -> dict[str, Any]:
    """The fields of a record of the configuration, which checks their values itself."""
    given = _object(value)
    others = [one for one in given if one not in known]
    if others:
        raise InvalidValueError(SUBJECT, unknown_fields(others, known))
    return dict(given)


def _read(value: Any, readers: Mapping[str, Reader], needed: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of an object, each by its reader; `needed` ones must be there."""
    given = _fields(value, readers)
    lacking = [one for one in needed if one not in given]
    if lacking:
        raise ValueError(f"lacks {', '.join(lacking)}")
    return {field: _at(field, readers[field], one) for field, one in given.items()}


def _each(reader: Reader) -> Reader:
    """A mapping from names to what is read alike."""

    def read(value: Any) -> dict[str, Any]:
        return {name(key): _at(key, reader, one) for key, one in _object(value).items()}

    return read


def _at(where: str | int, reader: Callable[[Any], Any], value: Any) -> Any:
    """What a reader reads; its problems say where in the fact they are."""
    try:
        return reader(value)
    except InvalidValueError as error:
        raise InvalidValueError(
            SUBJECT, {f"{where}.{inner}": problem for inner, problem in error.problems.items()}
        ) from None
    except ValueError as error:
        raise InvalidValueError(SUBJECT, {str(where): str(error)}) from None


def _or_null(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


_seconds = number(_MOST_SECONDS, may_be_zero=True)
_figure = number(_MOST_AMOUNT, may_be_zero=True)
_count = whole(0, _MOST_COUNT)

_HEALTH: Mapping[str, Reader] = MappingProxyType({
    "calls": _figure,
    "success_rate": _or_null(number(1, may_be_zero=True)),
    "first_token_seconds": _or_null(_figure),
    "seconds_per_token": _or_null(_figure),
    "open_until": _or_null(_seconds),
    "probe_until": _or_null(_seconds),
    "cool_until": _or_null(_seconds),
    "last_failure": _or_null(name),
    "shared": flag,
})  # fmt: skip
"""Field of a `HealthReading` -> how it is read."""
_LOAD: Mapping[str, Reader] = MappingProxyType({
    "requests": _figure,
    "tokens": _figure,
    "in_flight": _count,
    "requests_left": _or_null(_figure),
    "tokens_left": _or_null(_figure),
    "told_until": _or_null(_seconds),
})  # fmt: skip
_WARMTH: Mapping[str, Reader] = MappingProxyType({"model": name, "until": _seconds})
_CANDIDATE: Mapping[str, Reader] = MappingProxyType({
    "id": name, "group": _or_null(_count), "member": _or_null(_member), "stands_in": flag,
})  # fmt: skip
_READERS: Mapping[str, Reader] = MappingProxyType({
    "request": _request,
    "policy": _policy,
    "rule": _or_null(name),
    "seed": _count,
    "turn": _count,
    "moment": _seconds,
    "candidates": _or_null(_candidates),
    "health": _each(_health),
    "loads": _each(_load),
    "not_ready": _each(_text),
    "warmth": _or_null(_warmth),
    "budget_left": _or_null(_left),
})  # fmt: skip
"""Fact -> how it is read."""
