"""LiteLLM's names of prices: `<base>[_above_<n>k_tokens][_<service>]`, one table for the bases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from modeldex.core.money import CONTEXT, cleaned
from modeldex.core.price import STANDARD
from modeldex.identity.litellm_words import BASES, SERVICES
from modeldex.sources.offering import MOST_PER_IMAGE_TOKEN

if TYPE_CHECKING:
    from decimal import Decimal

    from modeldex.sources.base import Reading
    from modeldex.sources.offering import Offering

_FIELD = re.compile(
    r"(?P<base>[a-z_]+?(?:_above_1hr)?)"
    r"(?:_above_(?P<thousands>\d+)k_tokens|_above_(?P<seconds>\d+)s_interval)?"
    rf"(?:_(?P<service>{'|'.join(SERVICES)}))?"
)
_RESOLUTION = re.compile(r"(?P<base>output_cost_per_(?:image|second))_(?P<size>[\d.]+[a-zA-Z]*)")
_NOT_CARRIED = ("input_dbu_cost_per_token", "output_dbu_cost_per_token", "ocr_cost_per_credit",
                "explicit_cache_read_input_token_cost")  # fmt: skip
_UPLIFTS = {
    "regional_processing_uplift_multiplier_eu": {"region": "eu"},
    "regional_processing_uplift_multiplier_us": {"region": "us"},
}
_ENTRY_UPLIFTS = {"us": {"region": "us"}, "fast": {"service": "fast"}}
"""Of `provider_specific_entry`, the factors that a region or a faster service multiplies by."""


def read(reading: Reading, offering: Offering, row: dict[str, Any], conditions: dict[str, Any]) -> None:
    """Pop every price of a row into an offering, under the conditions of its key."""
    bases = BASES | _by_mode(row, conditions)
    uplifts = _uplifts(row)
    for field in sorted(row):
        _field(offering, field, row, bases, conditions)
    for tier in row.pop("tiered_pricing", ()):
        above = int(tier.pop("range", (0,))[0])
        _rates(reading, "tiered_pricing", offering, tier, conditions | {"above_tokens": above})
    off_peak = row.pop("off_peak_pricing", {})
    if off_peak.pop("weekday_timezone", "UTC") != "UTC":
        reading.mended[offering.id] = "off-peak rates withheld: their weekdays are not those of UTC"
        off_peak = {}
    hours = "+".join(_windows(off_peak.pop("windows", ())))
    _rates(
        reading, "off_peak_pricing", offering, off_peak if hours else {}, conditions | {"hours_utc": hours}
    )
    _searches(offering, row.pop("search_context_cost_per_query", None), conditions)
    for field in _NOT_CARRIED:
        row.pop(field, None)
    _raise(offering, uplifts)


def _by_mode(row: dict[str, Any], conditions: dict[str, Any]) -> dict[str, tuple[str, int]]:
    """The units of names that mean something else by what the model does.

    `..._cost_per_second` counts what the model hears, speaks or films. A price of an image of a
    stated size is one of an image made, though some rows call it an input.
    """
    bases = _per_second(row)
    if row.get("mode") in ("image_generation", "image_edit") and conditions.get("variant"):
        bases |= {"input_cost_per_image": ("output_images", 0), "input_cost_per_pixel": ("output_pixels", 0)}
    image = row.get("output_cost_per_image")
    if isinstance(image, float) and 0 < image <= MOST_PER_IMAGE_TOKEN:
        bases["output_cost_per_image"] = ("image_output_tokens", 6)
    return bases


def _per_second(row: dict[str, Any]) -> dict[str, tuple[str, int]]:
    """What `..._cost_per_second` counts depends on what the model does.

    A transcription states one price for its audio, under either name or under both.
    """
    mode = row.get("mode")
    if mode == "audio_transcription":
        if row.get("input_cost_per_second"):
            row.pop("output_cost_per_second", None)
        return dict.fromkeys(("input_cost_per_second", "output_cost_per_second"), ("audio_input_seconds", 0))
    spoken = mode in ("realtime", "audio_speech")
    return {
        "input_cost_per_second": ("audio_input_seconds" if spoken else "compute_seconds", 0),
        "output_cost_per_second": ("audio_output_seconds" if spoken else "video_output_seconds", 0),
    }


def _field(
    offering: Offering,
    field: str,
    row: dict[str, Any],
    bases: dict[str, tuple[str, int]],
    conditions: dict[str, Any],
) -> None:
    sized = _RESOLUTION.fullmatch(field)
    if sized is not None:
        unit, scale = bases[sized["base"]]
        variant = "/".join(filter(None, (conditions.get("variant"), sized["size"])))
        offering.price(unit, row.pop(field), scale, **(conditions | {"variant": variant}))
        return
    named = rate_named(field, bases)
    if named is not None:
        unit, scale, rate = named
        offering.price(unit, row.pop(field), scale, **(conditions | rate))


def rate_named(
    field: str, bases: dict[str, tuple[str, int]] = BASES
) -> tuple[str, int, dict[str, Any]] | None:
    """(unit, how far the point moves, conditions) of a field; None where `bases` does not know it."""
    parts = _FIELD.fullmatch(field)
    if parts is None or parts["base"] not in bases:
        return None
    rate: dict[str, Any] = {
        "above_tokens": int(parts["thousands"] or 0) * 1000,
        "service": SERVICES[parts["service"]] if parts["service"] else STANDARD,
    }
    if parts["seconds"]:
        rate["variant"] = f">{parts['seconds']}s"
    return *bases[parts["base"]], rate


def _rates(
    reading: Reading, path: str, offering: Offering, rates: dict[str, Any], conditions: dict[str, Any]
) -> None:
    """Pop the rates of an inner record, and report what else is in it."""
    for field in [field for field in rates if field in BASES]:
        unit, scale = BASES[field]
        offering.price(unit, rates.pop(field), scale, **conditions)
    reading.leftovers(path, rates)


def _windows(windows: list[dict[str, Any]]) -> list[str]:
    written = []
    for window in windows:
        days, hours = sorted(window["weekdays"]), window["hours_utc"]
        joined = days == list(range(days[0], days[-1] + 1))
        spans = [hours] if isinstance(hours, str) else hours
        for first, last in [(days[0], days[-1])] if joined else [(day, day) for day in days]:
            written += [f"{first}-{last}T{span}" for span in spans]
    return written


def _searches(offering: Offering, by_size: dict[str, Any] | None, conditions: dict[str, Any]) -> None:
    """The price of a web search, by how much is read where that makes a difference."""
    if not by_size:
        return
    if len(set(by_size.values())) == 1:
        offering.price("web_searches", next(iter(by_size.values())), **conditions)
        return
    for size, amount in by_size.items():
        variant = size.removeprefix("search_context_size_")
        offering.price("web_searches", amount, **(conditions | {"variant": variant}))


def _uplifts(row: dict[str, Any]) -> list[tuple[Decimal, dict[str, str]]]:
    """(factor, conditions) of every premium that the row states as a multiple of its prices."""
    entry = row.pop("provider_specific_entry", {})
    stated = [(row.pop(field, None), conditions) for field, conditions in _UPLIFTS.items()]
    stated += [(entry.get(name), conditions) for name, conditions in _ENTRY_UPLIFTS.items()]
    return [(cleaned(factor), conditions) for factor, conditions in stated if factor is not None]


def _raise(offering: Offering, uplifts: list[tuple[Decimal, dict[str, str]]]) -> None:
    """A premium belongs to its region or service: every token rate is so many times as high there."""
    plain_rates = [price for price in offering.prices if price.per != 1 and price.amount]
    for factor, conditions in uplifts:
        for price in plain_rates:
            if price.region is None and (price.service == STANDARD or "service" not in conditions):
                assert price.amount is not None
                amount = cleaned(CONTEXT.multiply(price.amount, factor))
                offering.prices.append(price.replace(amount=amount, **conditions))
