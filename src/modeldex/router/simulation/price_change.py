"""`PriceChange`: a rate that is another while a simulation runs."""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.core import money
from modeldex.core.errors import InvalidValueError
from modeldex.core.price import STANDARD, Price
from modeldex.wire.frozen import frozen

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig

RATES = MappingProxyType({
    "input": "input_tokens", "output": "output_tokens", "cache_read": "cache_read_tokens",
    "cache_write": "cache_write_tokens", "request": "requests",
})  # fmt: skip
"""Name of a rate -> the unit that it is of."""
FORM = "openai/gpt-4o=input:2x, openai/gpt-4o=output:-10% or openai/gpt-4o=input:1.25,output:5"
"""How changes of prices are written."""
SOURCE = "simulation"
"""Who states a changed rate."""
_TIMES, _PERCENT = re.compile(r"(\d+(?:\.\d+)?|\.\d+)x"), re.compile(r"([+-]\d+(?:\.\d+)?)%")


@frozen
class PriceChange:
    """One rate of a model, or of all models of a provider, as it would be."""

    target: str
    """Name of the model, or of the provider."""
    rate: str
    """One of `RATES`."""
    factor: Decimal | None = None
    """By what every row of the rate is multiplied, those of tiers and batches included."""
    amount: Decimal | None = None
    """USD per million tokens, or per request, in the place of every row of an ordinary call."""

    @classmethod
    def read(cls, text: str) -> tuple[PriceChange, ...]:
        """The changes that a text like `openai/gpt-4o=input:2x,output:-10%` means.

        InvalidValueError shows the form.
        """
        target, _, rest = text.rpartition("=")
        if not target.strip() or not rest.strip():
            raise _wrong(text, "names no model, or no rate")
        return tuple([_read_one(text, target.strip(), word.strip()) for word in rest.split(",")])

    def applied(self, model: ModelConfig) -> ModelConfig | None:
        """The model with the changed rate; None where it is multiplied and nobody knows the rate."""
        unit = RATES[self.rate]
        of_rate = [price for price in model.prices if price.unit == unit]
        others = [price for price in model.prices if price.unit != unit]
        if self.factor is not None:
            if all(price.amount is None for price in of_rate):
                return None
            changed = [_multiplied(price, self.factor) for price in of_rate]
        else:
            assert self.amount is not None
            kept = [price for price in of_rate if price.service != STANDARD]
            changed = [*kept, Price(unit=unit, amount=self.amount, source=SOURCE)]
        return model.replace(prices=(*others, *changed))

    def __str__(self) -> str:
        how = money.text(self.amount) if self.amount is not None else f"{money.text(self.factor or _NONE)}x"
        return f"{self.target}={self.rate}:{how}"


_NONE = Decimal(0)
_WHOLE = Decimal(100)


def _multiplied(price: Price, factor: Decimal) -> Price:
    if price.amount is None:
        return price
    amount = money.cleaned(money.CONTEXT.multiply(price.amount, factor))
    return price.replace(amount=amount, source=SOURCE)


def _read_one(text: str, target: str, word: str) -> PriceChange:
    rate, _, how = (part.strip() for part in word.partition(":"))
    if rate not in RATES:
        raise _wrong(text, f"changes {rate!r}, which is none of {', '.join(RATES)}")
    if (times := _TIMES.fullmatch(how)) is not None:
        return PriceChange(target=target, rate=rate, factor=_exact(text, times[1]))
    if (percent := _PERCENT.fullmatch(how)) is not None:
        share = Decimal(percent[1])
        if share < -_WHOLE:
            raise _wrong(text, f"takes {how} off, which is more than all of it")
        return PriceChange(target=target, rate=rate, factor=_part(share))
    return PriceChange(target=target, rate=rate, amount=_exact(text, how))


def _part(percent: Decimal) -> Decimal:
    """What is left, as a factor, after so many percent are added."""
    return money.plain(money.CONTEXT.add(_WHOLE, percent).scaleb(-2, money.CONTEXT))


def _exact(text: str, number: str) -> Decimal:
    try:
        return money.cleaned(number)
    except ValueError as error:
        raise _wrong(text, f"has {number!r}: it {error}") from None


def _wrong(text: str, problem: str) -> InvalidValueError:
    return InvalidValueError("price change", {text: f"{problem}; write it like {FORM}"})
