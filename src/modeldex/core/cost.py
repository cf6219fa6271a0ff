"""`Cost`: what a call costs, as far as that is known; never a silent zero."""

from __future__ import annotations

from decimal import Decimal

from modeldex.core.money import CONTEXT, plain
from modeldex.core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

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


class Cost(Record):
    """The charge for one call: known, estimated or unknown, with its parts."""

    status: str
    """`known`; `estimated` (some rate stands in for another); `unknown` (some unit has none)."""
    amount: Decimal | None
    """USD, exact; None when unknown: then `at_least` is the part that is known."""
    parts: tuple[CostPart, ...] = ()
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
