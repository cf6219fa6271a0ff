"""The facts of one model, taken one by one by whoever writes them down: what is left was not carried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.catalog.columns import FIELDS
from modeldex.core.capability import CAPABILITIES, capability_value
from modeldex.core.status import ModelStatus
from modeldex.core.usage import UNITS
from modeldex.exchange.rows import rates_in_force, row_of, statements
from modeldex.sources.offering import Offering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price

_NOT_COUNTED = ("source", "quality", "category", "updated")
"""Who says so, how well, and what follows from the provider: no facts about the model."""
FORMER, SINCE = "former rates", "since when rates hold"
"""What is left where the past of the rates is not carried."""


class Facts:
    """What is known of one model on a day; each fact is taken when it is written down."""

    __slots__ = ("_left", "_masks", "carried", "cells", "day", "former", "model", "rates")

    def __init__(self, model: ModelConfig, day: str) -> None:
        self.model = model
        self.day = day
        self._masks = model.capabilities.masks
        self.rates = rates_in_force(model, day)
        """The rates that hold on the day, by key."""
        self.cells = row_of(model, self.rates)
        """The model as a row of the one row format."""
        holding = set(map(id, self.rates))
        self.former = tuple(price for price in model.prices if id(price) not in holding)
        """The rates of other days."""
        self.carried: dict[str, str] = {}
        """Field -> canonical text of what was taken."""
        self._left = statements(self.cells)
        for field in _NOT_COUNTED:
            self.carried[field] = self._left.pop(field, "")
        if model.status is ModelStatus.ACTIVE:  # what every format means where it says nothing
            self.carried["status"] = self._left.pop("status")
        if self.former:
            self._left[FORMER] = ""
        if any(price.valid_from for price in self.rates):
            self._left[SINCE] = ""

    def take(self, column: str) -> Any:
        """The value of a column, as the model gives it; None where it is unknown."""
        self._taken(column)
        return getattr(self.model, FIELDS[column].name)

    def can(self, capability: str) -> bool | None:
        """Take whether the model can do something; None where nobody says."""
        self._taken(capability)
        return self.supports(capability)

    def supports(self, capability: str) -> bool | None:
        """Whether the model can do something, to be looked at alone; None where nobody says."""
        return capability_value(CAPABILITIES[capability].mask, *self._masks)

    def score(self, benchmark: str) -> float:
        """The score of a benchmark that the model has."""
        self._taken(benchmark)
        return self.model.benchmarks[benchmark]

    def carry(self, rates: Iterable[Price], *, free: bool) -> None:
        """Take rates that were written down, but for those that a reader takes for no price.

        `free`: whether zeros alone mean free to readers of the format. A reader also doubts rates
        that are in another unit than their field says: of what embeds, if it is told, fewer.
        """
        written = list(rates)
        doubted = Offering(provider="", model_id="", prices=list(written))
        doubted.flags = {"embedding": True} if self.carried.get("embedding") == "true" else {}
        doubted.settle_zeros(free=free)
        doubted.mend_slips()
        believed = {price.key: price.amount_text for price in doubted.prices}
        for price in written:
            if believed.get(price.key) == price.amount_text:
                self._taken(price.key)

    def carry_exactly(self, price: Price) -> None:
        """Take a rate that is written in words that no reader doubts."""
        self._taken(price.key)

    def take_all_capabilities(self) -> None:
        """Take what is said of every capability."""
        for name in CAPABILITIES:
            self._taken(name)

    def take_past(self) -> None:
        """Take the rates of other days, and since when those of this day hold."""
        self._taken(FORMER)
        self._taken(SINCE)

    def take_all(self, *, but: Iterable[str] = ()) -> None:
        """Take whatever is there, but for some fields."""
        for field in self._left.keys() - set(but):
            self._taken(field)

    def left(self) -> Iterator[str]:
        """What was not taken, in the words of a report; each word once."""
        return iter(dict.fromkeys(_word(field, value) for field, value in self._left.items()))

    def _taken(self, field: str) -> None:
        if field in self._left:
            self.carried[field] = self._left.pop(field)


def _word(field: str, value: str) -> str:
    """A field in a report: `-` before what the model cannot do, rates by what is special about them."""
    if field in CAPABILITIES:
        return f"-{field}" if value == "false" else field
    unit, at, words = field.partition("@")
    if unit not in UNITS:
        return field if field in FIELDS or field in (FORMER, SINCE) else "benchmarks"
    if not at:
        return f"{unit} {value}" if value in _STATES else unit
    kinds = [word.partition(":")[0] for word in words.split(",")]
    special = next((told for kind, told in _SPECIAL.items() if kind in kinds), None)
    service = next((kind for kind in kinds if not kind.startswith(">")), None)
    return special or (f"{service} rates" if service else "rates above a boundary")


_SPECIAL = {
    "currency": "rates in other currencies",
    "region": "rates by region",
    "hours": "rates by hour",
    "variant": "rates by variant",
}
_STATES = ("free", "variable")
