"""What a name of a field means: one reading of it for conditions, orders, columns and evidence."""

from __future__ import annotations

from modeldex.catalog.columns import BASE_RATES, FIELDS
from modeldex.core.capability import CAPABILITIES
from modeldex.core.errors import InvalidPriceError, UnknownNameError
from modeldex.core.model_config import ModelConfig
from modeldex.core.model_fields import OtherRate
from modeldex.core.price import STANDARD
from modeldex.core.price_key import price_of_key
from modeldex.core.quality import BENCHMARKS, DERIVED_FROM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from modeldex.core.price import Price

    class Names(Protocol):
        """What a catalog adds to the names that all have."""

        def benchmarks(self) -> tuple[str, ...]:
            """Every benchmark that some model has a score of."""

        def rate(self, rate: Price) -> Price:
            """A rate with its conditions as the catalog writes them; UnknownNameError lists those."""


IDENTITY, PRICING = ("id", "model_id", "provider"), "pricing"
"""What a model is, and what its prices say together: about these nothing is stated as such."""
COLUMN, CAPABILITY, BENCHMARK, SCORE, RATE, OWN = (
    "column", "capability", "benchmark", "score", "rate", "own",
)  # fmt: skip
"""Kinds of field: a column of the tables, a capability, a benchmark, one of the four quality scores, a
rate, and the model's own: its ids, and its pricing."""


def _key_of(rate: OtherRate) -> str:
    return rate.unit if rate.service == STANDARD else f"{rate.unit}@{rate.service}"


def _named() -> dict[str, tuple[str, str]]:
    found = {name: (OWN, name) for name in (*IDENTITY, PRICING)}
    for column in FIELDS:
        found[column] = (RATE, BASE_RATES[column]) if column in BASE_RATES else (COLUMN, column)
    found.update({name: (CAPABILITY, name) for name in CAPABILITIES})
    found.update({name: (BENCHMARK, name) for name in BENCHMARKS})
    found.update({name: (SCORE, name) for name in DERIVED_FROM})
    found.update({unit: (RATE, unit) for unit in BASE_RATES.values()})
    found.update({field.name: found[column] for column, field in FIELDS.items()})
    rates = {name: field for name, field in ModelConfig.__fields__.items() if isinstance(field, OtherRate)}
    found.update({name: (RATE, _key_of(field)) for name, field in rates.items()})
    found.update({_key_of(field): (RATE, _key_of(field)) for field in rates.values()})
    found.update({f"supports_{name}": (CAPABILITY, name) for name in CAPABILITIES})
    return found


NAMED: dict[str, tuple[str, str]] = _named()
"""Name -> kind of field and the one name it is kept under, of all names that no catalog adds to."""


def field_named(name: str, names: Names | None = None) -> tuple[str, str]:
    """The kind of field that a name means, and the one name it is kept under.

    A column (`max_context`), an attribute of a model (`context_window`), a capability (`vision`), a
    benchmark of the catalog whose `names` these are, a quality score (`reasoning`), a rate
    (`input_tokens@batch`), `id`, `model_id`, `provider` or `pricing`. UnknownNameError has those that
    look like it.
    """
    found = NAMED.get(name)
    if found is not None:
        return found
    try:
        rate = price_of_key(name, 1)
    except InvalidPriceError:
        more = () if names is None else names.benchmarks()
        if name in more:
            return BENCHMARK, name
        raise UnknownNameError("field", name, (*NAMED, *more)) from None
    return RATE, (rate if names is None else names.rate(rate)).key
