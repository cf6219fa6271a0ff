"""The prices of a row of genai-prices: steps in time, hours of the day, and variants of a call.

Of the prices whose constraint is met the last one wins; one without a constraint comes first and
holds where no other does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.core.errors import SourceError
from modeldex.sources.base import Reading, drop, expect

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

UNITS = {
    "input_mtok": ("input_tokens", 0),
    "output_mtok": ("output_tokens", 0),
    "output_reasoning_mtok": ("reasoning_tokens", 0),
    "output_citation_mtok": ("citation_tokens", 0),
    "cache_read_mtok": ("cache_read_tokens", 0),
    "cache_write_mtok": ("cache_write_tokens", 0),
    "cache_write_1h_mtok": ("cache_write_1h_tokens", 0),
    "input_audio_mtok": ("audio_input_tokens", 0),
    "output_audio_mtok": ("audio_output_tokens", 0),
    "cache_audio_read_mtok": ("audio_cache_read_tokens", 0),
    "cache_audio_write_mtok": ("audio_cache_write_tokens", 0),
    "input_image_mtok": ("image_input_tokens", 0),
    "output_image_mtok": ("image_output_tokens", 0),
    "cache_image_read_mtok": ("image_cache_read_tokens", 0),
    "input_video_mtok": ("video_input_tokens", 0),
    "output_video_mtok": ("video_output_tokens", 0),
    "requests_kcount": ("requests", -3),
    "web_searches_kcount": ("web_searches", -3),
    "input_text_messages_kcount": ("text_messages", -3),
}
"""Name of a price -> (unit, how far the decimal point moves)."""
_NOT_CARRIED = (
    "storage_searches_kcount",  # searches in files kept at the provider are no unit of ours
    "audio_hours",
    "input_audio_hours",
    "input_document_kpages",
    "input_annotated_document_kpages",
    "input_mchars",
)
"""Prices of what the book counts by the hour, the page or the character, beside those of tokens."""

Rates = dict[tuple[str, int], tuple[str, int]]
"""(unit, boundary in tokens) -> (amount as written, how far its point moves)."""


class Step(NamedTuple):
    """Prices from a day on; a blank day is since always."""

    start: str
    rates: Rates


class Book:
    """All prices of one row."""

    def __init__(self) -> None:
        self.steps: dict[tuple[tuple[str, str], ...], list[Step]] = {}
        """Conditions of a call -> its steps in time."""
        self.hours: list[tuple[str, str, Rates]] = []
        """(first, last clock in UTC, rates) of prices that hold at some hours of the day."""

    def state(self, offering: Offering, as_of: str, conditions: dict[str, Any]) -> None:
        """State what is in force on a day, and what held when."""
        for words, steps in self.steps.items():
            steps.sort(key=lambda step: step.start)
            begun = [step for step in steps if step.start <= as_of]
            if begun:
                self._state_now(offering, begun[-1].rates, conditions | dict(words), is_plain=not words)
            _state_held(offering, steps, conditions | dict(words))

    def _state_now(
        self, offering: Offering, rates: Rates, conditions: dict[str, Any], *, is_plain: bool
    ) -> None:
        """The plain rate is that of the longer part of the day; the rest has its hours."""
        hours = self.hours if is_plain else []
        windows = [(_minutes(first), _minutes(last)) for first, last, _ in hours]
        if any(other != hours[0][2] for *_, other in hours):
            raise SourceError(f"{offering.id}: hours at different prices; the upstream has changed its shape")
        if sum(last - first for first, last in windows) > 12 * 60:
            _state(offering, hours[0][2], conditions)
            _state(offering, rates, conditions | {"hours_utc": _written(_complement(windows))})
            return
        _state(offering, rates, conditions)
        if hours:
            _state(offering, hours[0][2], conditions | {"hours_utc": _written(windows)})


def read_book(reading: Reading, prices: list[dict[str, Any]], variants: list[dict[str, Any]]) -> Book:
    """Pop all prices of a row."""
    book = Book()
    for entry in expect(prices, list, "prices"):
        rates = _rates(reading, entry.pop("prices"))
        constraint = entry.pop("constraint") or {}
        clocks = constraint.pop("start_time", None), constraint.pop("end_time", None)
        start = constraint.pop("start_date", "")
        if clocks[0] is not None and clocks[1] is not None:
            book.hours.append(
                (expect(clocks[0], str, "start_time"), expect(clocks[1], str, "end_time"), rates)
            )
        else:
            book.steps.setdefault((), []).append(Step(expect(start, str, "start_date"), rates))
        reading.leftovers("model.prices.constraint", constraint)
        reading.leftovers("model.prices", entry)
    for entry in expect(variants, list, "variants"):
        rates = _rates(reading, entry.pop("prices"))
        constraint = entry.pop("constraint") or {}
        words = _conditions(reading, entry.pop("when"))
        start = expect(constraint.pop("start_date", ""), str, "start_date")
        if rates and words:  # without rates, or under the default, it repeats the plain prices
            book.steps.setdefault(words, []).append(Step(start, rates))
        reading.leftovers("model.variants.constraint", constraint)
        reading.leftovers("model.variants", entry)
    return book


def _conditions(reading: Reading, when: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    words: dict[str, str] = {}
    for name in ("processing", "service_tier", "speed"):
        service = when.pop(name, None)
        if service not in (None, "default"):
            words["service"] = expect(service, str, name)
    for name in ("route", "search_type"):
        variant = when.pop(name, None)
        if variant is not None:
            words["variant"] = expect(variant, str, name)
    reading.leftovers("model.variants.when", when)
    return tuple(words.items())


def _rates(reading: Reading, prices: dict[str, Any]) -> Rates:
    rates: Rates = {}
    for name, (unit, scale) in UNITS.items():
        stated = prices.pop(name, None)
        tiers: list[dict[str, Any]] = []
        if isinstance(stated, dict):
            tiers = expect(stated.pop("tiers", None), list, f"{name}.tiers")
            base = stated.pop("base", None)
            reading.leftovers("model.prices.tiered", stated)
            stated = base
        if stated is not None:
            rates[unit, 0] = (expect(stated, str, name), scale)
        for tier in tiers:
            start = expect(tier.pop("start"), int, f"{name}.start")
            boundary = start + 1 if (start + 1) % 1_000 == 0 else start  # `above 199,999` is from 200,000 on
            rates[unit, boundary] = (expect(tier.pop("price"), str, f"{name}.price"), scale)
            reading.leftovers("model.prices.tiers", tier)
    drop(prices, _NOT_CARRIED)
    reading.leftovers("model.prices", prices)
    return rates


def _state(offering: Offering, rates: Rates, conditions: dict[str, Any]) -> None:
    for (unit, above), (amount, scale) in rates.items():
        offering.price(unit, amount, scale, above_tokens=above, **conditions)


def _state_held(offering: Offering, steps: list[Step], conditions: dict[str, Any]) -> None:
    """Every rate that began on a known day, until the step that changes or drops it."""
    for place, step in enumerate(steps):
        before = steps[place - 1].rates if place else {}
        for key, rate in step.rates.items():
            if not step.start or before.get(key) == rate:
                continue
            until = next((later.start for later in steps[place + 1 :] if later.rates.get(key) != rate), None)
            offering.held(
                key[0], *rate, valid_from=step.start, valid_to=until, above_tokens=key[1], **conditions
            )


def _minutes(clock: str) -> int:
    """Minutes since midnight of `16:30:00+00:00`."""
    if not clock.endswith("+00:00"):
        raise SourceError(f"a clock that is not UTC: {clock!r}")
    hours, minutes, _ = clock.removesuffix("+00:00").split(":")
    return int(hours) * 60 + int(minutes)


def _complement(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of a day."""
    edges = [0, *(edge for window in sorted(windows) for edge in window), 24 * 60]
    return [(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if first < last]


def _written(windows: list[tuple[int, int]]) -> str:
    spans = (f"{first // 60:02}:{first % 60:02}-{last // 60:02}:{last % 60:02}" for first, last in windows)
    return "+".join(f"1-7T{span}" for span in spans)
