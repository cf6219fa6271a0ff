"""The keys of one price in a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.field_kinds import day
from modeldex.config.kinds import Kind, RefusedError, line, rate, shown, whole, word
from modeldex.config.nodes import Key, Reading, Table
from modeldex.core.errors import InvalidPriceError
from modeldex.core.price import KINDS, STANDARD, Price
from modeldex.core.usage import UNITS

if TYPE_CHECKING:
    from typing import Any

    from modeldex.config.places import KeyPath

_WINDOW = r"([1-7](-[1-7])?T)?\d{1,2}:\d{2}-\d{1,2}:\d{2}"


def _condition(pattern: str = r"^[^\s,=@]+$") -> Kind:
    """A word that `Price` checks; the pattern says the same to JSON Schema."""
    return Kind("one word", (str,), {"type": "string", "pattern": pattern})


PRICE = Table(
    "One rate, with the conditions under which it holds.",
    {
        "unit": Key("what is counted", word(UNITS, "a unit that has a price")),
        "amount": Key(
            "price of one million tokens, or of one of any other unit; free or variable",
            rate(may_be_unknown=False),
        ),
        "currency": Key("ISO 4217 code", _condition(r"^[A-Z]{3}$"), "USD"),
        "service": Key(
            "service class, such as batch, flex or priority", _condition(r"^(?!>)[^\s,=@:]+$"), STANDARD
        ),
        "above_tokens": Key("holds for calls whose input is above this many tokens", whole(0), 0),
        "region": Key("region in which it holds; absent: everywhere else", _condition()),
        "hours_utc": Key(
            "hours in which it holds, 1-5T00:00-06:00; absent: at any",
            _condition(rf"^{_WINDOW}(\+{_WINDOW})*$"),
        ),
        "variant": Key("size, quality or resolution for which it holds", _condition()),
        "valid_from": Key("first day in force", day(is_whole=True)),
        "valid_to": Key("first day no longer in force", day(is_whole=True)),
        "recorded_on": Key("first day on which it was seen", day(is_whole=True)),
        "kind": Key("market: the provider changed it; correction: a record was wrong", word(KINDS), KINDS[0]),
        "supersedes": Key("price_id of the rate that this one follows", line()),
        "source": Key("who says so", line()),
    },
    required=("unit", "amount"),
)


def price_list() -> Kind:
    """A list of prices; it takes the place of all that are known below."""
    return Kind(
        "a list of prices", (list,), {"type": "array", "items": {"$ref": "#/$defs/price"}}, _prices, True
    )


def _prices(value: list[object]) -> tuple[Price, ...]:
    reading = Reading()
    for number, item in enumerate(value):
        if isinstance(item, dict):
            reading.read(PRICE, item, (number,))
        else:
            reading.problems.append(
                ((number,), f"must be a table, not {'text' if isinstance(item, str) else shown(item)}")
            )
    wrong = {at[0] for at, _ in reading.problems}
    stated: dict[int, dict[str, Any]] = {number: {} for number in range(len(value))}
    for key, meant in reading.values.items():
        stated[int(key[0])][str(key[1])] = meant
    prices = []
    for number, parts in stated.items():
        if number in wrong:
            continue
        try:
            prices.append(Price.of(**parts))
        except InvalidPriceError as error:
            reading.problems += [_at(number, name, problem) for name, problem in error.problems.items()]
    if reading.problems:
        raise RefusedError(reading.problems)
    return tuple(prices)


def _at(number: int, name: str, problem: str) -> tuple[KeyPath, str]:
    return (number, name), problem
