"""Chance that can be had again: numbers that follow from a seed, and are spread evenly.

The step and the mixing are those of SplitMix64: from any seed on, also of 0, 1, 2 ..., its numbers pass
tests of randomness, and one costs a microsecond. A `random.Random` would take several just to be made.
Nothing here is a secret.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
"""2 ** 64 by the golden ratio, made odd."""
_TO_UNIT = 2.0**-53


def draws(seed: int, places: Iterable[int]) -> list[float]:
    """A number for each of some places, between 0 and 1, never 0: by seed and place alone.

    Those of seeds side by side have nothing in common, nor have those of places.
    """
    start = _mixed(seed + _STEP)
    return [((_mixed(start + _STEP * place) >> 11) + 0.5) * _TO_UNIT for place in places]


def _mixed(word: int) -> int:
    """A whole number of 64 bits, each of which depends on all of another one."""
    word &= _WORD
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & _WORD
    word = (word ^ word >> 27) * 0x94D049BB133111EB & _WORD
    return word ^ word >> 31


def share_of(text: str, salt: str) -> float:
    """A number from 0 to below 1 that a text always has, another one under another salt."""
    made = blake2b(f"{salt}\0{text}".encode("utf-8", "surrogatepass"), digest_size=8)
    return (int.from_bytes(made.digest(), "big") >> 11) * _TO_UNIT
