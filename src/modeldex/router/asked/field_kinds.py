"""How the values of a request are read: each kind takes what a caller wrote, and gives what it means.

What a caller writes is third-party text: names are one printable line of bounded length, lists have a
bounded number of entries, and no message repeats more than a few characters of a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any

from modeldex.core import money
from modeldex.core.errors.base import did_you_mean, near_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

Reader = Callable[[Any], Any]
"""Gives what a value means; ValueError says what is wrong with it."""

MOST_NAMES = 256
"""Entries of one list."""
MOST_CHARACTERS = 512
"""Characters of one name."""
MOST_UNKNOWN = 20
"""So many unknown fields are named; more are one mistake."""
MOST_USD = 10**9
"""No bound of money is higher."""
_MOST_SHOWN = 60
_MOST_LISTED = 12
"""So many known words at most are all listed, where none looks like the one that is written."""


def shown(value: object) -> str:
    """A value as an error shows it: on one line, and short however large it is."""
    if isinstance(value, str):
        return repr(value) if len(value) <= _MOST_SHOWN else f"{value[:_MOST_SHOWN]!r}..."
    if value is None or isinstance(value, bool | float):
        return repr(value)
    if isinstance(value, int):  # Python refuses to write thousands of digits
        return str(value) if value.bit_length() <= 200 else "a number of more than 60 digits"
    if isinstance(value, dict | list | tuple):
        return "an object" if isinstance(value, dict) else "a list"
    return f"a {type(value).__name__}"


def unknown_name(name: object, known: Iterable[str]) -> str:
    """What is wrong with a name that is none of these, and which of them was probably meant."""
    known = tuple(known)
    near = near_names(name[:_MOST_SHOWN], known) if isinstance(name, str) else ()
    if near or len(known) > _MOST_LISTED:
        return did_you_mean(near)
    return f"; known: {', '.join(known)}"


def unknown_fields(given: Iterable[object], known: Iterable[str], path: str = "") -> dict[str, str]:
    """The problems of fields that there are not: path, short and printable, -> what was probably meant."""
    known = tuple(known)
    found: dict[str, str] = {}
    for field in islice(given, MOST_UNKNOWN):
        is_plain = isinstance(field, str) and field != "" and field.isprintable()
        key = str(field) if is_plain else shown(field)
        found[f"{path}{key[:_MOST_SHOWN]}"] = f"is no such field{unknown_name(field, known)}"
    return found


def itself(value: str) -> str:
    """A name as it is written."""
    return value


def name(value: Any) -> str:
    """One name: a line of text."""
    if type(value) is not str:
        raise ValueError(f"must be a text, not {shown(value)}")
    if not value:
        raise ValueError("must not be empty; leave it out where nothing is asked")
    if len(value) > MOST_CHARACTERS:
        raise ValueError(f"must have at most {MOST_CHARACTERS} characters, not {len(value):,}")
    if not value.isprintable() or value[0] == " " or value[-1] == " ":
        raise ValueError(f"must be one line without outer blanks and control characters, not {shown(value)}")
    return value


def word(*known: str) -> Reader:
    """One of few words."""

    def read(value: Any) -> str:
        if type(value) is not str or value not in known:
            raise ValueError(f"must be one of {', '.join(known)}; not {shown(value)}")
        return value

    return read


def flag(value: Any) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise ValueError(f"must be true or false, not {shown(value)}")
    return value


def whole(least: int, most: int) -> Reader:
    """A whole number; `5.0` is one, as JSON may write it."""

    def read(value: Any) -> int:
        number = int(value) if type(value) is float and value.is_integer() else value
        if type(number) is not int or not least <= number <= most:
            raise ValueError(f"must be a whole number from {least:,} to {most:,}, not {shown(value)}")
        return number

    return read


def number(most: float, *, may_be_zero: bool = False) -> Reader:
    """A number above zero, or of zero, up to a bound."""
    what = f"a number from 0 to {most:,}" if may_be_zero else f"a number above 0, at most {most:,}"

    def read(value: Any) -> float:
        is_number = type(value) is float or type(value) is int
        if not is_number or not 0 <= value <= most or not (value or may_be_zero):
            raise ValueError(f"must be {what}, not {shown(value)}")
        return float(value)

    return read


def amount(value: Any) -> Decimal:
    """An amount of USD, read exactly as written; a float is taken by its shortest text."""
    try:
        is_long = isinstance(value, str) and len(value) > _MOST_SHOWN
        read = None if is_long else money.exact(value)
    except ValueError:
        read = None
    if read is None or read > MOST_USD:
        raise ValueError(
            f"must be an amount of USD from 0 to {MOST_USD:,}, as a number or a text like 2.50,"
            f" not {shown(value)}"
        )
    return read


def names(
    known: Iterable[str] | None = None,
    *,
    called: str = "name",
    most: int = MOST_NAMES,
    spelled: Callable[[str], str] = itself,
) -> Reader:
    """A list of names, each once; one name may be written as a text.

    `known`: what alone may stand there, each of it `called` so; `spelled`: how a name is written here, where
    callers write it in several ways.
    """
    allowed = None if known is None else frozenset(known)
    listed = () if known is None else tuple(known)

    def read(value: Any) -> tuple[str, ...]:
        given = _entries(value, most)
        found = tuple([_entry(one, at) for at, one in enumerate(given)])
        if spelled is not itself:
            found = tuple([_entry(spelled(one), at) for at, one in enumerate(found)])
        if allowed is not None and not allowed.issuperset(found):
            odd = next(one for one in found if one not in allowed)
            raise ValueError(f"names no {called} that is known: {shown(odd)}{unknown_name(odd, listed)}")
        if len(set(found)) != len(found):
            twice = next(one for one, times in Counter(found).items() if times > 1)
            raise ValueError(f"names {shown(twice)} twice")
        return found

    return read


def _entries(value: Any, most: int) -> Sequence[Any]:
    if type(value) is str:
        return (value,)
    if type(value) is not tuple and type(value) is not list:
        raise ValueError(f"must be a list of names, or one name as a text, not {shown(value)}")
    if len(value) > most:
        raise ValueError(f"must have at most {most:,} entries, not {len(value):,}")
    return value


def _entry(value: Any, at: int) -> str:
    try:
        return name(value)
    except ValueError as error:
        raise ValueError(f"has an entry at {at} that {error}") from None
