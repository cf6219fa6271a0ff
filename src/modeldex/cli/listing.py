"""Commands that find models: list by conditions, search by words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from modeldex.catalog.query import SORTS
from modeldex.cli import output
from modeldex.cli.columns import chosen_columns, csv_columns, record_of, usual_columns
from modeldex.cli.conditions import conditions, faults_of_options, meant
from modeldex.cli.discovered import discovered_like, times, write_found
from modeldex.cli.options import ANY, DAY, FIELDS, MODEL, SORT, STILL_SERVED
from modeldex.cli.session import asked_catalog
from modeldex.core.capability import CAPABILITIES
from modeldex.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.cli.discovered import Pool
    from modeldex.core.model_config import ModelConfig

_SHOWN_TO_PEOPLE = 25
_LAYER = "layer:"
"""How the source of what a layer brought begins."""

columns_option = click.option(
    "--columns",
    type=FIELDS,
    metavar="NAME,...",
    help="Columns to show: any field that `why` knows, such as name,gpqa,vision,input_tokens@batch.",
)


@click.command("list", epilog=f"Capabilities: {', '.join(CAPABILITIES)}.")
@conditions
@click.option(
    "--sort",
    type=SORT,
    default="id",
    show_default=True,
    metavar="NAME",
    help=f"{', '.join(SORTS)}, or any field that can be compared, such as gpqa.",
)
@click.option("--reverse", is_flag=True, help="The other way round; unknown values stay last.")
@click.option("--limit", type=click.IntRange(0), help="At most so many; 0: all. 25 for people, else all.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out so many before them.")
@click.option("--at", type=DAY, metavar="DAY", help="As known to hold on a day, such as 2025-06-01.")
@click.option("--count", "only_count", is_flag=True, help="Only say how many there are.")
@columns_option
@output.formats
def list_models(
    form: str | None,
    sort: str,
    reverse: bool,
    limit: int | None,
    offset: int,
    at: date | None,
    columns: str | None,
    only_count: bool,
    **asked: Any,
) -> None:
    """List the models that meet every condition; unknown values meet none.

    V vision, T tools, J JSON mode, O structured output, S streaming, K thinking, P prompt cache;
    a dot stands for no or unknown, ? for unknown. Under st: P preview, D deprecated, R retired.
    Prices are USD per million tokens; what is priced by the image or the minute shows as other.

    \b
    Examples:
      modeldex list --can vision --max-input-cost 1 --sort context --limit 1
      modeldex list --provider bedrock --maker anthropic --json
      modeldex list --where 'gpqa>=85' --columns gpqa,input_per_1m --json
      modeldex list --model meta/llama-3.3-70b-instruct --sort input_cost
      modeldex list --can tool_use --at 2025-06-01 --csv
    """
    chosen = chosen_columns(columns) if columns is not None else None
    conditions = meant(asked)
    catalog = asked_catalog(at.isoformat() if at else None)
    if only_count:
        with faults_of_options():
            output.write_json(catalog.count_models(**conditions))
        return
    limit = output.most(limit, form, _SHOWN_TO_PEOPLE)
    with faults_of_options():
        shown = catalog.find_models(
            **conditions, sort=sort, reverse=reverse, limit=limit or None, offset=offset
        )
    if form or shown:
        write_models(form, shown, chosen)
    if form is None:
        _sum_up(len(shown), offset, catalog, conditions)


def _sum_up(shown: int, offset: int, catalog: ModelCatalog, conditions: dict[str, Any]) -> None:
    there_are = catalog.count_models(**conditions)
    if not there_are:
        gone = catalog.count_models(**conditions | {"status": None})
        output.note(
            f"{gone:,} that have retired do; --status {ANY} shows them"
            if gone and conditions.get("status") == STILL_SERVED
            else "no model meets all of these conditions; leave one out, or see `modeldex list --help`"
        )
    elif not shown:
        output.note(f"there are only {there_are:,} models; --offset {offset} leaves out all of them")
    elif shown < there_are:
        end = offset + shown
        more = f"; --offset {end} shows more" if end < there_are else ""
        output.note(f"{shown:,} of {there_are:,} models{more}; --limit 0 shows all")


def write_models(form: str | None, models: Sequence[ModelConfig], chosen: Sequence[Any] | None) -> None:
    """Write models with the columns that were chosen, or with those of the form."""
    if chosen is not None:
        output.write_records(form, models, chosen, as_plain=lambda model: record_of(model, chosen))
    else:
        columns = csv_columns() if form else usual_columns(models)
        output.write_records(form, models, columns, as_plain=plain)


@click.command()
@click.argument("text", nargs=-1, required=True, type=MODEL)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="At most so many.")
@columns_option
@output.formats
def search(form: str | None, text: tuple[str, ...], limit: int, columns: str | None) -> None:
    """Find models whose id or name looks like a TEXT, the likest first; typing errors are forgiven.

    What layers of your own brought is listed apart from what came with the catalog, and so is what
    `modeldex discover` found: so many of it at most, too, and first what has exactly this id. A search
    only suggests: commands that take a model want its exact name.

    \b
    Examples:
      modeldex search claude sonet
      modeldex search llama 3.3 70b --limit 20
    """
    chosen = chosen_columns(columns) if columns is not None else None
    words = " ".join(text)
    models = asked_catalog().search(words, limit)
    like = discovered_like(words, limit)
    exact = [one for one in like if words.lower() == one[1].id.lower()]
    discovered = [one for one in like if one not in exact]
    if form:
        write_found(form, [*exact, *((None, model) for model in models), *discovered], chosen)
        return
    if not models and not like:
        output.note(f"nothing looks like {words!r}; `modeldex list --help` shows how to filter")
        return
    own = [model for model in models if (model.source or "").startswith(_LAYER)]
    shipped = [model for model in models if model not in own]
    parts = (
        _apart(exact),
        ("in the catalog" if exact else None, shipped),
        ("in layers of your own", own),
        _apart(discovered),
    )
    _write_parts([part for part in parts if part[1]], chosen)


def _apart(found: Sequence[tuple[Pool, ModelConfig]]) -> tuple[str, list[ModelConfig]]:
    """What was discovered, under its heading."""
    of_pools = dict.fromkeys(pool for pool, _ in found)
    return f"discovered, and not in the catalog: {times(of_pools)}", [model for _, model in found]


def _write_parts(
    parts: Sequence[tuple[str | None, Sequence[ModelConfig]]], chosen: Sequence[Any] | None
) -> None:
    """Write tables one below the other, each under its heading."""
    for place, (heading, models) in enumerate(parts):
        if place:
            output.write_line()
        if heading is not None:
            output.write_line(heading, style="italic")
        write_models(None, models, chosen)
