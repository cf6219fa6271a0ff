"""A column of values as numbers in the order of the values, so that whole columns compare at once.

Equal values have one number, a larger value a larger one; after all values comes what is no amount,
then what is unknown. The numbers lie in planes of bytes, the most significant first: `translate`
works on a plane in microseconds, where a loop over the models takes milliseconds.
"""

from __future__ import annotations

from bisect import bisect_left
from sys import byteorder

from modeldex.catalog.column import numbers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from modeldex.catalog.column import Column, Numbers

    Ranges = tuple[tuple[int, int], ...]
    """Stretches of numbers, each without its end, apart from each other."""
    Planes = tuple[bytes, ...]
    """The bytes of numbers, one plane per byte, the most significant first."""

NO_AMOUNT = object()
"""The key of what is known, but no amount: a variable price."""

_BYTE = 256
_MOST_IN_ONE_PLANE = _BYTE - 2
_COMMON = 64
"""So many of the most common values have a first byte of their own: a bound at them, where most bounds
are, is decided by the first plane alone."""


class Codes:
    """The numbers of one column, and what a comparison means in them."""

    __slots__ = ("_starts", "end", "numbers", "planes", "unknown", "values")

    def __init__(self, column: Column, key: Callable[[Any], Any]) -> None:
        """Number what a column stores by its `key`: None where that is unknown, or NO_AMOUNT."""
        keys = [None, *map(key, column.values[1:])]
        self.values: list[Any] = []
        """Every value once, the smallest first."""
        alike: list[list[int]] = []
        for at in sorted((at for at, one in enumerate(keys) if _is_amount(one)), key=keys.__getitem__):
            if self.values and self.values[-1] == keys[at]:
                alike[-1].append(at)
            else:
                self.values.append(keys[at])
                alike.append([at])
        self._starts = _starts(alike)
        self.end = self._starts[-1]
        """The number after all values; what is no amount has it."""
        self.unknown = self.end + (1 if self.end <= _MOST_IN_ONE_PLANE else _BYTE)
        """The number of what is unknown."""
        number_of = [self.end if one is NO_AMOUNT else self.unknown for one in keys]
        for start, places in zip(self._starts, alike, strict=False):
            for at in places:
                number_of[at] = start
        self.numbers = _renumbered(column.numbers, number_of, self.unknown)
        """The number of each model, in their order."""
        self.planes = _planes(self.numbers, self.unknown)
        """The numbers, byte by byte."""

    def ranges(self, comparison: str, value: Any) -> Ranges:
        """The numbers of the values that compare so with a value; of no unknown one."""
        place = bisect_left(self.values, value)
        there = place < len(self.values) and self.values[place] == value
        low = self._starts[place]
        high = self._starts[place + 1] if there else low
        return {
            "=": ((low, high),),
            "<": ((0, low),),
            "<=": ((0, high),),
            ">": ((high, self.end),),
            ">=": ((low, self.end),),
            "!=": ((0, low), (high, self.end)),
        }[comparison]

    def known(self, *, known: bool) -> Ranges:
        """The numbers of what is known, or of what is unknown."""
        return ((0, self.unknown),) if known else ((self.unknown, self.unknown + 1),)


def selected(planes: Planes, ranges: Ranges) -> bytes:
    """One byte per model: 1 where its number lies in one of the ranges.

    The first byte of a number decides, but where a range begins or ends among the numbers of one
    first byte: few models have those, and they are looked at one by one.
    """
    first, *others = planes
    step: int = _BYTE ** len(others)
    table = bytearray(_BYTE)
    torn: set[int] = set()
    for low, high in ranges:
        begin, end = -(-low // step), high // step
        table[begin:end] = b"\1" * (end - begin)
        torn.update(bound // step for bound in (low, high) if bound % step)
    found = first.translate(table)
    return _looked_at(found, torn, planes, ranges) if torn else found


def _looked_at(found: bytes, torn: Iterable[int], planes: Planes, ranges: Ranges) -> bytes:
    """What was found, and each model whose first byte is one of some and whose number lies in a range."""
    first, *others = planes
    completed = bytearray(found)
    for byte in torn:
        at = first.find(byte)
        while at >= 0:
            number = byte
            for plane in others:
                number = number * _BYTE + plane[at]
            for low, high in ranges:
                if low <= number < high:
                    completed[at] = 1
            at = first.find(byte, at + 1)
    return bytes(completed)


def both(some: Iterable[bytes]) -> bytes:
    """One byte per model: 1 where it is 1 in all of several."""
    first, *others = some
    if not others:
        return first
    found = int.from_bytes(first, "little")
    for other in others:
        found &= int.from_bytes(other, "little")
    return found.to_bytes(len(first), "little")


def _renumbered(numbers: Numbers, others: list[int], most: int) -> Numbers:
    """For each number the one that stands at its place among others."""
    if isinstance(numbers, bytes) and most < _BYTE:
        return numbers.translate(bytes(others) + bytes(_BYTE - len(others)))
    return numbers_of(map(others.__getitem__, numbers), most)


def _starts(alike: list[list[int]]) -> Sequence[int]:
    """The number of each value, which the first of a column are the most common, and the one after all."""
    if len(alike) <= _MOST_IN_ONE_PLANE:
        return range(len(alike) + 1)
    starts: list[int] = []
    following, apart = 0, False
    for places in alike:
        common = places[0] <= _COMMON
        if apart or common:
            following = _next_step(following)
        starts.append(following)
        following, apart = following + 1, common
    starts.append(_next_step(following))
    return starts


def _is_amount(key: object) -> bool:
    return key is not None and key is not NO_AMOUNT


def _next_step(number: int) -> int:
    return -(-number // _BYTE) * _BYTE


def _planes(numbers: Numbers, most: int) -> Planes:
    if isinstance(numbers, bytes):
        return (numbers,)
    content, size = numbers.tobytes(), numbers.itemsize
    places = range(size) if byteorder == "big" else reversed(range(size))
    needed = (most.bit_length() + 7) // 8
    return tuple(content[place::size] for place in places)[-needed:]
