"""Criteria that are words: a name, one of a closed list, yes or no."""

from __future__ import annotations

from modeldex.catalog.column import Column
from modeldex.catalog.criteria.base import UNKNOWN, Criterion
from modeldex.core.days import today
from modeldex.core.errors import UnknownNameError
from modeldex.core.status import ModelStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from typing import Any

    from modeldex.catalog.codes import Codes, Ranges
    from modeldex.catalog.criteria.base import Condition, Models, Names


_UNKNOWN_STATE = "unknown"


class Listed(Criterion):
    """A name of which the catalog knows all: a provider, a maker, a family."""

    takes = "a name that the catalog knows"

    def conditions(self, comparison: str, text: str, names: Names) -> tuple[Condition, ...]:
        made = super().conditions(comparison, text, names)
        if made[0][2] is UNKNOWN:
            return made
        return ((self, comparison, names.one_of(self.name, text)),)


class FirstStated(Criterion):
    """A text of one column, or else of the next."""

    def stored(self, columns: Mapping[str, Column]) -> Column:
        first, second = (columns[name] for name in self.columns)
        return Column.of([other if one is None else one for one, other in zip(first, second, strict=True)])


class Choice(Criterion):
    """A word out of a closed list."""

    falls = None

    def __init__(self, name: str, words: Iterable[str]) -> None:
        super().__init__(name)
        self._words = tuple(words)
        self.takes = "one of " + ", ".join(self._words)

    def value(self, text: str) -> str:
        if text not in self._words:
            raise UnknownNameError(self.name, text, self._words)
        return text


class Pricing(Choice):
    """What the rates in force say together: a word, of which `unknown` is none."""

    def kept_as(self) -> Hashable:
        return self.name, today()

    def key(self, stored: Any) -> Any:
        return None if stored == _UNKNOWN_STATE else stored

    def value(self, text: str) -> str:
        return UNKNOWN if super().value(text) == _UNKNOWN_STATE else text


class Status(Criterion):
    """A status out of several, by its name or its letter."""

    falls = None
    takes = "one of " + ", ".join(status.name.lower() for status in ModelStatus)

    def value(self, text: str) -> tuple[str, ...]:
        return (ModelStatus.named(text).value,)

    def ranges(self, codes: Codes, comparison: str, value: Any) -> Ranges:
        if value is UNKNOWN:
            return super().ranges(codes, comparison, value)
        if comparison == "!=":
            value = [letter for letter in codes.values if letter not in value]
        return tuple(codes.ranges("=", letter)[0] for letter in value)


class YesNo(Criterion):
    """Yes or no."""

    falls = None
    takes = "yes or no"

    def value(self, text: str) -> str:
        return "Y" if is_yes(text) else "N"


class Members(Criterion):
    """One of several names in a cell."""

    falls = None
    is_coded = False
    takes = "a name"

    def selection(self, models: Models, comparison: str, value: Any) -> bytes:
        column, among = models.column(self.name), comparison == "="
        if value is UNKNOWN:
            stated = column.matching(lambda _: True)
            return bytes(one is not among for one in map(bool, stated))
        return column.matching(lambda cell: (value in cell.split()) is among)


class Presence(Criterion):
    """A field of several parts, of which only is asked whether any is known."""

    comparisons = ()
    falls = None

    def told(self) -> str:
        return f"{self.name} takes ? alone: =? where none is known, !=? where any is"


def is_yes(text: str) -> bool:
    """Whether a text says yes rather than no; ValueError where it says neither."""
    lowered = text.lower()
    if lowered not in ("yes", "true", "y", "no", "false", "n"):
        raise ValueError(f"must be yes or no, not {text!r}")
    return lowered in ("yes", "true", "y")
