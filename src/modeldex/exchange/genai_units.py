"""The units of genai-prices, and which of them a price list may hold together.

The package computes the cost of a call only where every unit's whole is priced beside it (cached
tokens are input tokens), and where two units can apply to one token, so is the unit that is both
(cached audio, beside cache and audio).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.sources.upstreams.genai_prices.rates import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = {unit: (name, scale) for name, (unit, scale) in UNITS.items()}
"""Unit -> its name in the book, and how far the point moves when it is read."""
_TRAITS: dict[str, frozenset[str]] = {
    unit: frozenset(traits.split())
    for unit, traits in {
        "input_tokens": "in",
        "output_tokens": "out",
        "reasoning_tokens": "out reasoning",
        "citation_tokens": "out citation",
        "cache_read_tokens": "in read",
        "cache_write_tokens": "in write",
        "cache_write_1h_tokens": "in write 1h",
        "audio_input_tokens": "in audio",
        "audio_output_tokens": "out audio",
        "audio_cache_read_tokens": "in audio read",
        "audio_cache_write_tokens": "in audio write",
        "image_input_tokens": "in image",
        "image_output_tokens": "out image",
        "image_cache_read_tokens": "in image read",
        "video_input_tokens": "in video",
        "video_output_tokens": "out video",
    }.items()
}
_EXCLUSIVE = (
    frozenset(("in", "out")),
    frozenset(("audio", "image", "video")),
    frozenset(("read", "write")),
    frozenset(("reasoning", "citation")),
)
_FIRST_TO_GO = ("video", "image", "audio", "citation", "reasoning", "1h", "write", "read", "out", "in")
"""Which of two units is given up where they cannot stand together: the one with the earlier trait."""


def coherent(units: Iterable[str]) -> set[str]:
    """The units of a price list that the package can compute with; the others are given up."""
    kept = {unit for unit in units if unit in NAMES}
    while (lacking := _incoherent(kept)) is not None:
        kept.remove(lacking)
    return kept


def _incoherent(units: set[str]) -> str | None:
    """A unit that cannot stand here; None where all can."""
    counted = {_TRAITS[unit]: unit for unit in units if unit in _TRAITS}
    for traits, unit in sorted(counted.items(), key=_order):
        wholes = {other for other in _TRAITS.values() if other < traits}
        if not wholes <= counted.keys():
            return unit
    for traits, unit in sorted(counted.items(), key=_order):
        for other in counted:
            both = traits | other
            if both not in counted and all(len(both & kind) < 2 for kind in _EXCLUSIVE):
                return unit
    return None


def _order(item: tuple[frozenset[str], str]) -> tuple[int, int, str]:
    traits, unit = item
    return min(_FIRST_TO_GO.index(trait) for trait in traits), -len(traits), unit
