"""A plain record of a model, as `core.plain` writes it, back into the cells of a row."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.catalog.columns import BASE_RATES
from modeldex.core.capability import Capability, ModelCapabilities
from modeldex.core.errors import InvalidValueError
from modeldex.core.fields import Column
from modeldex.core.list_fields import Names, Scores
from modeldex.core.model_config import ModelConfig
from modeldex.core.model_fields import BaseRate, OtherRate
from modeldex.core.price import STANDARD, Price
from modeldex.core.quality import BENCHMARKS, QualityScores
from modeldex.exchange.facts import FORMER, SINCE

if TYPE_CHECKING:
    from collections.abc import Iterable

_DERIVED = ("id", "model_id", "provider", "pricing", "description", "category", "quality")
"""What stands elsewhere in a row, or follows from the rest."""
_COLUMNS = {unit: column for column, unit in BASE_RATES.items()}


class RecordReader:
    """Reads the records of one file, and keeps account of what rows have no place for."""

    def __init__(self, day: str) -> None:
        self._day = day
        self.unknown_fields: Counter[str] = Counter()
        self.not_kept: Counter[str] = Counter()

    def cells(self, record: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
        """The cells of a record, and what is wrong with it by field."""
        cells = {"id": _full_id(record)}
        problems: dict[str, str] = {}
        flags: dict[str, Any] = {}
        rates: list[Price] = []
        for name, value in record.items():
            if value is None or name in _DERIVED:
                continue
            field = ModelConfig.__fields__.get(name)
            try:
                if name == "capabilities":
                    flags |= _flags(value)
                elif name == "prices":
                    rates += self._prices(value)
                elif isinstance(field, Capability):
                    flags[name] = value
                elif isinstance(field, BaseRate | OtherRate):
                    if not record.get("prices"):  # a rate is one of the prices, where those are there
                        rates.append(_rate(field, value))
                elif isinstance(field, Column):
                    cells |= _column(field, value, record)
                else:
                    self.unknown_fields[name] += 1
            except InvalidValueError as error:
                problems[name] = "; ".join(f"{one} {problem}" for one, problem in error.problems.items())
            except ValueError as error:
                problems[name] = str(error)
        return cells | self._caps(flags, problems) | _rate_cells(rates), problems

    def _caps(self, flags: dict[str, Any], problems: dict[str, str]) -> dict[str, str]:
        try:
            caps = ModelCapabilities(**flags)
        except InvalidValueError as error:
            problems |= {name.removeprefix("supports_"): problem for name, problem in error.problems.items()}
            return {}
        return {"caps": caps.format()}

    def _prices(self, value: Any) -> list[Price]:
        """The rates in force; those of other days have no place in a row."""
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise ValueError("must be a list of prices")
        prices = [_price(one) for one in value]
        holding = [price for price in prices if price.in_force_now(self._day)]
        self.not_kept[FORMER] += len(holding) < len(prices)
        self.not_kept[SINCE] += any(price.valid_from for price in holding)
        self.not_kept = +self.not_kept
        return holding


def _full_id(record: dict[str, Any]) -> str:
    if isinstance(record.get("provider"), str) and isinstance(record.get("model_id"), str):
        return f"{record['provider']}/{record['model_id']}"
    return str(record["id"])


def _flags(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"must be an object of names with true or false, not {value!r}")
    return {f"supports_{name}": flag for name, flag in value.items()}


def _column(field: Column, value: Any, record: dict[str, Any]) -> dict[str, str]:
    if field.name == "api_name" and value == record.get("model_id"):
        return {}  # the record gives the id where no other name is stated
    if field.name == "quality_scores":
        value = _stated_scores(value, record.get("benchmarks"))
    stored = field.encode(value) if value or not isinstance(field, Names | Scores) else None
    if stored is None:
        return {}
    if field.name == "benchmarks":
        return _benchmarks(value)
    return {field.column: field.format(stored)}


def _stated_scores(value: Any, benchmarks: Any) -> dict[str, Any]:
    """The scores of a record, unless they are those that its benchmarks give."""
    if not isinstance(value, dict):
        raise ValueError(f"must be an object of scores, not {value!r}")
    stated = {name: score for name, score in value.items() if score is not None}
    derived = QualityScores.derived(_numbers(benchmarks)).known()
    return {} if _numbers(stated) == derived and len(derived) == len(stated) else stated


def _numbers(value: Any) -> dict[str, float]:
    """The finite numbers among the values of an object; none where it is no object."""
    items: Iterable[tuple[str, Any]] = value.items() if isinstance(value, dict) else ()
    return {
        name: float(score)
        for name, score in items
        if isinstance(score, int | Decimal) and not isinstance(score, bool) and -1_000_000 < score < 1_000_000
    }


def _benchmarks(value: dict[str, Any]) -> dict[str, str]:
    tidy = ModelConfig.__fields__["tokens_per_second"]
    assert isinstance(tidy, Column)
    own = {name: tidy.format(float(value[name])) for name in BENCHMARKS if name in value}
    others = ModelConfig.__fields__["benchmarks"]
    assert isinstance(others, Column)
    rest = others.encode({name: score for name, score in value.items() if name not in own})
    return own if rest is None else own | {"benchmarks": str(rest)}


def _price(record: dict[str, Any]) -> Price:
    stated = {name: value for name, value in record.items() if value is not None and name != "model"}
    if not isinstance(stated.get("unit"), str):
        raise ValueError("must name the unit of each price")
    amount = stated.pop("amount", "variable" if "amount" in record else "")
    return Price.of(stated.pop("unit"), amount, **stated)


def _rate(field: BaseRate | OtherRate, value: Any) -> Price:
    service = field.service if isinstance(field, OtherRate) else STANDARD
    return Price.of(field.unit, value, service=service)


def _rate_cells(rates: Iterable[Price]) -> dict[str, str]:
    begun = sorted(rates, key=lambda price: price.valid_from or "")
    latest = {price.key: price for price in begun}
    cells = {}
    conditional = []
    for key in sorted(latest):
        column = _COLUMNS.get(latest[key].unit) if latest[key].is_base else None
        if column is not None:
            cells[column] = latest[key].amount_text
        else:
            conditional.append(f"{key}={latest[key].amount_text}")
    return cells | ({"rates": " ".join(conditional)} if conditional else {})
