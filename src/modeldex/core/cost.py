"""`Cost`: what a call costs, as far as that is known; never a silent zero."""

from __future__ import annotations

from decimal import Decimal

from modeldex.core.lazy_typing import overload
from modeldex.core.money import CONTEXT, plain
from modeldex.core.record import Field, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self

    from modeldex.core.tariff import Tariff

KNOWN, ESTIMATED, UNKNOWN = "known", "estimated", "unknown"


class CostPart(Record):
    """The charge for one unit of a call, and the price row it comes from."""

    unit: str
    """What was counted."""
    count: int | Decimal
    """How many."""
    rate: Decimal
    """USD per million tokens, or per one of any other unit."""
    amount: Decimal
    """USD, exact."""
    price_id: str
    """The price row that was applied."""
    note: str | None = None
    """Why it is an estimate, e.g. that another unit's rate stood in; None when it is exact."""


class Parts(Field):
    """The charges of a cost; those of a call are worked out when they are first read.

    Until then the cost keeps the tariff and the counts that they follow from, as its `_bill`.
    """

    default = ()

    @property
    def slots(self) -> tuple[str, ...]:
        return ("_bill", "_parts")

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> tuple[CostPart, ...]: ...
    def __get__(self, record: object | None, owner: type) -> Self | tuple[CostPart, ...]:
        if record is None:
            return self
        try:
            return record._parts  # type: ignore[attr-defined,no-any-return]
        except AttributeError:
            tariff, counts = record._bill  # type: ignore[attr-defined]
            parts: tuple[CostPart, ...] = tariff.parts(counts)
            object.__setattr__(record, "_parts", parts)
            return parts

    def __set__(self, record: object, value: tuple[CostPart, ...]) -> None:
        raise AttributeError(f"{self.name} is frozen")


class Cost(Record):
    """The charge for one call: known, estimated or unknown, with its parts."""

    status: str
    """`known`; `estimated` (some rate stands in for another); `unknown` (some unit has none)."""
    amount: Decimal | None
    """USD, exact; None when unknown: then `at_least` is the part that is known."""
    parts: Parts = Parts()
    """One charge per unit and price row."""
    missing: tuple[str, ...] = ()
    """Units that were used and have no known rate."""

    @property
    def at_least(self) -> Decimal:
        """USD of the parts that have a rate."""
        return _sum(part.amount for part in self.parts)

    @property
    def price_ids(self) -> tuple[str, ...]:
        """The price rows that were applied, each once."""
        return tuple(dict.fromkeys(part.price_id for part in self.parts))

    @property
    def notes(self) -> tuple[str, ...]:
        """Why the cost is an estimate or unknown, in words."""
        notes = [part.note for part in self.parts if part.note]
        return (*notes, *(f"no known price for {unit}" for unit in self.missing))

    @staticmethod
    def of_parts(parts: tuple[CostPart, ...], missing: tuple[str, ...] = ()) -> Cost:
        """The cost that follows from its parts and from the units without a rate."""
        if missing:
            return Cost(status=UNKNOWN, amount=None, parts=parts, missing=missing)
        status = ESTIMATED if any(part.note for part in parts) else KNOWN
        return Cost(status=status, amount=plain(_sum(part.amount for part in parts)), parts=parts)

    @staticmethod
    def total(costs: Iterable[Cost]) -> CostTotal:
        """The sum of many costs, which says how many of them it covers."""
        counts = {KNOWN: 0, ESTIMATED: 0, UNKNOWN: 0}
        at_least = Decimal(0)
        for cost in costs:
            counts[cost.status] += 1
            at_least = CONTEXT.add(at_least, cost.at_least)
        return CostTotal(at_least=at_least, **counts)

    def _stored(self) -> tuple[object, ...]:
        return self.status, self.amount, self.parts, self.missing


_put_status = Cost.__dict__["status"].__set__
_put_amount = Cost.__dict__["amount"].__set__
_put_missing = Cost.__dict__["missing"].__set__
_put_bill = Cost.__dict__["_bill"].__set__


_part_puts = tuple(CostPart.__dict__[name].__set__ for name in CostPart.__fields__)


def charged(*parts: object) -> CostPart:
    """A charge from its parts in the order of the fields of `CostPart`; nothing is checked."""
    made = CostPart.__new__(CostPart)
    for put, part in zip(_part_puts, parts, strict=True):
        put(made, part)
    return made


def billed(
    status: str,
    amount: Decimal | None,
    missing: tuple[str, ...],
    bill: tuple[Tariff, Mapping[str, int | Decimal]],
) -> Cost:
    """A cost whose parts are worked out from its bill when they are first read; nothing is checked."""
    made = Cost.__new__(Cost)
    _put_status(made, status)
    _put_amount(made, amount)
    _put_missing(made, missing)
    _put_bill(made, bill)
    return made


class CostTotal(Record):
    """A sum of costs that carries its coverage: an unknown cost is not a zero in it."""

    at_least: Decimal
    """USD of all parts that have a rate: the whole where nothing is unknown."""
    known: int
    """Number of costs that are exact."""
    estimated: int
    """Number of costs that are estimates."""
    unknown: int
    """Number of costs of which a part has no rate."""

    @property
    def coverage(self) -> float | None:
        """Share of costs that have an amount, 0 to 1; None for a sum of nothing."""
        calls = self.known + self.estimated + self.unknown
        return (self.known + self.estimated) / calls if calls else None

    @property
    def status(self) -> str:
        """`known`, `estimated` or `unknown`: the weakest of what was added."""
        return UNKNOWN if self.unknown else ESTIMATED if self.estimated else KNOWN


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = CONTEXT.add(total, amount)
    return total
