"""Criteria that are more or less: dates, counts, scores, and what something costs."""

from __future__ import annotations

from decimal import Decimal

from modeldex.catalog.codes import NO_AMOUNT
from modeldex.catalog.column import Column
from modeldex.catalog.criteria.base import COMPARISONS, EQUALITIES, Criterion
from modeldex.core.days import is_day, today
from modeldex.core.fields import Rate
from modeldex.core.list_fields import Scores
from modeldex.core.money import exact
from modeldex.core.quality import QualityScores

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from modeldex.catalog.codes import Codes, Ranges
    from modeldex.catalog.criteria.base import Condition, Names

_WORDS = (Rate.FREE, Rate.VARIABLE)
_ZERO = Decimal(0)


class Measure(Criterion):
    """A field that is more or less."""

    comparisons = COMPARISONS

    def __init__(self, name: str, *columns: str, falls: bool) -> None:
        super().__init__(name, *columns)
        self.falls = falls


class Days(Measure):
    """A date in the precision of its source: a month or a year comes before all its days."""

    takes = "a date like 2025-06-01, 2025-06 or 2025"

    def value(self, text: str) -> str:
        if not is_day(text):
            raise ValueError
        return text


class Counts(Measure):
    """A whole number."""

    takes = "a whole number"

    def value(self, text: str) -> int:
        if not (text.isascii() and text.isdigit()):
            raise ValueError
        return int(text)


class Numbers(Measure):
    """A number with a fraction."""

    takes = "a number"

    def value(self, text: str) -> float:
        return float(exact(text))


class Score(Numbers):
    """One of the named numbers of a column."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "benchmarks", falls=True)

    def key(self, stored: Any) -> float | None:
        return Scores.read(stored).get(self.name)


class Quality(Numbers):
    """One of the four scores of quality: as stated, or as the benchmarks give it."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "scores", "benchmarks", falls=True)

    def stored(self, columns: Mapping[str, Column]) -> Column:
        return Column.of(list(zip(columns["scores"], columns["benchmarks"], strict=True)))

    def key(self, stored: Any) -> float | None:
        scores, benchmarks = stored
        if scores is not None:
            return Scores.read(scores).get(self.name)
        found: float | None = getattr(QualityScores.derived(Scores.read(benchmarks)), self.name)
        return found


class Amounts(Measure):
    """A rate: an amount, of which free is the least, or variable, which is no amount."""

    takes = "an amount in USD"

    def __init__(self, name: str, column: str) -> None:
        super().__init__(name, column, falls=False)

    def told(self) -> str:
        words = "free, variable, or ? for unknown after = and !="
        return f"{self.name} takes {self.takes} after {' '.join(self.comparisons)}, and {words}"

    def key(self, stored: Any) -> Any:
        return NO_AMOUNT if stored == Rate.VARIABLE else _ZERO if stored == Rate.FREE else Decimal(stored)

    def conditions(self, comparison: str, text: str, names: Names) -> tuple[Condition, ...]:
        if text in _WORDS and comparison in EQUALITIES:
            return ((self, comparison, text),)
        return super().conditions(comparison, text, names)

    def value(self, text: str) -> Decimal:
        return exact(text)

    def ranges(self, codes: Codes, comparison: str, value: Any) -> Ranges:
        if value not in _WORDS:
            return super().ranges(codes, comparison, value)
        free = codes.ranges("<=", _ZERO)
        if value == Rate.FREE:
            return free if comparison == "=" else ((free[0][1], codes.unknown),)
        return ((codes.end, codes.unknown),) if comparison == "=" else ((0, codes.end),)


class CurrentAmounts(Amounts):
    """A rate out of the price rows, as it is in force today."""

    def __init__(self, key: str) -> None:
        super().__init__(key, key)
        if "currency:" in key:
            self.takes = "an amount in that currency"

    def kept_as(self) -> Hashable:
        return self.name, today()
