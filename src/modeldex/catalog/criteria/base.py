"""`Criterion`: what a condition or an order is about, and how its values compare."""

from __future__ import annotations

from modeldex.catalog.codes import selected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any, Protocol

    from modeldex.catalog import named_field
    from modeldex.catalog.codes import Codes, Ranges
    from modeldex.catalog.column import Column

    class Names(named_field.Names, Protocol):
        """The names that a catalog knows."""

        def one_of(self, column: str, name: str) -> str:
            """A name as its column has it; UnknownNameError lists those that there are."""

    class Models(Protocol):
        """What has the columns of some models, and their codes."""

        def column(self, name: str) -> Column:
            """What they store under a name."""

        def codes(self, criterion: Criterion) -> Codes:
            """The codes of a criterion."""

    Condition = tuple["Criterion", str, Any]
    """A criterion, a comparison, and with what: a value, or UNKNOWN."""

UNKNOWN = "?"
EQUALITIES = ("=", "!=")
COMPARISONS = (">=", "<=", ">", "<", "=", "!=")


class Criterion:
    """A field that is a word: the same or another."""

    comparisons: tuple[str, ...] = EQUALITIES
    takes = "a text"
    """What may stand after a comparison."""
    falls: bool | None = False
    """Whether an order by it begins with the largest; None where it has no order."""
    is_coded = True
    """Whether its conditions are ranges of codes; else they are asked of the values that there are."""

    def __init__(self, name: str, *columns: str) -> None:
        self.name = name
        """The name under which it is kept."""
        self.columns = columns or (name,)
        """The columns that it follows from; its own where no other is given."""

    def kept_as(self) -> Hashable:
        """What tells its codes from those of others."""
        return self.name

    def stored(self, columns: Mapping[str, Column]) -> Column:
        """What each model stores."""
        return columns[self.columns[0]]

    def key(self, stored: Any) -> Any:
        """What a stored form compares by; None where that is unknown."""
        return stored

    def conditions(
        self,
        comparison: str,
        text: str,
        names: Names,  # noqa: ARG002 - for kinds whose names a catalog knows
    ) -> tuple[Condition, ...]:
        """The conditions that `field`, a comparison and a text state.

        ValueError says what it takes; UnknownNameError lists the names there are.
        """
        if text == UNKNOWN and comparison in EQUALITIES:
            return ((self, comparison, UNKNOWN),)
        if comparison not in self.comparisons:
            raise ValueError(self.told())
        try:
            return ((self, comparison, self.value(text)),)
        except ValueError:
            raise ValueError(self.told()) from None

    def told(self) -> str:
        """What it takes, in words."""
        return f"{self.name} takes {self.takes} after {' '.join(self.comparisons)}; ? after = is unknown"

    def value(self, text: str) -> Any:
        """What a text after a comparison means; ValueError where it means nothing."""
        if not text:
            raise ValueError
        return text

    def ranges(self, codes: Codes, comparison: str, value: Any) -> Ranges:
        """The codes that meet a comparison; an unknown value meets none but `=?`."""
        if value is UNKNOWN:
            return codes.known(known=comparison != "=")
        return codes.ranges(comparison, value)

    def selection(self, models: Models, comparison: str, value: Any) -> bytes:
        """One byte for each of some models: 1 where it meets a comparison."""
        codes = models.codes(self)
        return selected(codes.planes, self.ranges(codes, comparison, value))
