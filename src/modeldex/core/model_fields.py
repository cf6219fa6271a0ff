"""The kinds of field that only a ModelConfig has: status, capabilities, scores and prices."""

from __future__ import annotations

from modeldex.core.capability import CAPABILITIES, ModelCapabilities
from modeldex.core.errors import InvalidPriceError, InvalidValueError, UnknownNameError
from modeldex.core.fields import Column, Rate, Text
from modeldex.core.lazy_typing import overload
from modeldex.core.list_fields import Scores
from modeldex.core.price import STANDARD, Price
from modeldex.core.quality import QualityScores
from modeldex.core.record import Field
from modeldex.core.status import ModelStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from typing import Any, Self

    from modeldex.core.money import Amount
    from modeldex.core.rates import RateCard


class ApiName(Text):
    """The name to send on the wire: the model id, where no other is stated."""

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> str: ...
    def __get__(self, record: object | None, owner: type) -> Self | str:
        if record is None:
            return self
        return record._api_name or record.model_id  # type: ignore[attr-defined,no-any-return]

    def __set__(self, record: object, value: str | None) -> None:
        raise AttributeError(f"{self.name} is frozen")


class Status(Column):
    """The status, stored as its letter; ACTIVE where none is given."""

    default = ModelStatus.ACTIVE

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> ModelStatus: ...
    def __get__(self, record: object | None, owner: type) -> Self | ModelStatus:
        if record is None:
            return self
        return _BY_LETTER[getattr(record, f"_{self.name}")]

    def __set__(self, record: object, value: ModelStatus | str) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def store(self, record: object, value: Any) -> None:
        given = self.default if value is None else value
        object.__setattr__(record, f"_{self.name}", self.encode(given))

    def clear(self, record: object) -> None:
        object.__setattr__(record, f"_{self.name}", self.default.value)

    def encode(self, value: Any) -> str:
        if not isinstance(value, str | ModelStatus):
            raise ValueError(f"must be a ModelStatus, its name or its letter, not {value!r}")
        try:
            return ModelStatus.named(value).value
        except UnknownNameError as error:
            raise ValueError(str(error)) from None

    @property
    def schema(self) -> dict[str, object]:
        return {"enum": list(_BY_LETTER)}


class Capabilities(Field):
    """All capabilities at once; they live in the same masks as the `supports_...` flags."""

    @property
    def slots(self) -> tuple[str, ...]:
        return ()

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> ModelCapabilities: ...
    def __get__(self, record: object | None, owner: type) -> Self | ModelCapabilities:
        if record is None:
            return self
        return ModelCapabilities.of_masks(record._caps_yes, record._caps_no)  # type: ignore[attr-defined]

    def __set__(self, record: object, value: ModelCapabilities | None) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def store(self, record: object, value: Any) -> None:
        if value is None:
            return
        if not isinstance(value, ModelCapabilities):
            raise ValueError(f"must be ModelCapabilities, not {type(value).__name__}")
        yes, no = value.masks
        yes |= record._caps_yes  # type: ignore[attr-defined]
        no |= record._caps_no  # type: ignore[attr-defined]
        torn = [name for name, item in CAPABILITIES.items() if yes & no & item.mask]
        if torn:
            raise ValueError(f"and the flags beside it disagree on {', '.join(torn)}")
        object.__setattr__(record, "_caps_yes", yes)
        object.__setattr__(record, "_caps_no", no)


class Quality(Scores):
    """Quality scores as somebody states them; where nobody does, those the benchmarks give."""

    def __init__(self, column: str, meaning: str) -> None:
        super().__init__(column, meaning, most=1.0)

    @overload  # type: ignore[override]
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> QualityScores: ...
    def __get__(self, record: object | None, owner: type) -> Self | QualityScores:
        if record is None:
            return self
        stored = getattr(record, f"_{self.name}")
        if stored is not None:
            return QualityScores(**self.read(stored))
        return QualityScores.derived(record.benchmarks)  # type: ignore[attr-defined]

    def __set__(self, record: object, value: QualityScores | None) -> None:  # type: ignore[override]
        raise AttributeError(f"{self.name} is frozen")

    def encode(self, value: Any) -> str | None:
        if isinstance(value, dict):
            try:
                value = QualityScores(**value)
            except InvalidValueError as error:
                faults = (f"{name} {problem}" for name, problem in error.problems.items())
                raise ValueError("; ".join(faults)) from None
        if not isinstance(value, QualityScores):
            raise ValueError(f"must be QualityScores, not {type(value).__name__}")
        return super().encode(value.known())


class Prices(Field):
    """Every price row of the offering; read from the catalog on first use."""

    default = ()

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> tuple[Price, ...]: ...
    def __get__(self, record: object | None, owner: type) -> Self | tuple[Price, ...]:
        if record is None:
            return self
        prices = record._prices  # type: ignore[attr-defined]
        if callable(prices):
            prices = prices(record.id)  # type: ignore[attr-defined]
            object.__setattr__(record, "_prices", prices)
        return prices  # type: ignore[no-any-return]

    def __set__(self, record: object, value: Iterable[Price]) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def store(self, record: object, value: Any) -> None:
        if value is None:
            value = ()
        if not isinstance(value, list | tuple) or not all(isinstance(price, Price) for price in value):
            raise ValueError(f"must be Price records, not {value!r}")
        object.__setattr__(record, "_prices", tuple(value))

    def clear(self, record: object) -> None:
        object.__setattr__(record, "_prices", ())

    def make_card(self, record: object) -> RateCard:
        """Make the rate card of the rows, for the record to keep in its slot `_card`."""
        from modeldex.core.rates import RateCard

        card = RateCard(self.__get__(record, type(record)))
        object.__setattr__(record, "_card", card)
        return card


class BaseRate(Rate):
    """A base rate with a column of its own; stating it states the price row too."""

    def store(self, record: object, value: Any) -> None:
        super().store(record, value)
        _state_price(record, self.unit, STANDARD, value)


class OtherRate(Field):
    """A rate read from the price rows, of one unit and service class."""

    def __init__(self, unit: str, meaning: str, service: str = STANDARD) -> None:
        self.unit = unit
        self.meaning = meaning
        self.service = service

    @property
    def slots(self) -> tuple[str, ...]:
        return ()

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> Decimal | None: ...
    def __get__(self, record: object | None, owner: type) -> Self | Decimal | None:
        if record is None:
            return self
        return next(
            (
                price.amount
                for price in record.prices  # type: ignore[attr-defined]
                if price.unit == self.unit and is_plain_rate(price, self.service)
            ),
            None,
        )

    def __set__(self, record: object, value: Amount | None) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def store(self, record: object, value: Any) -> None:
        _state_price(record, self.unit, self.service, value)


def is_plain_rate(price: Price, service: str) -> bool:
    """Whether a row holds now for every call of a service class, in USD."""
    words = () if service == STANDARD else (service,)
    return price.conditions == words and price.currency == "USD" and price.is_current


def _state_price(record: object, unit: str, service: str, value: Any) -> None:
    if value is None:
        return
    try:
        price = Price.of(unit, value, service=service)
    except InvalidPriceError as error:
        raise ValueError(error.problems["amount"]) from None
    object.__setattr__(record, "_prices", (*record._prices, price))  # type: ignore[attr-defined]


_BY_LETTER = {status.value: status for status in ModelStatus}
