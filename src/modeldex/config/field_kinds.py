"""How the fields of a model are written in a configuration, by the kind of field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.config.kinds import UNKNOWN, Kind, RefusedError, flag, is_finite, line, rate, shown
from modeldex.config.nearness import did_you_mean
from modeldex.config.places import quoted
from modeldex.core.capability import CAPABILITIES, LETTERS, Capability, parse_masks
from modeldex.core.fields import MOST, Choice, Count, Day, Number, Text, YesNo
from modeldex.core.list_fields import Names, Scores
from modeldex.core.model_fields import BaseRate, Capabilities, OtherRate, Quality, Status
from modeldex.core.quality import DERIVED_FROM
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.core.record import Field

_DAY = "a date like 2025-06-01, 2025-06 or 2025"
_NUMBERS = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}}
_NAMES = {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}


def kind_of(field: Field) -> Kind:
    """How a field of `ModelConfig` is written."""
    return next(make(field) for kind, make in _MAKERS if isinstance(field, kind))


def percentage() -> Kind:
    """The score of a benchmark."""

    def read(value: int | Decimal) -> float:
        if not 0 <= value <= 100:
            raise ValueError(f"must be from 0 to 100, not {shown(value)}")
        return float(value)

    schema = {"type": "number", "minimum": 0, "maximum": 100}
    return Kind("a number from 0 to 100", (int, Decimal), schema, read)


def day(*, is_whole: bool = False) -> Kind:
    """A date, to the day or coarser; TOML may write it without quotes."""
    pattern = r"^\d{4}-\d{2}-\d{2}$" if is_whole else r"^\d{4}(-\d{2}(-\d{2})?)?$"
    schema: dict[str, object] = {"type": "string", "pattern": pattern}
    if is_whole:
        return Kind("a date like 2025-06-01", (str, date), schema, str)
    year = {"type": "integer", "minimum": 1000, "maximum": 9999}
    return Kind(_DAY, (str, date, int), {"anyOf": [schema, year]}, str)


def _checked(field: Any, kind: Kind) -> Kind:
    """A kind whose values the field itself checks too."""

    def read(value: object) -> object:
        meant = kind.convert(value)
        field.encode(meant)
        return meant

    return kind._replace(convert=read, may_be_unknown=True)


def _text(field: Text) -> Kind:
    return _checked(field, line())


def _choice(field: Choice) -> Kind:
    return _checked(field, Kind(f"one of {', '.join(field.choices)}", (str,), field.schema))


def _day(field: Day) -> Kind:
    return _checked(field, day())


def _count(field: Count) -> Kind:
    return _checked(field, Kind("a whole number", (int,), field.schema | {"maximum": MOST}))


def _number(field: Number) -> Kind:
    return _checked(field, Kind("a number", (int, Decimal), field.schema, float))


def _names(field: Names) -> Kind:
    kind = Kind("a list of names", (list, str), _NAMES, _split)
    return _checked(field, kind)


def _split(value: list[object] | str) -> tuple[object, ...]:
    return tuple(value.split() if isinstance(value, str) else value)


def _scores(field: Scores) -> Kind:
    return _checked(field, Kind("a table of names and numbers", (dict,), _NUMBERS, _floats))


def _quality(field: Quality) -> Kind:
    part = {"type": "number", "minimum": 0, "maximum": 1}
    schema = {
        "type": "object",
        "properties": dict.fromkeys(DERIVED_FROM, part),
        "additionalProperties": False,
    }
    return _checked(field, Kind(f"a table of {', '.join(DERIVED_FROM)}", (dict,), schema, _floats))


def _floats(value: dict[str, object]) -> dict[str, float]:
    """Numbers by name; those of a table in a document may be whole, or exact."""
    wrong = [
        ((name,), f"must be a number, not {shown(item)}")
        for name, item in value.items()
        if type(item) not in (int, Decimal) or not is_finite(item)
    ]
    if wrong:
        raise RefusedError(wrong)
    return {name: float(item) for name, item in value.items()}  # type: ignore[arg-type]


def _status(_: Status) -> Kind:
    words = [status.name.lower() for status in ModelStatus]
    accepted = [*words, *(word.upper() for word in words), *(status.value for status in ModelStatus)]

    def read(value: str) -> ModelStatus:
        if value not in accepted:
            raise ValueError(f"must be one of {', '.join(words)}, not {shown(value)}")
        return ModelStatus.named(value)

    return Kind(f"one of {', '.join(words)}", (str,), {"enum": accepted}, read)


def _capabilities(_: Capabilities) -> Kind:
    """Several capabilities at once: a signed list, or a table."""
    words = [f"{sign}{name}" for sign in ("", "-", UNKNOWN) for name in (*CAPABILITIES, *LETTERS)]
    word = f"[-{UNKNOWN}]?({'|'.join((*CAPABILITIES, *LETTERS))})"
    schema = {
        "anyOf": [
            {"type": "array", "items": {"enum": words}},
            {"type": "string", "pattern": rf"^\s*({word}(\s+{word})*)?\s*$"},
            {
                "type": "object",
                "properties": {name: {"enum": [True, False, UNKNOWN]} for name in CAPABILITIES},
                "additionalProperties": False,
            },
        ]
    }
    what = 'a signed list of capabilities, like ["vision", "-audio_input"]'
    return Kind(what, (str, list, dict), schema, _flags)


def _flags(value: str | list[object] | dict[str, object]) -> dict[str, bool | None]:
    """Capability -> True, False, or None for unknown."""
    words: list[object] = list(value)
    if isinstance(value, str):
        words = [*value.split()]
    elif isinstance(value, dict):
        words = [f"{_sign(name, item)}{name}" for name, item in value.items()]
    if wrong := [word for word in words if not isinstance(word, str) or " " in word]:
        raise ValueError(f"must be names of capabilities, not {shown(wrong[0])}")
    names = [str(word).lstrip(f"-{UNKNOWN}") for word in words]
    if strange := [name for name in names if name not in CAPABILITIES and name not in LETTERS]:
        raise ValueError(f"names no capability: {quoted(strange[0])}{did_you_mean(strange[0], CAPABILITIES)}")
    yes, no, unknown = parse_masks(" ".join(map(str, words)))
    states = ((True, yes), (False, no), (None, unknown))
    return {
        name: state
        for name, capability in CAPABILITIES.items()
        for state, mask in states
        if capability.mask & mask
    }


def _sign(name: str, value: object) -> str:
    if value is True:
        return ""
    if value is False:
        return "-"
    if value == UNKNOWN:
        return UNKNOWN
    raise RefusedError([((name,), flag(may_be_unknown=True).refusal(value))])


_MAKERS: tuple[tuple[type[Field], Callable[[Any], Kind]], ...] = (
    (Status, _status),
    (Quality, _quality),
    (Scores, _scores),
    (Names, _names),
    (Choice, _choice),
    (Day, _day),
    (Text, _text),
    (Count, _count),
    (Number, _number),
    (YesNo, lambda _: flag(may_be_unknown=True)),
    (Capability, lambda _: flag(may_be_unknown=True)),
    (BaseRate, lambda _: rate()),
    (OtherRate, lambda _: rate()),
    (Capabilities, _capabilities),
)
"""Kind of field -> how its values are written; the first that fits counts."""
