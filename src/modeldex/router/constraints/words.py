"""Words of reasons: lists that callers chose, in one line; numbers as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core import money

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

_MOST_NAMED = 5


def listed(names: Iterable[str], joint: str = "or") -> str:
    """`a, b or c`; of many, the first few."""
    first = [one_line(name) for name in names]
    if len(first) > _MOST_NAMED:
        first = [*first[: _MOST_NAMED - 1], f"{len(first) - _MOST_NAMED + 1} others"]
    return first[0] if len(first) == 1 else f"{', '.join(first[:-1])} {joint} {first[-1]}" if first else ""


def one_line(text: str) -> str:
    """A text of whatever origin without breaks."""
    return " ".join(text.split()) or "?"


def usd(amount: Decimal) -> str:
    """An amount of money, exact."""
    return f"{money.text(amount)} USD"
