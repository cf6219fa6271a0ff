"""`Tariff`: what the units of a call are charged under its circumstances, worked out once for many calls."""

from __future__ import annotations

from decimal import Decimal
from operator import mul

from modeldex.core.cost import ESTIMATED, KNOWN, UNKNOWN, Cost, CostPart, billed, charged
from modeldex.core.money import CONTEXT, plain
from modeldex.core.units import Seconds
from modeldex.core.usage import UNITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.core.price import Price
    from modeldex.core.usage import Usage

_divide = CONTEXT.divide
"""Bound once: a context looks its methods up slowly. An exact quotient has no trailing zeros."""


class Line:
    """The price row that holds for one unit of a call, and why it is an estimate, if it is one."""

    __slots__ = ("note", "price", "rate", "unit")

    def __init__(self, unit: str, price: Price, rate: Decimal, note: str | None) -> None:
        self.unit = unit
        self.price = price
        self.rate = rate
        self.note = note

    def part(self, count: int | Decimal, price_id: str) -> CostPart:
        """Count times rate, exactly: a rate per million shifts the point by six."""
        product = CONTEXT.multiply(CONTEXT.create_decimal(count), self.rate)
        amount = product.scaleb(-6, CONTEXT) if self.price.per != 1 else product
        return charged(self.unit, count, self.rate, amount, price_id, self.note)

    @property
    def places(self) -> int:
        """Decimal places of the rate of a single one."""
        exponent = self.rate.as_tuple().exponent
        assert isinstance(exponent, int)
        return max(0, -exponent) + (6 if self.price.per != 1 else 0)

    def scaled(self, places: int) -> int:
        """The rate of a single one, in units of ten to the minus `places`."""
        shift = places - 6 if self.price.per != 1 else places
        return int(self.rate.scaleb(shift, CONTEXT))


class Tariff:
    """The rates of one set of units under one set of circumstances.

    An amount is one sum of whole numbers: the rates are scaled to the same power of ten, and the
    sum is divided by it once.
    """

    __slots__ = ("_divisor", "_is_whole", "_lines", "_missing", "_price_ids", "_rates", "_status")

    def __init__(self, units: Sequence[str], lines: Mapping[str, Line], missing: Sequence[str]) -> None:
        """The tariff of calls that use exactly these units, in the order of `UNITS`.

        A unit that has no line and is not missing is not charged for.
        """
        self._lines = tuple(lines.values())
        self._missing = tuple(missing)
        is_estimate = any(line.note for line in self._lines)
        self._status = UNKNOWN if missing else ESTIMATED if is_estimate else KNOWN
        places = max((line.places for line in self._lines), default=0)
        self._rates = tuple(lines[unit].scaled(places) if unit in lines else 0 for unit in units)
        self._divisor = Decimal(10**places)
        self._is_whole = not any(isinstance(UNITS[unit], Seconds) for unit in units)
        self._price_ids: tuple[str, ...] | None = None

    def cost(self, usage: Usage) -> Cost:
        """The cost of a call that uses these units; its parts are made when they are first read."""
        counts = usage._counts  # type: ignore[attr-defined]
        if self._missing:
            amount = None
        elif self._is_whole:
            amount = _divide(sum(map(mul, counts.values(), self._rates)), self._divisor)
        else:
            total = Decimal(0)
            for count, rate in zip(counts.values(), self._rates, strict=True):
                total = CONTEXT.fma(count, rate, total)
            amount = plain(_divide(total, self._divisor))
        return billed(self._status, amount, self._missing, (self, counts))

    def parts(self, counts: Mapping[str, int | Decimal]) -> tuple[CostPart, ...]:
        """One charge per unit and price row."""
        if self._price_ids is None:
            self._price_ids = tuple(line.price.price_id for line in self._lines)
        return tuple(
            line.part(counts[line.unit], price_id)
            for line, price_id in zip(self._lines, self._price_ids, strict=True)
        )
