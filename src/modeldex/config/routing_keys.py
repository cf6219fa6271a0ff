"""The section `[routing]` of a configuration: which model a request goes to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.config.kinds import Kind, RefusedError, flag, line, shown, whole, word
from modeldex.config.nearness import did_you_mean
from modeldex.config.nodes import Key, Named, Reading, Table
from modeldex.config.routing import (
    BOUNDARIES,
    SELECTIONS,
    TERMS,
    HealthSettings,
    PoolMember,
    RetrySettings,
    RoutingSettings,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_MOST = 1_000_000_000
_MOST_CHARACTERS = 2_000
"""A condition of more characters than this is a mistake."""
_MEMBER_FIELDS = {"canary": "is_canary"}
"""Key of a member -> the field that it states, where that is called otherwise."""


def _number(least: int, most: int = _MOST, *, is_above: bool = False) -> Kind:
    """A number between these; `is_above`: the least itself is none of them."""
    bounds = f"above {least}, up to {most}" if is_above else f"from {least} to {most}"
    what = (
        f"a number {bounds}" if most < _MOST else f"a number {'above' if is_above else 'of at least'} {least}"
    )

    def read(value: int | Decimal) -> float:
        if not least <= value <= most or (is_above and value == least):
            raise ValueError(f"must be {what}, not {shown(value)}")
        return float(value)

    schema = {"type": "number", "exclusiveMinimum" if is_above else "minimum": least, "maximum": most}
    return Kind(what, (int, Decimal), schema, read)


def _condition() -> Kind:
    """A condition in CEL, as far as it can be told without reading it; it may have several lines."""

    def read(value: str) -> str:
        is_text = all(char.isprintable() or char in "\n\t\r" for char in value)
        if not value.strip() or not is_text or len(value) > _MOST_CHARACTERS:
            raise ValueError(
                f"must be a condition of at most {_MOST_CHARACTERS:,} characters, not {shown(value)}"
            )
        return value

    schema = {"type": "string", "pattern": r"\S", "maxLength": _MOST_CHARACTERS}
    return Kind("a condition, as text", (str,), schema, read)


def _boundaries() -> Kind:
    def read(value: list[object]) -> tuple[str, ...]:
        for one in value:
            if one not in BOUNDARIES:
                near = did_you_mean(one, BOUNDARIES) if isinstance(one, str) else ""
                raise ValueError(f"must be of {', '.join(BOUNDARIES)}, not {shown(one)}{near}")
        return tuple(dict.fromkeys(map(str, value)))

    schema = {"type": "array", "items": {"enum": list(BOUNDARIES)}}
    return Kind(f"a list of {', '.join(BOUNDARIES)}", (list,), schema, read)


def _members() -> Kind:
    schema = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/member"}}
    return Kind('a list of members, like [{ model = "openai/gpt-4o" }]', (list,), schema, _read_members)


def _read_members(value: list[object]) -> tuple[PoolMember, ...]:
    """The members of a list of tables; the models that they name are looked for later."""
    if not value:
        raise ValueError('must name one model at least, like [{ model = "openai/gpt-4o" }]')
    reading = Reading()
    members = []
    for number, item in enumerate(value):
        before = len(reading.problems)
        reading.values.clear()
        if isinstance(item, dict):
            reading.read(MEMBER, item, (number,))
        else:
            what = 'a table, like { model = "openai/gpt-4o" }'
            reading.problems.append(((number,), f"must be {what}, not {shown(item)}"))
        if len(reading.problems) == before:
            stated: dict[str, Any] = {str(at[1]): meant for at, meant in reading.values.items()}
            members.append(PoolMember(**{_MEMBER_FIELDS.get(key, key): it for key, it in stated.items()}))
    if reading.problems:
        raise RefusedError(reading.problems)
    return tuple(members)


def _limits(
    record: HealthSettings | RetrySettings, meanings: Mapping[str, tuple[str, Kind]]
) -> dict[str, Key]:
    """Keys of numbers, with the defaults that a record has."""
    return {
        name: Key(meaning, kind, _written(getattr(record, name)))
        for name, (meaning, kind) in meanings.items()
    }


def _written(number: float) -> float:
    """A default as a file states it."""
    return int(number) if number == int(number) else number


_MEMBER = PoolMember(model="none")
_ROUTING = RoutingSettings()
_SECONDS = _number(0, 86_400, is_above=True)

MEMBER = Table(
    "One member of a pool.",
    {
        "model": Key("name of the model", line()),
        "weight": Key("its share among those of its priority; 0: only when no other is left", _number(0), 1),
        "priority": Key("members of a lower number come first", whole(0), _MEMBER.priority),
        "canary": Key("whether a canary share goes to it", flag(), _MEMBER.is_canary),
    },
    required=("model",),
)

POOL = Table(
    "Models that answer under one name, which is no full id and no alias of a model.",
    {
        "members": Key("its models", _members()),
        "policy": Key("name of the policy that chooses; absent: the usual one", line()),
    },
    required=("members",),
)

POLICY = Table(
    "How candidates are put in order, and what a fallback may do.",
    {
        "select": Key("how they are put in order", word(SELECTIONS), "score"),
        "weights": Table(
            "What a score is made of, and the order among equals elsewhere; only ratios count.",
            {term: Key(f"weight of {term}", _number(0, is_above=True)) for term in TERMS},
        ),
        "where": Key("condition in CEL that a candidate has to meet; absent: any does", _condition()),
        "canary_share": Key("share of requests that canary members get, 0 to 1", _number(0, 1)),
        "max_steps": Key("most models of a plan, the first included", whole(1), 5),
        "boundaries": Key("what no fallback crosses", _boundaries()),
        "same_model": Key(
            "whether every provider of the same model stands in for one that is named", flag(), default=False
        ),
    },
)

RULE = Table(
    "What holds for requests that meet a condition; the first rule that they meet is taken.",
    {
        "when": Key("condition in CEL over the fields of the request", _condition()),
        "policy": Key("name of the policy that chooses then; absent: as without the rule", line()),
        "pool": Key("name of the pool that answers a request without a model; absent: no change", line()),
    },
    required=("when",),
)

HEALTH = Table(
    "When a model counts as failing.",
    _limits(
        _ROUTING.health,
        {
            "half_life_seconds": ("after so long a call counts half in the rolling figures", _SECONDS),
            "open_below": ("share of answered calls under which a circuit opens, 0 to 1", _number(0, 1)),
            "least_calls": (
                "recent calls, weighted by age, without which no circuit opens by its share",
                _number(0, is_above=True),
            ),
            "open_seconds": ("how long a circuit stays open at first; a failed probe doubles it", _SECONDS),
            "most_open_seconds": ("the longest it stays open", _SECONDS),
            "probe_seconds": ("after so long a probe that was not heard of again counts as lost", _SECONDS),
        },
    ),
)

RETRY = Table(
    "How a plan is walked when attempts fail.",
    _limits(
        _ROUTING.retry,
        {
            "attempts_per_step": ("how often one model is asked at most, the first time included", whole(1)),
            "first_wait_seconds": (
                "upper end of the first wait; a further one doubles it",
                _number(0, 86_400),
            ),
            "most_wait_seconds": ("the longest wait of our own choice", _number(0, 86_400)),
            "longest_retry_after_seconds": (
                "a provider that wants to be left alone for longer is not waited for",
                _number(0, 86_400),
            ),
            "budget_ratio": (
                "further attempts at providers that failed already, as a share of all first attempts",
                _number(0),
            ),
            "budget_least": (
                "retries that are allowed at any time, however few calls there were",
                _number(0),
            ),
        },
    ),
)

ROUTING = Table(
    "Which model a request goes to, and what follows when that fails.",
    {
        "policy": Key(
            "name of the usual policy: a built-in one, or one of policies", line(), _ROUTING.policy
        ),
        "health": HEALTH,
        "retry": RETRY,
        "policies": Named("Policies; one of a built-in name takes its place.", "name", POLICY),
        "pools": Named("Pools.", "name", POOL),
        "rules": Named("Rules, in the order in which they are tried.", "name", RULE),
    },
)
