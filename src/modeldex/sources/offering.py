"""What one upstream says about one model at one provider, and how slips in it are mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.catalog.columns import FIELDS
from modeldex.core import money
from modeldex.core.capability import CAPABILITIES
from modeldex.core.errors import SourceError
from modeldex.core.price import Price

if TYPE_CHECKING:
    from collections.abc import Iterator

_PER_THOUSAND_FROM, _PER_THOUSAND_FROM_EMBEDDING = 500, 50
_NO_TOKEN_RATE_BELOW = Decimal("0.005")
MOST_PER_IMAGE_TOKEN = Decimal("0.00015")
"""A price per image is above this, and one per image token is not: fields of images hold both."""
_SURCHARGES = (
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "audio_cache_read_tokens",
    "audio_cache_write_tokens",
    "image_cache_read_tokens",
    "reasoning_tokens",
)
_FIRST_DAY, _NO_DAY_FROM = "2018", "2090"


@dataclass(kw_only=True)
class Offering:
    """What one upstream says about one model at one provider."""

    provider: str
    model_id: str
    url: str | None = None
    cells: dict[str, str] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    prices: list[Price] = field(default_factory=list)
    listed: bool = True
    """Whether the source lists it now; False for what only the past of its rates is known of."""
    dated: list[Price] = field(default_factory=list)
    """Rates with the days on which they held, where the source says so; the current one may be among them."""
    originals: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Full id, `provider/model_id`."""
        return f"{self.provider}/{self.model_id}"

    @property
    def says_anything(self) -> bool:
        """Whether it is more than a name for dated rates: something is stated of it as it is now."""
        return bool(self.listed or self.cells or self.flags or self.prices)

    def texts(self) -> Iterator[tuple[str, object]]:
        """What must be text of it beside its id, each after the name of its place."""
        yield from self.cells.items()
        yield from self.originals.items()
        yield "url", self.url or ""

    def say(self, column: str, value: object, original: object = None) -> None:
        """State a value of a column, unless it is None; `original` where the source wrote it otherwise."""
        if value is None or value == "":
            return
        try:
            stored = FIELDS[column].encode(value)
        except ValueError as error:
            raise ValueError(f"{column}: {error}") from None
        if stored is None:
            return
        self.cells[column] = FIELDS[column].format(stored)
        if original is not None and str(original) != self.cells[column]:
            self.originals[column] = one_word(original)

    def day(self, column: str, value: str | None) -> None:
        """State a date; one before there were such models, or generations ahead, is a filler."""
        if value and _FIRST_DAY <= value < _NO_DAY_FROM:
            self.say(column, value)

    def limit(self, column: str, value: Any) -> None:
        """State a limit in tokens; 0, negative and all-nines numbers are fillers, not limits."""
        if value is None:
            return
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value <= 0 or set(str(value)) == {"9"}:
            return
        self.say(column, value)

    def can(self, capability: str, value: Any) -> None:
        """State that it can or cannot do something; None states nothing."""
        if value is None:
            return
        if capability not in CAPABILITIES or not isinstance(value, bool):
            raise SourceError(f"{self.id}: no capability {capability!r} = {value!r}")
        self.flags[capability] = value

    def price(self, unit: str, amount: Any, scale: int = 0, **conditions: Any) -> None:
        """State a rate in USD; `scale` moves the point (6: from per token to per million)."""
        if amount is None:
            return
        if str(amount) in ("-1", "-1.0"):
            price = Price(unit=unit, amount=None, **conditions)
        else:
            price = Price(unit=unit, amount=money.cleaned(amount, scale), **conditions)
        if any((p.unit, p.conditions) == (price.unit, price.conditions) for p in self.prices):
            return
        self.prices.append(price)
        if price.amount_text != str(amount):
            self.originals[price.key] = one_word(amount)

    def held(
        self,
        unit: str,
        amount: Any,
        scale: int = 0,
        *,
        valid_from: str,
        valid_to: str | None = None,
        kind: str = "market",
        **conditions: Any,
    ) -> None:
        """State that a rate held from a day on, and until another; a zero says nothing.

        `kind` is how it came about: `market`, or `correction` where it puts an earlier record right.
        """
        cleaned = None if str(amount) in ("-1", "-1.0") else money.cleaned(amount, scale)
        if cleaned != 0:
            conditions |= {"valid_from": valid_from, "valid_to": valid_to, "kind": kind}
            self.dated.append(Price(unit=unit, amount=cleaned, **conditions))

    def settle_zeros(self, *, free: bool) -> bool:
        """Tell zeros apart once all prices are stated; False where they were all dropped.

        Zeros alone are a price only where the source says free; otherwise they mean not priced,
        which is unknown. A zero beside a positive rate says that this unit is not charged, but for
        a surcharge (caching, reasoning): there it says that nothing is charged *extra*, and what
        the tokens cost is left to the rate that stands in. Tokens that are all zero beside a price
        of another unit (a query, an image) are not what is charged for: they say nothing.
        """
        if not self.prices or (free and all(price.state == "free" for price in self.prices)):
            return True
        priced = any(price.state != "free" for price in self.prices)
        by_token = any(price.state != "free" for price in self.prices if price.per != 1)
        dropped = [
            price
            for price in self.prices
            if price.state == "free"
            and (not priced or price.unit in _SURCHARGES or (price.per != 1 and not by_token))
        ]
        for price in dropped:
            self.originals[price.key] = "0"
            self.prices.remove(price)
        return priced

    def take_prices(self, other: Offering, *, only_if_agreeing: bool = False) -> None:
        """Take over the prices of another row of the same model that this one does not state.

        `only_if_agreeing` takes them only where both state the same plain input and output rates:
        otherwise they are two price lists.
        """
        if only_if_agreeing and self._plain_rates() != other._plain_rates():
            return
        known = {price.key for price in self.prices}
        for price in other.prices:
            if price.key not in known:
                self.prices.append(price)
                if price.key in other.originals:
                    self.originals[price.key] = other.originals[price.key]

    def _plain_rates(self) -> tuple[str | None, ...]:
        rates = {price.key: price.amount_text for price in self.prices}
        return rates.get("input_tokens"), rates.get("output_tokens")

    def mend_slips(self) -> str | None:
        """Mend token rates that are in another unit than their field says; says what was done.

        A rate of 500 USD per million input tokens or more (50 for embeddings) is a price per
        thousand, written as one per token: the dearest model on offer takes 150. A rate below
        0.005 is a price of a step, a minute or a page in the wrong field, but for embeddings; its
        unit is unknown, so it is too. A plain rate at the height of the cached one is what calls
        cost on average, and no rate.
        """
        if self._has_cached_rate_for_plain():
            self._withhold()
            return "token rates withheld: input is charged as if it were cached"
        embeds = self.flags.get("embedding", False)
        rates = [p.amount for p in self.prices if p.is_base and p.unit == "input_tokens" and p.amount]
        if any(rate >= (_PER_THOUSAND_FROM_EMBEDDING if embeds else _PER_THOUSAND_FROM) for rate in rates):
            self.prices = [_per_thousand(price) for price in self.prices]
            return "token rates divided by 1,000: they are prices per thousand"
        if not embeds and any(rate < _NO_TOKEN_RATE_BELOW for rate in rates):
            self._withhold()
            return "token rates withheld: too low for tokens, their unit is unknown"
        return None

    def _has_cached_rate_for_plain(self) -> bool:
        """Output over 15 times as dear as input, and cached input over half as dear: an average of calls."""
        rates = {price.key: price.amount for price in self.prices if price.amount}
        read, write, cached = (rates.get(f"{name}_tokens") for name in ("input", "output", "cache_read"))
        return bool(read and write and cached and write > 15 * read and cached * 2 >= read)

    def _withhold(self) -> None:
        """Leave the token rates out, but keep what was written."""
        for price in self.prices:
            if price.per != 1:
                self.originals.setdefault(price.key, price.amount_text)
        self.prices = [price for price in self.prices if price.per == 1]

    def infer_from_prices(self) -> None:
        """A rate for cached or for batched tokens says that caching or batching is offered."""
        for price in self.prices:
            if price.unit == "cache_read_tokens":
                self.flags.setdefault("prompt_cache", True)
            if price.service == "batch":
                self.flags.setdefault("batch", True)


def _per_thousand(price: Price) -> Price:
    if price.per == 1 or not price.amount:
        return price
    return price.replace(amount=money.cleaned(price.amount, -3))


def one_word(value: object) -> str:
    """A source's own text as one word of a cell."""
    return "_".join(str(value).split())
