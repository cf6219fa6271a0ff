"""From usage to cost: which price row holds for which unit of a call.

A row holds when its service class, region, variant, hours and dates do, and its context tier is
the highest that the call's total input exceeds: a tier reprices the whole call, as every provider
at hand bills it. Among rows that hold, one of a higher tier wins, then one for the
region, the variant, the hours, then the newer.
"""

from __future__ import annotations

from modeldex.core.cost import Cost, CostPart
from modeldex.core.days import day_of, moment_of, today
from modeldex.core.errors import InvalidValueError
from modeldex.core.hours import windows
from modeldex.core.money import CONTEXT
from modeldex.core.price import STANDARD, Price
from modeldex.core.usage import UNITS, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime
    from decimal import Decimal

CHEAPER_SERVICES = ("batch", "flex", "balanced")
"""Service classes sold below the standard rate: where they have no row of their own, the standard
rate is an upper estimate. Every other class without a row is unknown."""


class Call:
    """The circumstances of a call that decide which prices hold for it."""

    __slots__ = (
        "day",
        "is_now",
        "minute",
        "region",
        "requests",
        "service",
        "total_input",
        "variant",
        "weekday",
    )

    def __init__(
        self,
        usage: Usage,
        service: str = STANDARD,
        region: str | None = None,
        variant: str | None = None,
        at: str | date | datetime | None = None,
    ) -> None:
        self.total_input = usage.total_input_tokens
        self.requests = usage.requests
        words: dict[str, object] = {"service": service, "region": region, "variant": variant}
        problems = {
            name: f"must be text, not {word!r}"
            for name, word in words.items()
            if not isinstance(word, str) and (word is not None or name == "service")
        }
        if problems:
            raise InvalidValueError("a call", problems)
        self.service = service.lower()
        self.region = region.lower() if region else None
        self.variant = variant
        moment = moment_of(at, "the time of a call")
        self.day = today() if at is None else day_of(moment or at, "the time of a call")
        self.is_now = at is None
        self.weekday = moment.isoweekday() if moment else None
        self.minute = moment.hour * 60 + moment.minute if moment else None

    def is_priced_by(self, price: Price, service: str, *, at_any_hour: bool = False) -> bool:
        """Whether a price row holds for this call, taken as of a service class."""
        return (
            price.service.lower() == service
            and (price.above_tokens == 0 or price.above_tokens < self.total_input)
            and (price.region is None or price.region.lower() == self.region)
            and price.variant in (None, self.variant)
            and (price.hours_utc is None or at_any_hour or self._is_within(price.hours_utc))
            and self.is_on_the_day_of(price)
        )

    def is_on_the_day_of(self, price: Price) -> bool:
        """Whether a price row is in force when the call is made."""
        return price.in_force_now(self.day) if self.is_now else price.in_force_on(self.day)

    def _is_within(self, hours_utc: str) -> bool:
        if self.minute is None or self.weekday is None:
            return False
        return any(
            first_day <= self.weekday <= last_day and start <= self.minute < end
            for first_day, last_day, start, end in windows(hours_utc)
        )


class RateCard:
    """The price rows of one offering, ready to answer for any call."""

    __slots__ = ("_rows", "_tiered")

    def __init__(self, prices: Iterable[Price]) -> None:
        self._rows: dict[str, list[Price]] = {}
        for price in prices:
            self._rows.setdefault(price.unit, []).append(price)
        self._tiered = [row for rows in self._rows.values() for row in rows if row.above_tokens]

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

    def _depends_on_the_hour(self, price: Price, service: str, call: Call) -> bool:
        """Whether at some hours another row than this one would hold."""
        return any(
            row.hours_utc
            and _precedence(row) > _precedence(price)
            and call.is_priced_by(row, service, at_any_hour=True)
            for row in self._rows[price.unit]
        )

    def _part(self, unit: str, count: int | Decimal, call: Call) -> CostPart | None:
        for rated_unit, service, note in self._attempts(unit, call):
            price = self.price(rated_unit, call, service)
            if price is None:
                continue
            if price.amount is None or price.currency != "USD":
                return None
            doubts = (note, *self._doubts(price, service, call))
            return CostPart(
                unit=unit,
                count=count,
                rate=price.amount,
                amount=_charge(count, price),
                price_id=price.price_id,
                note="; ".join(filter(None, doubts)) or None,
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

    def _doubts(self, price: Price, service: str, call: Call) -> Iterator[str]:
        """Why the row that holds may not be all that the provider charges."""
        unit = price.unit
        if call.minute is None and self._depends_on_the_hour(price, service, call):
            yield f"{unit} has another rate at some hours, and the time of the call is not given"
        tiers = self._tiers(service, call)
        tier = max((tier for tier in tiers if tier < call.total_input), default=0)
        if price.per != 1 and price.above_tokens < tier:
            yield f"no rate of {unit} above {tier} tokens is stated for {service}"
        elif call.requests > 1 and tiers:
            yield "tiers are decided by each call, and this is the usage of several; add up their costs"
        if call.region and price.region is None and self._is_regional(unit, service, call):
            yield f"{unit} has rates of its own in {call.region}, but none for this tier or class"

    def _tiers(self, service: str, call: Call) -> set[int]:
        """Thresholds that are in force for a service class, or for the standard one."""
        return {
            row.above_tokens
            for row in self._tiered
            if row.service.lower() in (service, STANDARD) and call.is_on_the_day_of(row)
        }

    def _is_regional(self, unit: str, service: str, call: Call) -> bool:
        return any(
            row.service.lower() in (service, STANDARD)
            and (row.region or "").lower() == call.region
            and call.is_on_the_day_of(row)
            for row in self._rows[unit]
        )


def _precedence(price: Price) -> tuple[object, ...]:
    return (
        price.above_tokens,
        price.region is not None,
        price.variant is not None,
        price.hours_utc is not None,
        price.currency == "USD",
        price.valid_from or price.recorded_on or "",
    )


def _charge(count: int | Decimal, price: Price) -> Decimal:
    """Count times rate, exactly: a rate per million shifts the point by six."""
    assert price.amount is not None
    product = CONTEXT.multiply(CONTEXT.create_decimal(count), price.amount)
    return product.scaleb(-6, CONTEXT) if price.per != 1 else product
