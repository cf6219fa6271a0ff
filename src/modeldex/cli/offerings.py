"""Who serves a model: its offerings side by side, the cheapest first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.cli import output
from modeldex.cli.columns import csv_columns, usual_columns
from modeldex.cli.options import NOT_SERVED
from modeldex.core.money import CONTEXT
from modeldex.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model import Model
    from modeldex.core.model_config import ModelConfig


_INPUT_TO_OUTPUT = Decimal(3)


def published(catalog: ModelCatalog, name: str) -> Model | None:
    """The canonical model of a full canonical id that is no offering's id; a bare name is for the catalog."""
    return catalog.canonical_model(name) if "/" in name and catalog.get_model(name) is None else None


def cheapest_first(
    catalog: ModelCatalog, model: Model, *, with_retired: bool = False
) -> tuple[ModelConfig, ...]:
    """The offerings of a canonical model that are still served, those without a price last.

    The order is that of three input tokens to one output token: about what a chat takes.
    """
    served = (
        offering
        for offering in map(catalog.get_model_or_raise, model.offerings)
        if with_retired or offering.status not in NOT_SERVED
    )
    return tuple(sorted(served, key=_cost_order))


def _cost_order(offering: ModelConfig) -> tuple[bool, Decimal | int, str]:
    read, written = offering.cost_per_1m_input_tokens, offering.cost_per_1m_output_tokens
    if read is None or written is None:
        return True, 0, offering.id
    return False, CONTEXT.fma(read, _INPUT_TO_OUTPUT, written), offering.id


def write_offerings(form: str | None, offerings: Sequence[ModelConfig]) -> None:
    """Write offerings as a table, or as whole records for programs."""
    if form == output.CSV:
        columns = csv_columns()
    else:
        columns = tuple(column for column in usual_columns(offerings) if column.name != "caps")
    output.write_records(form, offerings, columns, as_plain=plain)
