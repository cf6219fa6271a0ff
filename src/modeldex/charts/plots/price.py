"""The prices that a picture can speak of: of input, of output, or of a blend of both."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.core import money
from modeldex.core.errors import UnknownNameError

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig

INPUT, OUTPUT, BLEND = "input", "output", "blend"
PRICES: dict[str, str] = {
    INPUT: "USD per million input tokens",
    OUTPUT: "USD per million output tokens",
    BLEND: "USD per million tokens, 3 input to 1 output",
}
"""Name of a price -> what it is, with its unit."""
_INPUT_SHARE, _OUTPUT_SHARE = Decimal("0.75"), Decimal("0.25")


def price_of(offering: ModelConfig, name: str) -> Decimal | None:
    """The price of an offering in USD per million tokens; 0 is free, None is unknown or variable."""
    if name not in PRICES:
        raise UnknownNameError("price", name, PRICES)
    read, written = offering.cost_per_1m_input_tokens, offering.cost_per_1m_output_tokens
    if name != BLEND:
        return read if name == INPUT else written
    if read is None or written is None:
        return None
    return money.CONTEXT.add(
        money.CONTEXT.multiply(read, _INPUT_SHARE), money.CONTEXT.multiply(written, _OUTPUT_SHARE)
    )


def usd_text(amount: Decimal | None, unknown: str = "unknown") -> str:
    """USD for people: `2.50`, `0.075`, `free`; another word where there is no amount."""
    if amount is None:
        return unknown
    if not amount:
        return "free"
    whole, _, fraction = money.text(amount).partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}"
