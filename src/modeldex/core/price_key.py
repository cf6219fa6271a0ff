"""The key of a rate, read: what `Price.key` writes, back into a price."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter

from modeldex.core.errors import InvalidPriceError
from modeldex.core.fields import MOST
from modeldex.core.price import PARTS, Price

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from modeldex.core import money


def price_of_key(key: str, amount: money.Amount | None, **rest: Any) -> Price:
    """The price that `Price.key` names, at an amount; InvalidPriceError says what is wrong."""
    unit, conditions = _parts_of_key(key)
    if twice := conditions.keys() & rest.keys():
        raise InvalidPriceError(f"Price {key}", dict.fromkeys(twice, f"stands twice in {key!r}"))
    return Price.of(unit, amount, **conditions, **rest)


@lru_cache(maxsize=4096)
def canonical_key(key: str) -> str:
    """A key with its conditions in the order in which `Price.key` writes them; InvalidPriceError if none."""
    return price_of_key(key, "free").key


def currency_of(key: str) -> str:
    """The currency in which the rates of a key are."""
    return _parts_of_key(key)[1].get("currency", "USD")  # type: ignore[no-any-return]


def same_rate(sample: Price, amount: str, model: str) -> Price:
    """The rate of a sample at another model's amount; ValueError where it is none, the rest was checked."""
    return Price.restore(amount, sample.unit, model, *_other_parts(sample))


_other_parts = attrgetter(*(part for part in PARTS if part not in ("unit", "model")))


@lru_cache(maxsize=4096)
def _parts_of_key(key: str) -> tuple[str, Mapping[str, Any]]:
    """The unit of a rate's key and its conditions by field."""
    unit, at, words = key.partition("@")
    conditions: dict[str, Any] = {}
    for word in words.split(",") if at else ():
        field, value = _condition(word)
        if field in conditions:
            raise InvalidPriceError(f"Price {key}", {field: f"stands twice in {key!r}"})
        conditions[field] = value
    return unit, conditions


def _condition(word: str) -> tuple[str, Any]:
    """The field of a price, and its value, that a word of its key means."""
    name, colon, value = word.partition(":")
    if word.startswith(">"):
        digits = word[1:]
        if not (digits.isascii() and digits.isdigit()):
            raise InvalidPriceError(f"Price @{word}", {"above_tokens": f"must be like >200000, not {word!r}"})
        if len(digits.lstrip("0")) > len(str(MOST)) or int(digits) > MOST:
            raise InvalidPriceError(f"Price @{word[:40]}", {"above_tokens": f"must be at most {MOST}"})
        return "above_tokens", int(digits)
    return (_CONDITION_FIELDS[name], value) if colon and name in _CONDITION_FIELDS else ("service", word)


_CONDITION_FIELDS = {"region": "region", "hours": "hours_utc", "variant": "variant",
                     "currency": "currency"}  # fmt: skip
