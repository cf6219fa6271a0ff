"""Exact money: one private decimal context, and the ways into it.

Every amount is a `Decimal`. Arithmetic runs in `CONTEXT`, which has room for any product this
package makes and *traps* rounding, overflow and invalid operations: a result is exact or an
error. The caller's own decimal context changes nothing.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from functools import lru_cache

CONTEXT = decimal.Context(
    prec=60,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-999,
    Emax=999,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[
        decimal.InvalidOperation,
        decimal.DivisionByZero,
        decimal.Overflow,
        decimal.Inexact,
    ],
)
"""Sixty digits hold any rate of twelve digits times any count of forty."""

QUANTUM_DIGITS = 12
"""Amounts read from sources are rounded half-even to this many significant digits: more than any
price list states, fewer than the noise of a binary fraction (0.0024499999999999995 is 0.00245)."""

_QUANTUM = decimal.Context(prec=QUANTUM_DIGITS, rounding=decimal.ROUND_HALF_EVEN, traps=[])

_MOST_DIGITS = 40
"""More than any price has; with them, a product with any count of twenty digits is still exact."""

Amount = int | float | str | Decimal
"""What a caller may write for an amount of money; a float is taken by its shortest repr."""


def exact(value: Amount) -> Decimal:
    """Read an amount exactly as written.

    Raises ValueError for booleans, text that is no number, NaN, infinities and negative amounts.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"must be a number, text or Decimal, not {type(value).__name__}")
    return _read(repr(value) if isinstance(value, float) else str(value).strip())


@lru_cache(maxsize=8192)
def _read(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except decimal.InvalidOperation:
        raise ValueError(f"must be a number, not {text!r}") from None
    if not amount.is_finite():
        raise ValueError(f"must be finite, not {text}")
    if amount < 0:
        raise ValueError(f"must not be negative, got {text}")
    if amount and (len(amount.as_tuple().digits) > _MOST_DIGITS or abs(amount.adjusted()) > _MOST_DIGITS):
        raise ValueError(f"must have at most {_MOST_DIGITS} digits, got {text}")
    return amount.copy_abs()  # minus zero is zero; unlike abs() it rounds to nobody's context


def cleaned(value: Amount, scale: int = 0) -> Decimal:
    """Read a source's amount, move its decimal point by `scale`, and round it to the quantum.

    `cleaned("0.0000025", 6)` is 2.5: USD per token becomes USD per million tokens.
    """
    return plain(_QUANTUM.plus(exact(value).scaleb(scale, CONTEXT)))


def plain(amount: Decimal) -> Decimal:
    """The same amount without trailing zeros and without an exponent (`1E+2` is `100`)."""
    if not amount:
        return Decimal(0)
    reduced = amount.normalize(CONTEXT)
    exponent = reduced.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return reduced.quantize(Decimal(1), context=CONTEXT)
    return reduced


@lru_cache(maxsize=8192)
def text(amount: Decimal) -> str:
    """The canonical text of an amount: no exponent, no trailing zeros."""
    return format(plain(amount), "f")
