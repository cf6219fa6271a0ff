"""The columns of a list of models: those that people see unless they choose, and any field by its name."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES, FIELDS
from modeldex.catalog.evidence import DATES, LIMITS
from modeldex.catalog.named_field import BENCHMARK, CAPABILITY, RATE, SCORE
from modeldex.cli.cells import (
    UNKNOWN,
    amount_cell,
    count_cell,
    escaped,
    rate_cell,
    status_cell,
    status_letter,
)
from modeldex.cli.output import Column
from modeldex.cli.session import asked_catalog
from modeldex.core.errors import UnknownNameError
from modeldex.core.model_config import ModelConfig

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Models = Column[ModelConfig]
LETTERS = {
    "vision": "V",
    "tool_use": "T",
    "json_mode": "J",
    "structured_output": "O",
    "streaming": "S",
    "thinking": "K",
    "prompt_cache": "P",
}
"""Capability -> its letter in the column `can`."""


def _able(model: ModelConfig) -> str:
    able = set(model.capabilities)
    nothing = "·" if (sys.stdout.encoding or "").lower().startswith("utf") else "-"
    return "".join(letter if name in able else nothing for name, letter in LETTERS.items())


_ID: Models = Column("id", lambda model: model.id, "model", lambda model: escaped(model.id))
_STATUS: Models = Column("status", lambda model: model.status.name.lower(), "status", status_cell)
_STATUS_LETTER: Models = Column("status", lambda model: model.status.name.lower(), "st", status_letter)


def _token_rate(name: str, unit: str, attribute: str, heading: str) -> Models:
    return Column(
        name,
        lambda model: _rate(model, unit),
        heading,
        lambda model: rate_cell(getattr(model, attribute), model),
        right=True,
    )


def _limit(name: str, attribute: str, heading: str | None = None) -> Models:
    return Column(
        name,
        lambda model: getattr(model, attribute),
        heading,
        lambda model: count_cell(getattr(model, attribute)),
        right=True,
    )


_INPUT = _token_rate("input_per_1m", "input_tokens", "cost_per_1m_input_tokens", "in $/M")
_OUTPUT = _token_rate("output_per_1m", "output_tokens", "cost_per_1m_output_tokens", "out $/M")
_CONTEXT = _limit("max_context", "context_window", "context")
_MAX_OUTPUT = _limit("max_output", "max_output_tokens", "output")
_CAN: Models = Column("caps", lambda model: model.capabilities.format(), "can", _able)
_PRICING: Models = Column("pricing", lambda model: model.pricing, "pricing")
_USUAL = (_ID, _INPUT, _OUTPUT, _CONTEXT, _MAX_OUTPUT, _CAN)
_DESCRIPTION: Models = Column("description", lambda model: model.description)
_PROVIDER: Models = Column("provider", lambda model: model.provider)
_MODEL_ID: Models = Column("model_id", lambda model: model.model_id)
_OWN = {
    column.name: column for column in (*_USUAL, _STATUS, _PRICING, _DESCRIPTION, _PROVIDER, _MODEL_ID)
} | {"can": _CAN}
_HEADINGS = {
    "cache_read_tokens": "cached $/M",
    "knowledge_cutoff": "knows to",
    "release_date": "released",
    "retires_on": "retires",
}


def usual_columns(models: Iterable[ModelConfig]) -> tuple[Models, ...]:
    """The columns for people who chose none; the status only where one of them is not active."""
    if not any(status_letter(model) for model in models):
        return _USUAL
    return (_ID, _STATUS_LETTER, *_USUAL[1:])


def csv_columns() -> tuple[Models, ...]:
    """The columns of a program that chose none: a row of the tables."""
    from modeldex.catalog.columns import MODEL_COLUMNS

    return tuple(column_named(name) for name in MODEL_COLUMNS)


def chosen_columns(names: str) -> tuple[Models, ...]:
    """The columns of a list of names with commas, the id before them; UnknownNameError lists the names.

    A program gets each under the name that was asked for.
    """
    chosen = [replace(column_named(name), name=name) for name in names.replace(",", " ").split()]
    return tuple(chosen) if "id" in {column.name for column in chosen} else (_ID, *chosen)


def column_named(name: str) -> Models:
    """The column of a field: `max_context`, `context_window`, `vision`, `gpqa`, `input_tokens@batch` ..."""
    if name in _OWN:
        return _OWN[name]
    try:
        kind, key = asked_catalog().field_named(name)
    except UnknownNameError as error:
        raise UnknownNameError("column", name, dict.fromkeys((*_OWN, *error.known))) from None
    base = next((column for column, unit in BASE_RATES.items() if unit == key), key)
    if base in _OWN:
        return _OWN[base]
    if kind == RATE:
        return _rate_column(name, key)
    if kind == CAPABILITY:
        return Column(name, lambda model: model.supports(key))
    if kind == SCORE:
        return Column(name, lambda model: getattr(model.quality_scores, key), right=True)
    return score_column(name) if kind == BENCHMARK else _table_column(key)


def _rate_column(name: str, key: str) -> Models:
    """The column of a rate in force."""
    return Column(
        name,
        lambda model: _rate(model, key),
        _HEADINGS.get(key),
        lambda model: _rate_text(_rate(model, key)),
        right=True,
    )


def _table_column(key: str) -> Models:
    """A column of the tables."""
    attribute = FIELDS[key].name

    def value(model: ModelConfig) -> object:
        return _plain(getattr(model, attribute))

    if key in LIMITS:
        return _limit(key, attribute)
    is_number = FIELDS[key].sql_type in ("INTEGER", "REAL")
    return Column(key, value, _HEADINGS.get(key), right=is_number, whole=key in DATES)


def score_column(name: str) -> Models:
    """The column of a benchmark."""
    return Column(name, lambda model: model.benchmarks.get(name), right=True)


def _rate(model: ModelConfig, key: str) -> str | None:
    """The rate in force of a key, as tables write it: `2.5`, `free`, `variable`; None is unknown."""
    return next((price.amount_text for price in model.rates_in_force if price.key == key), None)


def _rate_text(rate: object) -> str:
    from decimal import Decimal

    if rate is None:
        return UNKNOWN
    return str(rate) if rate in ("free", "variable") else amount_cell(Decimal(str(rate)))


def _plain(value: object) -> object:
    from modeldex.core.plain import plain

    return value.isoformat() if isinstance(value, date) else plain(value)


def record_of(model: ModelConfig, columns: Sequence[Models]) -> dict[str, object]:
    """The chosen columns of a model, for a program."""
    return {column.name: column.value(model) for column in columns}
