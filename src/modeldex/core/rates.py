"""From usage to cost: which price row holds for which unit of a call.

A row holds when its service class, region, variant, hours and dates do, and its context tier is
the highest that the call's total input exceeds: a tier reprices the whole call, as every provider
at hand bills it. Among rows that hold, the one with more conditions wins, then the newer.
"""

from __future__ import annotations

from modeldex.core.cost import Cost, CostPart
from modeldex.core.days import day_of, moment_of
from modeldex.core.money import CONTEXT
from modeldex.core.price import STANDARD, Price, windows
from modeldex.core.usage import UNITS, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal

CHEAPER_SERVICES = ("batch", "flex", "balanced")
"""Service classes sold below the standard rate: where they have no row of their own, the standard
rate is an upper estimate. Every other class without a row is unknown."""


class Call:
    """The circumstances of a call that decide which prices hold for it."""

    __slots__ = ("day", "minute", "region", "service", "total_input", "variant", "weekday")

    def __init__(
        self,
        usage: Usage,
        service: str = STANDARD,
        region: str | None = None,
        variant: str | None = None,
        at: str | date | datetime | None = None,
    ) -> None:
        self.total_input = usage.total_input_tokens
        self.service = service
        self.region = region
        self.variant = variant
        self.day = None if at is None else day_of(at, "the time of a call")
        moment = moment_of(at)
        self.weekday = moment.isoweekday() if moment else None
        self.minute = moment.hour * 60 + moment.minute if moment else None

    def is_priced_by(self, price: Price, service: str, *, at_any_hour: bool = False) -> bool:
        """Whether a price row holds for this call, taken as of a service class."""
        return (
            price.service == service
            and (price.above_tokens == 0 or price.above_tokens < self.total_input)
            and price.region in (None, self.region)
            and price.variant in (None, self.variant)
            and (price.hours_utc is None or at_any_hour or self._is_within(price.hours_utc))
            and (price.valid_to is None if self.day is None else price.in_force_on(self.day))
        )

    def _is_within(self, hours_utc: str) -> bool:
        if self.minute is None or self.weekday is None:
            return False
        return any(
            first_day <= self.weekday <= last_day and start <= self.minute < end
            for first_day, last_day, start, end in windows(hours_utc)
        )


class RateCard:
    """The price rows of one offering, ready to answer for any call."""

    __slots__ = ("_rows",)

    def __init__(self, prices: Iterable[Price]) -> None:
        self._rows: dict[str, list[Price]] = {}
        for price in prices:
            self._rows.setdefault(price.unit, []).append(price)

    def cost(self, usage: Usage, call: Call) -> Cost:
        """What the usage costs under these circumstances."""
        parts: list[CostPart] = []
        missing: list[str] = []
        for unit, count in usage.counts().items():
            part = self._part(unit, count, call)
            if part is not None:
                parts.append(part)
            elif not (UNITS[unit].only_if_priced and unit not in self._rows):
                missing.append(unit)
        return Cost.of_parts(tuple(parts), tuple(missing))

    def price(self, unit: str, call: Call, service: str | None = None) -> Price | None:
        """The row that holds for a unit of this call; None where none does."""
        rows = self._rows.get(unit, ())
        holding = [row for row in rows if call.is_priced_by(row, service or call.service)]
        return max(holding, key=_precedence, default=None)

    def _depends_on_the_hour(self, unit: str, service: str, call: Call) -> bool:
        rows = self._rows[unit]
        return any(row.hours_utc and call.is_priced_by(row, service, at_any_hour=True) for row in rows)

    def _part(self, unit: str, count: int | Decimal, call: Call) -> CostPart | None:
        for rated_unit, service, note in self._attempts(unit, call):
            price = self.price(rated_unit, call, service)
            if price is None:
                continue
            if price.amount is None or price.currency != "USD":
                return None
            hours = self._hours_note(rated_unit, service, call)
            return CostPart(
                unit=unit,
                count=count,
                rate=price.amount,
                amount=_charge(count, price),
                price_id=price.price_id,
                note="; ".join(filter(None, (note, hours))) or None,
            )
        return None

    def _attempts(self, unit: str, call: Call) -> list[tuple[str, str, str | None]]:
        """The (unit, service, note) to look under, best first; a note makes it an estimate."""
        stand_in = UNITS[unit].stand_in
        units: list[tuple[str, str | None]] = [(unit, None)]
        if stand_in is not None:
            exact = UNITS[unit].stand_in_is_exact
            units.append((stand_in, None if exact else f"{unit} at the rate of {stand_in}"))
        services: list[tuple[str, str | None]] = [(call.service, None)]
        if call.service in CHEAPER_SERVICES:
            services.append((STANDARD, f"{call.service} at the standard rate"))
        return [
            (name, service, "; ".join(filter(None, (unit_note, service_note))) or None)
            for service, service_note in services
            for name, unit_note in units
        ]

    def _hours_note(self, unit: str, service: str, call: Call) -> str | None:
        if call.minute is not None or not self._depends_on_the_hour(unit, service, call):
            return None
        return f"{unit} has another rate at some hours, and the time of the call is not given"


def _precedence(price: Price) -> tuple[object, ...]:
    return (
        price.currency == "USD",
        price.above_tokens,
        price.region is not None,
        price.variant is not None,
        price.hours_utc is not None,
        price.valid_from or price.recorded_on or "",
    )


def _charge(count: int | Decimal, price: Price) -> Decimal:
    """Count times rate, exactly: a rate per million shifts the point by six."""
    assert price.amount is not None
    product = CONTEXT.multiply(CONTEXT.create_decimal(count), price.amount)
    return product.scaleb(-6, CONTEXT) if price.per != 1 else product
