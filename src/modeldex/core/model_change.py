"""How a copy of a model comes to differ from it: what changes is checked, and what follows from it.

A copy made out of all fields again costs a quarter of a millisecond, and a registry makes hundreds at
a time. Here the stored forms are copied as they are; price rows that nobody has asked for stay unread.
"""

from __future__ import annotations

from functools import lru_cache

from modeldex.core.capability import Capability, ModelCapabilities
from modeldex.core.model_fields import BaseRate, OtherRate, is_plain_rate
from modeldex.core.price import STANDARD, Price
from modeldex.core.record import unknown_fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeVar

    from modeldex.core.model_config import ModelConfig

    Kind = TypeVar("Kind", bound=ModelConfig)

_BINDING = ("prices", "model_id", "provider")
"""Fields beside the rates that every price row depends on."""


class _Table:
    """What a change needs to know of the fields of a type of model."""

    def __init__(self, kind: type[ModelConfig]) -> None:
        slots = [slot for slot in kind.__all_slots__ if slot != "_card"]
        self.fields = kind.__fields__
        self.puts = {name: put for name, _, put in kind.__puts__}
        """Field -> what checks a value and puts it into a record, in the order of the fields."""
        self.slots = [(getattr(kind, slot).__get__, getattr(kind, slot).__set__) for slot in slots]
        """How each slot is read and filled."""
        self.flags = {name: field for name, field in self.fields.items() if isinstance(field, Capability)}
        self.rates = {
            name: field for name, field in self.fields.items() if isinstance(field, BaseRate | OtherRate)
        }
        self.binding = frozenset((*self.rates, *_BINDING))
        """Fields on which the price rows depend."""


_table = lru_cache(maxsize=8)(_Table)


def changed(model: Kind, changes: Mapping[str, Any]) -> tuple[Kind, dict[str, str]]:
    """A copy of a model with some fields changed, and what is wrong with these, by field name."""
    table = _table(type(model))
    made = type(model).__new__(type(model))
    for get, put in table.slots:
        put(made, get(model))
    stated = _with_flags_apart(changes, table)
    problems = {} if changes.keys() <= table.fields.keys() else unknown_fields(changes, table.fields)
    _clear_flags(made, stated, table)
    is_repriced = not table.binding.isdisjoint(stated)
    if is_repriced:
        _unbind_prices(made, stated, table)
    for name, put in table.puts.items():
        if name in stated:
            try:
                put(made, stated[name])
            except ValueError as error:
                problems[name] = str(error)
                table.fields[name].clear(made)
    return made, {**made._problems(prices_changed=is_repriced), **problems}


def _with_flags_apart(changes: Mapping[str, Any], table: _Table) -> Mapping[str, Any]:
    """The changes, with capabilities that leave open what a flag beside them says."""
    capabilities = changes.get("capabilities")
    flags = [name for name in changes if name in table.flags]
    if not flags or not isinstance(capabilities, ModelCapabilities):
        return changes
    return {**changes, "capabilities": capabilities.replace(**dict.fromkeys(flags))}


def _clear_flags(made: ModelConfig, changes: Mapping[str, Any], table: _Table) -> None:
    """Set the capabilities that are to change back to unknown, so that they can be stated anew."""
    cleared = sum(flag.mask for name, flag in table.flags.items() if name in changes)
    kept = 0 if "capabilities" in changes else ~cleared
    object.__setattr__(made, "_caps_yes", made._caps_yes & kept)
    object.__setattr__(made, "_caps_no", made._caps_no & kept)


def _unbind_prices(made: ModelConfig, changes: Mapping[str, Any], table: _Table) -> None:
    """Take out the rows behind rates that are to change, and the base rates, which follow from rows."""
    restated = [field for name, field in table.rates.items() if name in changes]
    kept = () if "prices" in changes else made.prices
    rows = tuple(price for price in kept if not any(is_row_of(field, price) for field in restated))
    object.__setattr__(made, "_prices", rows)
    for name, field in table.rates.items():
        if isinstance(field, BaseRate):
            object.__setattr__(made, f"_{name}", None)


def bind_prices(made: ModelConfig) -> dict[str, str]:
    """Give every price row the model's id and fill the base rates; what the rows say twice, by field."""
    problems: dict[str, str] = {}
    full_id = made.id
    prices = tuple(price if price.model == full_id else _of_model(price, full_id) for price in made.prices)
    object.__setattr__(made, "_prices", tuple(dict.fromkeys(prices)))
    stated = _plain_rates(made.prices)
    for name, field in _table(type(made)).rates.items():
        amounts = stated.get((field.unit, _service_of(field)), ())
        if len(amounts) > 1:
            problems[name] = f"is stated twice: {', '.join(sorted(amounts))}"
        elif amounts and isinstance(field, BaseRate):
            object.__setattr__(made, f"_{name}", *amounts)
    return problems


_PRICE_SLOTS = tuple(
    (getattr(Price, name).__get__, getattr(Price, name).__set__) for name in Price.__fields__
)


def _of_model(price: Price, full_id: str) -> Price:
    """The same row as one of a model, whose full id needs no check."""
    made = Price.__new__(Price)
    for get, put in _PRICE_SLOTS:
        put(made, get(price))
    object.__setattr__(made, "model", full_id)
    return made


def _plain_rates(prices: Iterable[Price]) -> dict[tuple[str, str], set[str]]:
    """Unit and service class -> the amounts that rows state for every call of that class today."""
    stated: dict[tuple[str, str], set[str]] = {}
    for price in prices:
        if is_plain_rate(price, price.service):
            stated.setdefault((price.unit, price.service), set()).add(price.amount_text)
    return stated


def _service_of(field: BaseRate | OtherRate) -> str:
    return field.service if isinstance(field, OtherRate) else STANDARD


def has_current_rates(model: ModelConfig) -> bool:
    """Whether the base rates are those of the rows in force today; a row may have begun or ended since."""
    if not any(price.valid_from or price.valid_to for price in model.prices):
        return True
    stated = _plain_rates(model.prices)
    rates = _table(type(model)).rates.items()
    bases = ((getattr(model, f"_{name}"), field) for name, field in rates if isinstance(field, BaseRate))
    return all(
        stated.get((field.unit, STANDARD), set()) == ({stored} if stored is not None else set())
        for stored, field in bases
    )


def is_row_of(field: BaseRate | OtherRate, price: Price) -> bool:
    """Whether a price row is the one behind a rate."""
    return price.unit == field.unit and is_plain_rate(price, _service_of(field))
