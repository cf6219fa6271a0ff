"""Every criterion by every name of it: columns, attributes, capabilities, benchmarks, rates."""

from __future__ import annotations

from modeldex.catalog.column_source import PRICING, STATES
from modeldex.catalog.columns import BASE_RATES
from modeldex.catalog.criteria.base import Criterion
from modeldex.catalog.criteria.flags import Flag
from modeldex.catalog.criteria.measures import (
    Amounts,
    Counts,
    CurrentAmounts,
    Days,
    Numbers,
    Quality,
    Score,
)
from modeldex.catalog.criteria.words import (
    Choice,
    FirstStated,
    Listed,
    Members,
    Presence,
    Status,
    YesNo,
)
from modeldex.core import fields, list_fields, model_fields
from modeldex.core.capability import CAPABILITIES
from modeldex.core.errors import InvalidPriceError, UnknownNameError
from modeldex.core.fields import Column
from modeldex.core.model_config import ModelConfig
from modeldex.core.price import STANDARD
from modeldex.core.price_key import price_of_key
from modeldex.core.quality import BENCHMARKS, DERIVED_FROM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

_LISTED = ("maker", "model", "family", "source")
_TO_COME = ("deprecated_on", "retires_on")
"""Dates of which the nearest matters most; of others the latest does."""
_TIMES = ("ttft_ms", "latency_p50_ms", "latency_p99_ms")
"""Numbers of which less is better."""


_KINDS: tuple[tuple[type[Column], Callable[[Any], Criterion]], ...] = (
    (model_fields.BaseRate, lambda column: Amounts(column.column, column.column)),
    (fields.Count, lambda column: Counts(column.column, falls=True)),
    (fields.Number, lambda column: Numbers(column.column, falls=column.column not in _TIMES)),
    (fields.Day, lambda column: Days(column.column, falls=column.column not in _TO_COME)),
    (fields.YesNo, lambda column: YesNo(column.column)),
    (fields.Choice, lambda column: Choice(column.column, column.choices)),
    (model_fields.Status, lambda column: Status(column.column)),
    (model_fields.ApiName, lambda column: FirstStated(column.column, column.column, "model_id")),
    (list_fields.Names, lambda column: Members(column.column)),
    (list_fields.Scores, lambda column: Presence(column.column)),
    (Column, lambda column: (Listed if column.column in _LISTED else Criterion)(column.column)),
)
"""Kind of field -> the criterion that a column of it is; the first that fits."""


def _table() -> dict[str, Criterion]:
    """Name -> criterion, of all names that no catalog adds to."""
    made: dict[str, Criterion] = {"id": Criterion("id"), "model_id": Criterion("model_id")}
    made["provider"] = Listed("provider")
    made[PRICING] = Choice(PRICING, STATES)
    columns = {name: field for name, field in ModelConfig.__fields__.items() if isinstance(field, Column)}
    for column in columns.values():
        made[column.column] = next(make(column) for kind, make in _KINDS if isinstance(column, kind))
    made.update({name: Flag(name, capability.mask) for name, capability in CAPABILITIES.items()})
    made.update({name: Score(name) for name in BENCHMARKS})
    made.update({name: Quality(name) for name in DERIVED_FROM})
    made.update({unit: made[column] for column, unit in BASE_RATES.items()})
    made.update({name: made[column.column] for name, column in columns.items()})
    for name, field in ModelConfig.__fields__.items():
        if isinstance(field, model_fields.OtherRate):
            key = field.unit if field.service == STANDARD else f"{field.unit}@{field.service}"
            made[name] = made.setdefault(key, CurrentAmounts(key))
    made.update({f"supports_{name}": made[name] for name in CAPABILITIES})
    return made


CRITERIA: dict[str, Criterion] = _table()
"""Every name that means the same in all catalogs; rates and benchmarks there are more of."""


def criterion(name: str, benchmarks: Callable[[], Iterable[str]] = tuple) -> Criterion:
    """The criterion of a name, for any name that `why` takes.

    A column (`max_context`), an attribute (`context_window`), a capability (`vision`), a benchmark,
    a rate (`input_tokens@batch`). UnknownNameError has those that look like it.
    """
    found = CRITERIA.get(name)
    if found is not None:
        return found
    try:
        key = price_of_key(name, 1).key
        return CRITERIA.get(key) or CurrentAmounts(key)
    except InvalidPriceError:
        more = tuple(benchmarks())
        if name in more:
            return Score(name)
        raise UnknownNameError("field", name, (*CRITERIA, *more)) from None
