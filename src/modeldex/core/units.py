"""What a unit is: the kinds of field of `Usage`, each also the unit of a `Price`."""

from __future__ import annotations

from decimal import Decimal

from modeldex.core import money
from modeldex.core.lazy_typing import overload
from modeldex.core.record import Field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self


MILLION = 1_000_000
MOST_COUNTED = 10**18
"""A whole count stays below it."""

_NONE = Decimal(0)


class Unit(Field):
    """One thing that a provider counts and charges for.

    A usage keeps the counts of all its units in one map, `_counts`, and zeros not at all: of some
    forty units a call uses three.
    """

    per = 1
    """How many of it a price is for: 1,000,000 for tokens, 1 for all else."""
    default: Any = 0

    def __init__(
        self,
        meaning: str,
        *,
        is_input: bool = False,
        stand_in: str | None = None,
        stand_in_is_exact: bool = False,
        only_if_priced: bool = False,
        default: int = 0,
    ) -> None:
        self.meaning = meaning
        """One line: what is counted."""
        self.is_input = is_input
        """Whether it counts towards the total input that decides the context tier."""
        self.stand_in = stand_in
        """The unit whose rate applies where this one has none; None: its cost is then unknown."""
        self.stand_in_is_exact = stand_in_is_exact
        """Whether the stand-in is what providers charge, or only an estimate of it."""
        self.only_if_priced = only_if_priced
        """Whether no price means no charge (a call as such) rather than an unknown one."""
        self.default = default

    @property
    def slots(self) -> tuple[str, ...]:
        return ("_counts",)

    def encode(self, value: Any) -> int | Decimal:
        """The count, checked; ValueError says what is wrong with it."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"must be a whole number, not {value!r}")
        if not 0 <= value < MOST_COUNTED:
            raise ValueError(
                f"must not be negative, got {value}" if value < 0 else "is too large to be a count"
            )
        return value


class Things(Unit):
    """A unit counted in whole things: calls, images, pages."""

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> int: ...
    def __get__(self, record: object | None, owner: type) -> Self | int:
        if record is None:
            return self
        return record._counts.get(self.name, 0)  # type: ignore[attr-defined,no-any-return]

    def __set__(self, record: object, value: int) -> None:
        raise AttributeError(f"{self.name} is frozen")


class Tokens(Things):
    """A unit counted in tokens and priced per million."""

    per = MILLION


class Seconds(Unit):
    """A unit of time, counted with fractions."""

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> Decimal: ...
    def __get__(self, record: object | None, owner: type) -> Self | Decimal:
        if record is None:
            return self
        return record._counts.get(self.name, _NONE)  # type: ignore[attr-defined,no-any-return]

    def __set__(self, record: object, value: money.Amount) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def encode(self, value: Any) -> Decimal:
        return money.exact(value)
