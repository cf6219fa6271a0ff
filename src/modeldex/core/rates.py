"""From usage to cost: which price row holds for which unit of a call.

A row holds when its service class, region, variant, hours and dates do, and its context tier is
the highest that the call's total input exceeds: a tier reprices the whole call, as every provider
at hand bills it. Among rows that hold, one of a higher tier wins, then one for the
region, the variant, the hours, then one in USD, then the newer.
"""

from __future__ import annotations

from bisect import bisect_right

from modeldex.core.call import Call
from modeldex.core.days import day_and_moment, today
from modeldex.core.errors import InvalidValueError
from modeldex.core.hours import is_within
from modeldex.core.price import STANDARD, Price
from modeldex.core.tariff import Line, Tariff
from modeldex.core.usage import UNITS, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from modeldex.core.cost import Cost

CHEAPER_SERVICES = ("batch", "flex", "balanced")
"""Service classes sold below the standard rate: where they have no row of their own, the standard
rate is an upper estimate. Every other class without a row is unknown."""

MOST_TARIFFS = 128
"""A caller chooses the units that a call uses: beyond this many tariffs, all are worked out anew."""


class RateCard:
    """The price rows of one offering, ready to answer for any call.

    What rows hold depends on little: which of their classes, regions and variants is asked for,
    between which of their dates and hours the call lies, which of their tiers it exceeds, and which
    units it uses. The tariff for that is worked out at the first such call, and kept. Threads share a
    card without a lock: at worst, two of them work out the same tariff.
    """

    __slots__ = ("_dates", "_hours", "_rows", "_tariffs", "_thresholds", "_tiered")

    def __init__(self, prices: Iterable[Price]) -> None:
        self._rows: dict[str, list[Price]] = {}
        for price in prices:
            self._rows.setdefault(price.unit, []).append(price)
        rows = [row for rows in self._rows.values() for row in rows]
        self._tiered = [row for row in rows if row.above_tokens]
        self._thresholds = sorted({row.above_tokens for row in self._tiered})
        self._dates = sorted(
            {day for row in rows for day in (row.valid_from, row.valid_to, row.recorded_on) if day}
        )
        self._hours = sorted({row.hours_utc for row in rows if row.hours_utc})
        self._tariffs: dict[tuple[object, ...], Tariff] = {}

    def cost(
        self,
        usage: Usage,
        service: str = STANDARD,
        region: str | None = None,
        variant: str | None = None,
        at: str | date | datetime | None = None,
    ) -> Cost:
        """What the usage costs under these circumstances."""
        try:
            shape, total_input = usage._shape, usage._total_input  # type: ignore[attr-defined]
        except AttributeError:
            raise InvalidValueError("a call", {"usage": f"must be a Usage, not {usage!r}"}) from None
        tier = 0
        for threshold in self._thresholds:
            tier += total_input > threshold
        day, moment = (today(), None) if at is None else day_and_moment(at, "the time of a call")
        hours = self._hours_of(moment) if moment is not None and self._hours else None
        key = shape, tier, service, region, variant, at is None, bisect_right(self._dates, day), hours
        try:
            tariff = self._tariffs.get(key)
        except TypeError:  # a word that is no text, which `Call` refuses
            tariff = None
        if tariff is None:
            call = Call(usage, service, region, variant, day=day, moment=moment, is_now=at is None)
            tariff = self._tariff(usage, call)
            if len(self._tariffs) >= MOST_TARIFFS:
                self._tariffs.clear()
            self._tariffs[key] = tariff
        return tariff.cost(usage)

    def _hours_of(self, moment: datetime) -> tuple[bool, ...]:
        """In which hours of the rows a moment lies."""
        return tuple([is_within(hours, moment) for hours in self._hours])

    def _tariff(self, usage: Usage, call: Call) -> Tariff:
        """What the units of a usage are charged under these circumstances."""
        units = tuple(usage.counts())
        lines: dict[str, Line] = {}
        missing: list[str] = []
        for unit in units:
            line = self._line(unit, call)
            if line is not None:
                lines[unit] = line
            elif not (UNITS[unit].only_if_priced and unit not in self._rows):
                missing.append(unit)
        return Tariff(units, lines, missing)

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

    def _line(self, unit: str, call: Call) -> Line | None:
        for rated_unit, service, note in self._attempts(unit, call):
            price = self.price(rated_unit, call, service)
            if price is None:
                continue
            if price.amount is None or price.currency != "USD":
                return None
            doubts = (note, *self._doubts(price, service, call))
            return Line(unit, price, price.amount, "; ".join(filter(None, doubts)) or None)
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
        if call.moment is None and self._depends_on_the_hour(price, service, call):
            yield f"{unit} has another rate at some hours, and the time of the call is not given"
        tiers = self._tiers(service, call)
        tier = max((tier for tier in tiers if tier < call.total_input), default=0)
        if price.per != 1 and price.above_tokens < tier:
            yield f"no rate of {unit} above {tier} tokens is stated for {service}"
        elif price.per != 1 and (undated := self._undated_tier(price, service, call)):
            yield f"above {undated} tokens {unit} has another rate, and nobody says since when"
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

    def _undated_tier(self, price: Price, service: str, call: Call) -> int | None:
        """The tier that the call exceeds and that may have held before anybody was seen to state it."""
        if call.is_now:
            return None
        thresholds = {
            row.above_tokens
            for row in self._tiered
            if row.unit == price.unit
            and row.service.lower() == service
            and price.above_tokens < row.above_tokens < call.total_input
            and row.valid_from is None
            and call.day < (row.recorded_on or call.day)
        }
        return max(thresholds, default=None)

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
