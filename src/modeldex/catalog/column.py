"""`Column`: what many models store under one name, as numbers into the values that differ.

Twelve thousand models have 700 input prices, 120 makers and four statuses. As numbers a column is
small, quickly read, and equal values of it are one object in all models.
"""

from __future__ import annotations

from array import array
from collections import Counter
from sys import byteorder

from modeldex.catalog.columns import sql_type
from modeldex.core.errors import DataError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    Numbers = bytes | array[int]
    """Whole numbers, one per model: in a byte each where none is above 255."""

_READ = {"INTEGER": int, "REAL": float}
_BETWEEN = "\n"
"""Between the values of a column at rest; each of them is one line."""


class Column:
    """The values that models store under one name, and which of them each model has."""

    __slots__ = ("numbers", "values")

    def __init__(self, values: list[Any], numbers: Numbers) -> None:
        self.values = values
        """None, then every value once, the most common first."""
        self.numbers = numbers
        """The place among the values of each model's own, in the order of the models."""

    @classmethod
    def of(cls, stored: Sequence[Any]) -> Column:
        """The column of what each model stores; None where it stores nothing."""
        counts = Counter(stored)
        counts.pop(None, None)
        values = [None, *(value for value, _ in counts.most_common())]
        number_of = {value: number for number, value in enumerate(values)}
        return cls(values, numbers_of(map(number_of.__getitem__, stored), len(values) - 1))

    @classmethod
    def read(cls, name: str, width: int, numbers: bytes, texts: str) -> Column:
        """A column of the catalog as its file keeps it, the inverse of `written`."""
        kind, _, _ = sql_type(name).partition(" ")
        values: list[Any] = _lines_of(texts)
        if kind in _READ:
            values = list(map(_READ[kind], values))
        return cls([None, *values], _read_numbers(width, numbers))

    def written(self, name: str) -> tuple[int, bytes, str]:
        """Bytes per number, the numbers, and the values, as a catalog file keeps them under a name.

        DataError names a value of several lines or none, which could not be read back.
        """
        values = list(map(str, self.values[1:]))
        texts = _BETWEEN.join(values)
        if _lines_of(texts) != values:
            broken = next(value for value in values if not value or _BETWEEN in value)
            raise DataError("models", f"must be one line of text, not {broken!r}", column=name)
        if isinstance(self.numbers, bytes):
            return 1, self.numbers, texts
        numbers = self.numbers[:]
        if byteorder == "big":
            numbers.byteswap()
        return numbers.itemsize, numbers.tobytes(), texts

    def at(self, picked: Callable[[Numbers], Iterable[int]]) -> Iterator[Any]:
        """What those models store that something picks, such as `itemgetter` with a slice or places."""
        return map(self.values.__getitem__, picked(self.numbers))

    def matching(self, holds: Callable[[Any], bool]) -> bytes:
        """One byte per model: 1 where something holds of its value; of an unknown one nothing does."""
        verdicts = [False, *map(holds, self.values[1:])]
        if isinstance(self.numbers, bytes):
            return self.numbers.translate(bytes(verdicts) + bytes(256 - len(verdicts)))
        return bytes(map(verdicts.__getitem__, self.numbers))

    def __iter__(self) -> Iterator[Any]:
        return map(self.values.__getitem__, self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)


def numbers_of(numbers: Iterable[int], most: int) -> Numbers:
    """Numbers none of which is above `most`, in as few bytes as will do."""
    if most < 1 << 8:
        return bytes(numbers)
    return array("H" if most < 1 << 16 else "I", list(numbers))


def _lines_of(texts: str) -> list[str]:
    return texts.split(_BETWEEN) if texts else []


def _read_numbers(width: int, content: bytes) -> Numbers:
    if width == 1:
        return content
    numbers = array("H" if width == 2 else "I", content)
    if byteorder == "big":
        numbers.byteswap()
    return numbers
