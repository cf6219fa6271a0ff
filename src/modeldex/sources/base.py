"""What every upstream gives: a reading of what it says, offering by offering.

A parser *pops* every field it understands and leaves the rest, so that a new upstream field
announces itself; it declares bounds, so that a parser that silently stopped reading something is
noticed; and it states facts only, no prose.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.catalog.columns import BASE_RATES, FIELDS
from modeldex.core import money
from modeldex.core.capability import CAPABILITIES
from modeldex.core.errors import SourceError
from modeldex.core.price import Price

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


_PER_THOUSAND_FROM = 500
_NO_TOKEN_RATE_BELOW = Decimal("0.005")
_FIRST_DAY, _NO_DAY_FROM = "2018", "2090"


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a whole answer of an upstream looks like; outside of it something is broken."""

    least: int
    """Fewest offerings."""
    most: int
    """Most offerings."""
    fill: Mapping[str, float]
    """Column, or capability, -> least share of offerings that state it, 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One upstream: who it is, how its answer is read, and what it must look like."""

    name: str
    """Its slug: the name of its table and of its statements."""
    title: str
    """Its name for people."""
    url: str
    """Where its answer is fetched from."""
    licence: str
    """Under which terms its facts may be carried over."""
    own_listing_of: str | None
    """Provider whose own listing it is; None for a catalog of third parties."""
    bounds: Bounds
    parse: Callable[[Any, Callable[[str], str | None]], Reading]
    """Reads a decoded JSON answer; the second argument finds a provider's slug by any name."""


@dataclass(kw_only=True)
class Offering:
    """What one upstream says about one model at one provider."""

    provider: str
    model_id: str
    url: str | None = None
    cells: dict[str, str] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    prices: list[Price] = field(default_factory=list)
    originals: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Full id, `provider/model_id`."""
        return f"{self.provider}/{self.model_id}"

    def say(self, column: str, value: object, original: object = None) -> None:
        """State a value of a column, unless it is None; `original` where the source wrote it otherwise."""
        if value is None or value == "":
            return
        stored = FIELDS[column].encode(value)
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

    def settle_zeros(self, *, free: bool) -> bool:
        """Tell zeros apart once all prices are stated; False where they were all dropped.

        A zero beside a positive rate says that this unit is not charged. Zeros alone are a price
        only where the source says free; otherwise they mean not priced, which is unknown.
        """
        if not self.prices or free or any(price.state != "free" for price in self.prices):
            return True
        for price in self.prices:
            self.originals.pop(price.key, None)
        self.prices.clear()
        return False

    def mend_slips(self) -> str | None:
        """Mend token rates that are in another unit than their field says; says what was done.

        A rate of 500 USD per million input tokens or more is a price per thousand, written as one
        per token: the dearest model on offer takes 150. A rate below 0.005 is a price of a step, a
        minute or a page in the wrong field, but for embeddings; its unit is unknown, so it is too.
        """
        rates = [price.amount for price in self.prices if price.unit == "input_tokens" and price.amount]
        if any(rate >= _PER_THOUSAND_FROM for rate in rates):
            self.prices = [_per_thousand(price) for price in self.prices]
            return "token rates divided by 1,000: they are prices per thousand"
        if not self.flags.get("embedding") and any(rate < _NO_TOKEN_RATE_BELOW for rate in rates):
            self.prices = [price for price in self.prices if price.per == 1]
            return "token rates withheld: too low for tokens, their unit is unknown"
        return None

    def infer_from_prices(self) -> None:
        """A rate for cached or for batched tokens says that caching or batching is offered."""
        for price in self.prices:
            if price.unit == "cache_read_tokens":
                self.flags.setdefault("prompt_cache", True)
            if price.service == "batch":
                self.flags.setdefault("batch", True)


@dataclass(kw_only=True)
class Reading:
    """One upstream's answer, read."""

    source: str
    offerings: dict[str, Offering] = field(default_factory=dict)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    """Path of a field that the parser does not know -> how often it stood there."""
    skipped: dict[str, str] = field(default_factory=dict)
    """Upstream key -> why it became no offering."""
    not_priced: list[str] = field(default_factory=list)
    """Full ids whose zeros were taken as not priced."""
    mended: dict[str, str] = field(default_factory=dict)
    """Full id -> what was mended in its prices."""

    def offering(self, provider: str, model_id: str) -> Offering:
        """The offering of this id, made on first use."""
        found = self.offerings.get(f"{provider}/{model_id}")
        if found is None:
            found = Offering(provider=provider, model_id=model_id)
            self.offerings[found.id] = found
        return found

    def finish(self) -> None:
        """Once all is stated: mend slips of units, and infer what prices say about abilities."""
        for offering in self.offerings.values():
            mended = offering.mend_slips()
            if mended is not None:
                self.mended[offering.id] = mended
            offering.infer_from_prices()

    def leftovers(self, path: str, rest: Mapping[str, object]) -> None:
        """Report the fields that nobody popped."""
        for name in rest:
            self.unknown_fields[f"{path}.{name}" if path else name] += 1

    def check(self, bounds: Bounds) -> None:
        """SourceError that names every bound this reading falls outside of."""
        count = len(self.offerings)
        faults = []
        if not bounds.least <= count <= bounds.most:
            faults.append(f"{count} offerings, expected {bounds.least} to {bounds.most}")
        for column, share in bounds.fill.items():
            filled = sum(states(offering, column) for offering in self.offerings.values())
            if filled < share * count:
                faults.append(f"{column} is stated by {filled} of {count}, expected {share:.0%}")
        if faults:
            raise SourceError(
                f"{self.source}: {'; '.join(faults)}. The answer is cut short or has changed its shape; "
                "look at it, then mend the parser or its bounds"
            )


def _per_thousand(price: Price) -> Price:
    if price.per == 1 or not price.amount:
        return price
    return price.replace(amount=money.cleaned(price.amount, -3))


def states(offering: Offering, column: str) -> bool:
    """Whether an offering says anything about a column, a base rate or a capability."""
    if column in BASE_RATES:
        return any(price.unit == BASE_RATES[column] and price.is_base for price in offering.prices)
    return column in offering.cells or column in offering.flags


def one_word(value: object) -> str:
    """A source's own text as one word of a cell."""
    return "_".join(str(value).split())


def pop_number(record: dict[str, Any], name: str, path: str) -> int | float | Decimal | str | None:
    """Pop a number or a number's text; SourceError where the field holds anything else."""
    value = record.pop(name, None)
    if value is None or (isinstance(value, int | float | str) and not isinstance(value, bool)):
        return value
    raise SourceError(f"{path}.{name}: expected a number, got {value!r}; the upstream has changed its shape")


def expect(value: object, kind: type, path: str) -> Any:
    """The value, if it is of a kind; SourceError names the place otherwise."""
    if not isinstance(value, kind):
        raise SourceError(f"{path}: expected {kind.__name__}, got {type(value).__name__}")
    return value


def drop(record: dict[str, Any], names: Iterable[str]) -> None:
    """Pop fields that are known and deliberately not carried over."""
    for name in names:
        record.pop(name, None)
