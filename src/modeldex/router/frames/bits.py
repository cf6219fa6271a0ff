"""Sets of places as whole numbers: the bit at a place says whether it is in the set."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPARSE = 16
"""Where fewer than one in so many places are in a set, they are looked for one by one."""
_FEW = 64
"""Sets of so few are taken apart bit by bit."""
_ZEROS_AND_ONES = bytes(byte & 1 for byte in range(256))


def bits_of(places: Iterable[int], size: int) -> int:
    """The set of some places below a size."""
    held = bytearray(size // 8 + 1)
    for place in places:
        held[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(held, "little")


def flags_of(chosen: int, size: int) -> bytes:
    """A set as one byte per place, 1 where it is in the set."""
    return f"{chosen:0{size}b}".encode()[::-1].translate(_ZEROS_AND_ONES)[:size]


def places_of(chosen: int, size: int) -> list[int]:
    """The places of a set, in order."""
    found: list[int] = []
    if size > _FEW:
        flags = flags_of(chosen, size)
        if chosen.bit_count() * _SPARSE > size:
            return list(compress(range(size), flags))
        at = flags.find(1)
        while at >= 0:
            found.append(at)
            at = flags.find(1, at + 1)
        return found
    while chosen:
        lowest = chosen & -chosen
        found.append(lowest.bit_length() - 1)
        chosen ^= lowest
    return found


def holds(chosen: int, place: int) -> bool:
    """Whether a place is in a set."""
    return bool(chosen >> place & 1)
