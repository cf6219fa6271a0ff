"""`Price`: one dated rate, with the conditions under which it holds."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from operator import attrgetter

from modeldex.core import money
from modeldex.core.days import is_day, today
from modeldex.core.errors import InvalidPriceError
from modeldex.core.hours import are_hours
from modeldex.core.price_types import type_faults_of
from modeldex.core.record import Record
from modeldex.core.usage import UNITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

STANDARD = "standard"
"""The service class of an ordinary call."""

KINDS = ("market", "correction")


class Price(Record):
    """What one unit of one offering costs, where, when and under which conditions.

    Three states are told apart, and none of them is a zero found somewhere: an amount, *free*
    (amount 0, because somebody says so), and *variable* (amount None: it depends on the call).
    An unknown price is no `Price` at all.
    """

    __error__ = InvalidPriceError
    __slots__ = ("_id", "_text")  # what `price_id` and `amount_text` have worked out

    unit: str
    """What is counted: a name out of `UNITS`."""
    amount: Decimal | None
    """Price of one million tokens, or of one of any other unit; 0 is free, None is variable."""
    model: str = ""
    """Full id of the offering; filled in by the ModelConfig that carries the price."""
    currency: str = "USD"
    """ISO 4217 code; amounts in other currencies stay in theirs, beside one in USD where there is one."""
    service: str = STANDARD
    """Service class: `standard`, `batch`, `flex`, `priority` or one of the provider's own."""
    above_tokens: int = 0
    """Holds for calls whose total input is above this many tokens; 0 for all calls."""
    region: str | None = None
    """Region in which it holds; None everywhere that no other row names."""
    hours_utc: str | None = None
    """Hours in which it holds, `1-5T00:00-06:00+6-7T00:00-24:00` (ISO weekdays); None at any."""
    variant: str | None = None
    """Size, quality or resolution for which it holds, in the provider's words (`1080p`)."""
    valid_from: str | None = None
    """First day in force; None where the source does not say since when."""
    valid_to: str | None = None
    """First day no longer in force; None while in force."""
    recorded_on: str | None = None
    """First day on which a source was seen to state it."""
    kind: str = "market"
    """`market`: the provider changed it; `correction`: an earlier record was wrong."""
    supersedes: str | None = None
    """`price_id` of the row that this one follows."""
    source: str | None = None
    """Who says so."""

    @classmethod
    def of(cls, unit: str, amount: money.Amount | None, **rest: Any) -> Price:
        """A price from any form of amount; the texts `free` and `variable` are read too."""
        problems: dict[str, str] = {}
        value = None
        try:
            value = None if amount is None or amount == "variable" else _amount(amount)
        except ValueError as error:
            problems["amount"] = str(error)
        try:
            price = cls(unit=unit, amount=value, **rest)
        except InvalidPriceError as error:
            problems = error.problems | problems
        if problems:
            raise InvalidPriceError(cls._subject({"unit": unit, **rest}), problems)
        return price

    @classmethod
    def restore(cls, amount: str, *parts: str | int | None) -> Price:
        """A price from its parts as a table has them, in the order of `PARTS`; nothing is checked again."""
        made = cls.__new__(cls)
        _put_amount(made, amount_of_text(amount))
        _put_text(made, canonical_amount(amount))
        for put, part in zip(_PUTS, parts, strict=True):
            put(made, part)
        return made

    @property
    def state(self) -> str:
        """`priced`, `free` or `variable`."""
        if self.amount is None:
            return "variable"
        return "priced" if self.amount else "free"

    @property
    def per(self) -> int:
        """How many units the amount is for."""
        return UNITS[self.unit].per

    @property
    def is_base(self) -> bool:
        """Whether it holds for an ordinary call: no tier, class, region, hour or variant."""
        return self._is_plain()

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions as short words, in one order: `>200000`, `batch`, `region:eu` ..."""
        if self._is_plain():
            return ()
        words = [f">{self.above_tokens}"] if self.above_tokens else []
        words += [self.service] if self.service != STANDARD else []
        words += [f"region:{self.region}"] if self.region else []
        words += [f"hours:{self.hours_utc}"] if self.hours_utc else []
        words += [f"variant:{self.variant}"] if self.variant else []
        words += [f"currency:{self.currency}"] if self.currency != "USD" else []
        return tuple(words)

    @property
    def key(self) -> str:
        """Unit and conditions in one word, as tables and statements name a rate.

        `input_tokens`, `input_tokens@>200000,batch`, `output_images@variant:1024x1024`.
        """
        return self.unit if self._is_plain() else f"{self.unit}@{','.join(self.conditions)}"

    @property
    def amount_text(self) -> str:
        """The amount as a cell has it: `2.5`, `free` or `variable`."""
        try:
            return _text_of(self)  # type: ignore[no-any-return]
        except AttributeError:
            text = money.text(self.amount) if self.amount else self.state
            _put_text(self, text)
            return text

    @property
    def price_id(self) -> str:
        """Sixteen hex digits, a hash of what the row says: model, unit, amount, conditions, start."""
        try:
            return _id_of(self)  # type: ignore[no-any-return]
        except AttributeError:
            content = (
                self.model,
                self.unit,
                self.amount_text,
                self.currency,
                " ".join(self.conditions),
                self.valid_from or "",
            )
            price_id = _hash_of("\x1f".join(content))
            _put_id(self, price_id)
            return price_id

    def _is_plain(self) -> bool:
        return (
            self.service == STANDARD
            and not self.above_tokens
            and self.region is None
            and self.variant is None
            and self.hours_utc is None
            and self.currency == "USD"
        )

    @property
    def is_current(self) -> bool:
        """Whether the row is in force today: begun, as far as it says when, and not ended."""
        return self.in_force_now(today())

    def in_force_now(self, today: str) -> bool:
        """Whether the row is the current one where this is today."""
        begun = self.valid_from is None or self.valid_from <= today
        return begun and (self.valid_to is None or today < self.valid_to)

    def in_force_on(self, day: str) -> bool:
        """Whether the row is known to hold on a day (`2025-06-01`).

        Where the source does not say since when, the day on which it was seen is the first on
        which it is known to hold; before that the price is unknown, not the same.
        """
        start = self.valid_from or self.recorded_on
        return (start is None or start <= day) and (self.valid_to is None or day < self.valid_to)

    def _problems(self) -> Mapping[str, str]:
        problems = type_faults_of(self) or dict(faults_of(
            self.unit, self.currency, self.above_tokens, self.kind, self.service, self.region,
            self.hours_utc, self.variant, self.valid_from, self.valid_to, self.recorded_on,
        ))  # fmt: skip
        if self.amount is not None and not _is_amount(self.amount):
            problems["amount"] = f"must be a finite Decimal of at least 0, not {self.amount!r}"
        return problems

    def _stored(self) -> tuple[object, ...]:
        return _fields_of(self)

    @classmethod
    def _subject(cls, values: Mapping[str, object]) -> str:
        return f"Price of {values.get('unit', '?')} {values.get('model') or ''}".rstrip()


PARTS = tuple(name for name in Price.__fields__ if name != "amount")
"""The fields of a price but its amount, in order."""

_PUTS = tuple(getattr(Price, name).__set__ for name in PARTS)
_put_amount = Price.amount.__set__  # type: ignore[union-attr]
_text_of, _put_text = Price._text.__get__, Price._text.__set__  # type: ignore[attr-defined]
_id_of, _put_id = Price._id.__get__, Price._id.__set__  # type: ignore[attr-defined]
_fields_of = attrgetter(*Price.__fields__)


def _hash_of(content: str) -> str:
    digits: str = _sha256()(content.encode()).hexdigest()
    return digits[:16]


@lru_cache(maxsize=1)
def _sha256() -> Callable[[bytes], Any]:
    """Imported when a price is first named: most look-ups never ask for it."""
    from hashlib import sha256

    return sha256


@lru_cache(maxsize=8192)
def amount_of_text(text: str) -> Decimal | None:
    """The amount that `Price.amount_text` writes; None of `variable`, ValueError where it is none."""
    return None if text == "variable" else _amount(text)


@lru_cache(maxsize=8192)
def canonical_amount(text: str) -> str:
    """An amount as `Price.amount_text` writes it; ValueError where it is none."""
    amount = amount_of_text(text)
    return money.text(amount) if amount else "variable" if amount is None else "free"


def _amount(amount: money.Amount | None) -> Decimal:
    return Decimal(0) if amount is None or amount == "free" else money.exact(amount)


def _is_amount(amount: object) -> bool:
    return isinstance(amount, Decimal) and amount.is_finite() and amount >= 0


@lru_cache(maxsize=8192)
def faults_of(
    unit: str,
    currency: str,
    above_tokens: int,
    kind: str,
    service: str,
    region: str | None,
    hours_utc: str | None,
    variant: str | None,
    *days: str | None,
) -> Mapping[str, str]:
    """What is wrong with a price but for its amount, by field; a price list repeats few combinations."""
    problems: dict[str, str] = {}
    if unit not in UNITS:
        problems["unit"] = f"must be one of {', '.join(UNITS)}; not {unit!r}"
    if not (currency.isascii() and currency.isupper() and len(currency) == 3):
        problems["currency"] = f"must be an ISO code such as USD, not {currency!r}"
    if above_tokens < 0:
        problems["above_tokens"] = f"must not be negative, got {above_tokens}"
    if kind not in KINDS:
        problems["kind"] = f"must be one of {', '.join(KINDS)}; not {kind!r}"
    words = {"service": service, "region": region, "hours_utc": hours_utc, "variant": variant}
    for name, word in words.items():
        if word is not None and (not word or not word.isprintable() or set(word) & set(" ,=@")):
            problems[name] = f"must be one word without ',', '=' and '@', or None; not {word!r}"
    if "service" not in problems and (service.startswith(">") or ":" in service):
        problems["service"] = f"must not look like another condition, not {service!r}"
    if hours_utc and not are_hours(hours_utc):
        problems["hours_utc"] = f"must look like 1-5T00:00-06:00, not {hours_utc!r}"
    problems.update(_date_problems(*days))
    return problems


def _date_problems(valid_from: str | None, valid_to: str | None, recorded_on: str | None) -> dict[str, str]:
    days = {"valid_from": valid_from, "valid_to": valid_to, "recorded_on": recorded_on}
    problems = {
        name: f"must be a date like 2025-06-01, not {day!r}"
        for name, day in days.items()
        if day is not None and not (len(day) == 10 and is_day(day))
    }
    if not problems and valid_from is not None and valid_to is not None and valid_to < valid_from:
        problems["valid_to"] = f"must not be before valid_from {valid_from}, got {valid_to}"
    return problems
