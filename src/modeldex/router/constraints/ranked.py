"""`Ranked`: a column of exact amounts, cut at any exact bound."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from modeldex.router.frames.measured import Measured

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal


class Ranked:
    """Amounts by place, as ranks among each other: a bound is found among them without rounding it."""

    __slots__ = ("_levels", "_ranks")

    def __init__(self, amounts: Sequence[Decimal | None]) -> None:
        self._levels = sorted({amount for amount in amounts if amount is not None})
        rank = {amount: at for at, amount in enumerate(self._levels)}
        self._ranks = Measured([None if amount is None else rank[amount] for amount in amounts])

    def at_most(self, bound: Decimal) -> int:
        """The set of candidates whose amount is known to be so much or less."""
        return self._ranks.at_most(bisect_right(self._levels, bound) - 1)
