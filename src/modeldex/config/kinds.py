"""The kinds of value that a key may have: how one is read, and its JSON Schema."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.config.nearness import MOST_LISTED, did_you_mean
from modeldex.config.places import quoted
from modeldex.core import money
from modeldex.core.fields import MOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from modeldex.config.places import KeyPath

UNKNOWN = "?"
"""What sets a field of a model back to unknown."""
_MOST_SHOWN = 60
_MOST_DIGITS = 300
"""So many digits before the point a number may have."""
_DECIMAL = r"^\d*\.?\d+([eE][-+]?\d+)?$"
_ABOVE_ZERO = _DECIMAL.replace("^", r"^(?=[0.]*[1-9])")
_ZERO = 'zero is not a price here: write "free", or "?" for unknown'


class RefusedError(Exception):
    """What is wrong below a key: several things, each at its own place."""

    def __init__(self, problems: Iterable[tuple[KeyPath, str]]) -> None:
        self.problems = tuple(problems)
        """Path from the key, and what is wrong there."""
        super().__init__("; ".join(problem for _, problem in self.problems))


def _itself(value: object) -> object:
    return value


class Kind(NamedTuple):
    """One kind of value."""

    what: str
    """What a value must be, after `must be`."""
    types: tuple[type, ...]
    """The types it is written in."""
    schema: Mapping[str, object]
    """JSON Schema of a value, but for `?`."""
    convert: Callable[[Any], object] = _itself
    """What a value of these types means; ValueError, or RefusedError, where it means nothing."""
    may_be_unknown: bool = False
    """Whether `?` stands for unknown."""
    is_withheld: bool = False
    """Whether a value may be a secret, so that no fault shows it."""

    def read(self, value: object) -> object:
        """What a value means, None where it is `?`; ValueError, or RefusedError, says what is wrong."""
        if self.may_be_unknown and value == UNKNOWN:
            return None
        if type(value) is Decimal and int in self.types and _is_whole(value):
            value = int(value)
        if type(value) not in self.types or not is_finite(value):
            raise ValueError(self.refusal(value))
        return self.convert(value)

    def refusal(self, value: object) -> str:
        """What is wrong with a value that is none of this kind."""
        what = f'{self.what}, or "{UNKNOWN}" for unknown' if self.may_be_unknown else self.what
        if self.is_withheld:
            return f"must be {what}; the value is withheld"
        # a text in the place of a table or a list may be a secret that belongs elsewhere
        is_misplaced = isinstance(value, str) and str not in self.types and {dict, list} & set(self.types)
        return f"must be {what}, not {'text' if is_misplaced else shown(value)}"

    @property
    def whole_schema(self) -> dict[str, object]:
        """JSON Schema of every value that is read."""
        if not self.may_be_unknown:
            return dict(self.schema)
        return {"anyOf": [dict(self.schema), {"const": UNKNOWN}]}


def shown(value: object) -> str:
    """A value of a configuration as a fault shows it."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    text = quoted(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."


def is_finite(value: object) -> bool:
    """Whether a value is no number, or one that a binary fraction can come near."""
    if isinstance(value, Decimal):
        return value.is_finite() and value.adjusted() <= _MOST_DIGITS
    return not isinstance(value, int) or abs(value) < 10**_MOST_DIGITS


def _is_whole(value: Decimal) -> bool:
    return is_finite(value) and value == value.to_integral_value()


def flag(*, may_be_unknown: bool = False) -> Kind:
    """True or false."""
    return Kind("true or false", (bool,), {"type": "boolean"}, may_be_unknown=may_be_unknown)


def whole(least: int) -> Kind:
    """A whole number of at least this."""
    what = f"a whole number of at least {least}"

    def bounded(value: int) -> int:
        if not least <= value <= MOST:
            raise ValueError(f"must be {what}, not {shown(value)}")
        return value

    return Kind(what, (int,), {"type": "integer", "minimum": least, "maximum": MOST}, bounded)


def word(choices: Iterable[str], called: str = "a known word") -> Kind:
    """One word out of a closed list, which is told where it is short; else what a word of it is called."""
    known = tuple(choices)
    is_short = len(known) <= MOST_LISTED
    what = f"one of {', '.join(known)}" if is_short else called

    def chosen(value: str) -> str:
        if value not in known:
            near = "" if is_short else did_you_mean(value, known)
            raise ValueError(f"must be {what}, not {shown(value)}{near}")
        return value

    return Kind(what, (str,), {"enum": list(known)}, chosen)


def line() -> Kind:
    """One line of text."""

    def read(value: str) -> str:
        if not value.strip() or value != value.strip() or not value.isprintable():
            raise ValueError(f"must be one line without outer blanks, not {shown(value)}")
        return value

    return Kind("text", (str,), {"type": "string", "pattern": r"^\S(.*\S)?$"}, read)


def ratio() -> Kind:
    """An exact number of at least 0, also as text."""
    pattern = {"type": "string", "pattern": _DECIMAL}
    schema = {"anyOf": [{"type": "number", "minimum": 0}, pattern]}
    return Kind("a number of at least 0", (int, Decimal, str), schema, money.exact)


def rate(*, may_be_unknown: bool = True) -> Kind:
    """An amount of money, `free` or `variable`."""
    words = ["free", "variable"]
    schema = {
        "anyOf": [
            {"type": "number", "exclusiveMinimum": 0},
            {"enum": words},
            {"type": "string", "pattern": _ABOVE_ZERO},
        ]
    }

    def read(value: int | Decimal | str) -> Decimal | str:
        if isinstance(value, str) and value in words:
            return value
        amount = money.exact(value)
        if not amount:
            raise ValueError(_ZERO)
        return amount

    what = 'an amount of USD, "free" or "variable"'
    return Kind(what, (int, Decimal, str), schema, read, may_be_unknown)
