"""`Quote`: a rate of today as one source states it, before it begins a dated row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.core.price import KINDS
from modeldex.pipeline.claims import stated_price

if TYPE_CHECKING:
    from modeldex.core.price import Price
    from modeldex.pipeline.claims import Claims

_MARKET = KINDS[0]


class Quote(NamedTuple):
    """What a rate is now; most rows of yesterday say the same, and no `Price` is made of it then."""

    amount: str
    """As `Price.amount_text` writes it."""
    said: Claims
    """Who states it, of which offering."""
    recorded_on: str
    """First day on which a source was seen to state it."""
    valid_from: str | None = None
    """First day in force; None where nobody says."""
    kind: str = _MARKET
    """`market` or `correction`."""

    def price(self, key: str) -> Price:
        """The price that it is, of the rate that a key names."""
        said = self.said
        full_id = f"{said.provider}/{said.model_id}"
        price = stated_price(key, self.amount, full_id, said.info.name, self.recorded_on)
        if self.valid_from is None and self.kind == _MARKET:
            return price
        return price.replace(valid_from=self.valid_from, kind=self.kind)
