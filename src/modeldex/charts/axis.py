"""`Axis`: what a direction of a picture measures, from where to where, with named places on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from modeldex.core import money
from modeldex.core.description import short_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_MOST_TICKS = 8
_MULTIPLES = ((1, 2, 5), (1, 3), (1,))
"""What stands within a decade, the densest first."""
_LOG_ROOM, _LINEAR_ROOM = 0.05, 0.08
"""Share of the axis that is left free at either end."""
_DECADE = 10.0
"""Values that lie further apart than this are drawn on a log axis."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a picture."""

    title: str
    """What is measured, with its unit."""
    low: float
    """The value where it begins."""
    high: float
    """The value where it ends."""
    ticks: tuple[tuple[float, str], ...]
    """Values that are named, with their names."""
    is_log: bool = False
    """Whether equal ways are equal factors."""

    def share(self, value: float) -> float:
        """How far along the axis a value stands: 0 where it begins, 1 where it ends."""
        if self.is_log:
            return log10(value / self.low) / log10(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def value(self, share: float) -> float:
        """The value that stands so far along the axis."""
        if self.is_log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + (self.high - self.low) * share


def amount_text(value: float) -> str:
    """A number of an axis as people write it: 0.05, 1, 1000."""
    return money.text(Decimal(repr(float(value))).normalize())


def tokens_text(value: float) -> str:
    """A count of tokens of an axis: 128K, 1M."""
    return short_count(round(value))


def log_axis(
    title: str,
    values: Sequence[float],
    text: Callable[[float], str] = amount_text,
    *,
    room: float = _LOG_ROOM,
) -> Axis:
    """An axis of equal factors over values above zero; `room`: the share that is free where it begins."""
    low, high = min(values), max(values)
    factor = max(high / low, 6.0)  # several steps of 1, 2, 5 lie within
    middle = (low * high) ** 0.5
    low, high = min(low, middle / factor**0.5), max(high, middle * factor**0.5)
    low, high = low / factor**room, high * factor**_LOG_ROOM
    return Axis(title, low, high, tuple((tick, text(tick)) for tick in _log_ticks(low, high)), is_log=True)


def linear_axis(
    title: str,
    values: Sequence[float],
    text: Callable[[float], str] = amount_text,
    *,
    from_zero: bool = False,
) -> Axis:
    """An axis of equal differences; `from_zero` where lengths are compared."""
    low, high = min(values), max(values)
    if from_zero:
        low, high = 0.0, high or 1.0
    room = (high - low) * _LINEAR_ROOM or abs(high) * 0.1 or 1.0
    low, high = low if from_zero else low - room, high + room
    return Axis(title, low, high, tuple((tick, text(tick)) for tick in _linear_ticks(low, high)))


def money_axis(title: str, values: Sequence[float]) -> Axis:
    """An axis of prices: log where they span decades and none is free, else from zero."""
    if min(values) > 0 and max(values) / min(values) >= _DECADE:
        return log_axis(f"{title}, log scale", values)
    return linear_axis(title, values, from_zero=True)


def day_axis(first: date, last: date) -> Axis:
    """An axis of days, counted as `date.toordinal` counts them; months or years are named."""
    low, high = first.toordinal(), last.toordinal()
    return Axis("", float(low), float(max(high, low + 1)), tuple(_day_ticks(first, last)))


def _log_ticks(low: float, high: float) -> list[float]:
    for multiples in _MULTIPLES:
        ticks = list(_within(low, high, multiples))
        if len(ticks) <= _MOST_TICKS:
            return ticks
    return ticks[:: ceil(len(ticks) / _MOST_TICKS)]


def _within(low: float, high: float, multiples: Iterable[int]) -> Iterator[float]:
    for power in range(floor(log10(low)), ceil(log10(high)) + 1):
        for multiple in multiples:
            tick = float(Decimal(multiple).scaleb(power))
            if low <= tick <= high:
                yield tick


def _linear_ticks(low: float, high: float) -> list[float]:
    rough = (high - low) / 5
    power = floor(log10(rough))
    step = next(
        Decimal(multiple).scaleb(power)
        for multiple in (1, 2, 5, 10)
        if float(Decimal(multiple).scaleb(power)) >= rough * 0.99
    )
    numbers = range(floor(low / float(step)), ceil(high / float(step)) + 1)
    return [tick for tick in (float(step * number) for number in numbers) if low <= tick <= high]


def _day_ticks(first: date, last: date) -> Iterator[tuple[float, str]]:
    span = (last - first).days
    if span <= 70:
        step = max(7, -(-span // 6 // 7) * 7)
        for number in range(0, span + 1, step):
            day = first + timedelta(days=number)
            yield float(day.toordinal()), f"{day.day} {day:%b %Y}"
        return
    months = next(months for months in (1, 3, 6, 12, 24, 60, 120) if span / 30.4 / months <= _MOST_TICKS)
    for month in range(first.year * 12, last.year * 12 + 12, months):
        day = date(month // 12, month % 12 + 1, 1)
        if first <= day <= last:
            yield float(day.toordinal()), f"{day:%Y}" if months >= 12 else f"{day:%b %Y}"
