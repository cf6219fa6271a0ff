"""Every criterion by every name of it: columns, attributes, capabilities, benchmarks, rates."""

from __future__ import annotations

from modeldex.catalog.column_source import STATES
from modeldex.catalog.columns import BASE_RATES, FIELDS
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
    Pricing,
    Status,
    YesNo,
)
from modeldex.catalog.named_field import (
    CAPABILITY,
    COLUMN,
    NAMED,
    OWN,
    PRICING,
    RATE,
    SCORE,
    field_named,
)
from modeldex.core import fields, list_fields, model_fields
from modeldex.core.capability import CAPABILITIES
from modeldex.core.fields import Column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from modeldex.catalog.named_field import Names

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


def _made(kind: str, name: str) -> Criterion:
    """The criterion of a field that no catalog adds."""
    if kind == COLUMN:
        column = FIELDS[name]
        return next(make(column) for of, make in _KINDS if isinstance(column, of))
    if kind == RATE:
        base = next((column for column, unit in BASE_RATES.items() if unit == name), None)
        return CurrentAmounts(name) if base is None else Amounts(base, base)
    if kind == OWN:
        return _OWN.get(name) or Criterion(name)
    if kind == CAPABILITY:
        return Flag(name, CAPABILITIES[name].mask)
    return Quality(name) if kind == SCORE else Score(name)


_OWN: dict[str, Criterion] = {"provider": Listed("provider"), PRICING: Pricing(PRICING, STATES)}
_OF_FIELDS = {field: _made(*field) for field in dict.fromkeys(NAMED.values())}
CRITERIA: dict[str, Criterion] = {name: _OF_FIELDS[field] for name, field in NAMED.items()}
"""Every name that means the same in all catalogs; rates and benchmarks there are more of."""


def criterion(name: str, names: Names | None = None) -> Criterion:
    """The criterion of a field, by any name that `field_named` takes.

    UnknownNameError has those that look like it.
    """
    field = field_named(name, names)
    found = _OF_FIELDS.get(field)
    if found is not None:
        return found
    kind, key = field
    return CurrentAmounts(key) if kind == RATE else Score(key)
