"""A number that was written in another unit: it differs by exactly such a factor from what was meant."""

from __future__ import annotations

from decimal import Decimal

from modeldex.core.money import CONTEXT

_FACTORS = (Decimal(10), Decimal(100), Decimal(1_000), Decimal(1_000_000))


def is_slip(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers differ by a factor of exactly 10, 100, 1,000 or 1,000,000; zero does from none."""
    low, high = sorted((one, other))
    return bool(low) and any(high == CONTEXT.multiply(low, factor) for factor in _FACTORS)
