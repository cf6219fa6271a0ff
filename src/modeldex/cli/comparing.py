"""The command that holds models side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.columns import column_named, score_column
from modeldex.cli.options import DAY, MODEL
from modeldex.cli.session import asked_catalog
from modeldex.cli.tables import write_table
from modeldex.core.capability import CAPABILITIES
from modeldex.core.usage import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from modeldex.cli.columns import Models
    from modeldex.core.model_config import ModelConfig

_FIELDS = (
    "name", "status", "pricing", "input_per_1m", "output_per_1m", "max_context", "max_input", "max_output",
    "max_images", "maker", "model", "family", "category", "open_weights", "release_date",
    "knowledge_cutoff", "deprecated_on", "retires_on", "successor", "ttft_ms", "tps", "rpm", "tpm",
)  # fmt: skip
_LEAST = 2
_UNIT_ORDER = {unit: place for place, unit in enumerate(UNITS)}


@click.command()
@click.argument("models", nargs=-1, required=True, type=MODEL, metavar="MODEL MODEL...")
@click.option("--at", type=DAY, metavar="DAY", help="As known to hold on a day, such as 2025-06-01.")
@click.option("--differences", is_flag=True, help="Leave out what is the same.")
@output.formats
def compare(models: tuple[str, ...], at: date | None, differences: bool, form: str | None) -> None:
    """Hold models side by side, differences first.

    Every rate in force, every limit, date, capability and benchmark of which one of them is known:
    first what is known of all and differs, then what is known of some only (? is unknown), then
    what is the same.

    \b
    Examples:
      modeldex compare gpt-5 claude-opus-4-5
      modeldex compare openai/gpt-5 azure/gpt-5 --differences
    """
    if len(models) < _LEAST:
        raise click.UsageError("needs two models or more; `modeldex show` shows one")
    catalog = asked_catalog(at.isoformat() if at else None)
    found = [catalog.get_model_or_raise(name) for name in models]
    repeated = {model.id for model in found if found.count(model) > 1}
    if repeated:
        raise click.UsageError(f"{', '.join(sorted(repeated))} stands twice; name different models")
    known = [column for column in _columns(found) if any(column.value(m) is not None for m in found)]
    different = sorted(
        (column for column in known if _differs(column, found)),
        key=lambda column: any(column.value(model) is None for model in found),
    )
    same = [] if differences else [column for column in known if not _differs(column, found)]
    if form == output.CSV:
        names = ["field", "differs", *(model.id for model in found)]
        rows = [(column, "true") for column in different] + [(column, "false") for column in same]
        output.write_csv(names, ([c.name, told, *(c.value(m) for m in found)] for c, told in rows))
    elif form:
        output.write_json(_record(found, different, same), form)
    else:
        _write(found, different, same)


def _columns(models: Sequence[ModelConfig]) -> list[Models]:
    prices = [price for model in models for price in model.rates_in_force]
    prices.sort(key=lambda price: (_UNIT_ORDER[price.unit], price.key))
    rates = dict.fromkeys(price.key for price in prices)
    scores = [score_column(name) for name in dict.fromkeys(n for m in models for n in sorted(m.benchmarks))]
    base = ("input_tokens", "output_tokens")
    fields = (*_FIELDS[:5], *(key for key in rates if key not in base), *_FIELDS[5:])
    return [column_named(name) for name in (*fields, *CAPABILITIES)] + scores


def _differs(column: Models, models: Sequence[ModelConfig]) -> bool:
    return len({str(column.value(model)) for model in models}) > 1


def _record(
    models: Sequence[ModelConfig], different: Sequence[Models], same: Sequence[Models]
) -> dict[str, object]:
    return {
        "models": [model.id for model in models],
        "differences": {c.name: {model.id: c.value(model) for model in models} for c in different},
        "same": {column.name: column.value(models[0]) for column in same},
    }


def _write(models: Sequence[ModelConfig], different: Sequence[Models], same: Sequence[Models]) -> None:
    headings = [("field", "left"), *((escaped(model.id), "left") for model in models)]
    write_table(headings, ([_name(c), *(c.shown(m) for m in models)] for c in different))
    if same:
        output.write_line()
        rows = ((_name(column), column.shown(models[0])) for column in same)
        write_table([("the same", "left"), ("in all", "left")], rows)
    output.note(f"{len(different)} fields differ; who says so: modeldex why MODEL FIELD")


def _name(column: Models) -> str:
    return escaped(column.name.replace("_per_1m", " $/M"))
