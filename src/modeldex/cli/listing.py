"""Commands that find models: list by conditions, search by words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from modeldex.catalog.query import SORTS
from modeldex.cli import output
from modeldex.cli.columns import chosen_columns, csv_columns, record_of, usual_columns
from modeldex.cli.options import CAPABILITY, DAY, FIELD, MODEL, PROVIDER, STATUSES
from modeldex.cli.session import asked_catalog
from modeldex.core.errors import InvalidValueError
from modeldex.core.plain import plain
from modeldex.core.provider import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from modeldex.core.model_config import ModelConfig

_SHOWN_TO_PEOPLE = 25
_ANY = "any"
_LAYER = "layer:"
"""How the source of what a layer brought begins."""
_STILL_SERVED = tuple(name for name in STATUSES if name != "retired")
_TOKENS = click.IntRange(1)

columns_option = click.option(
    "--columns",
    metavar="NAME,...",
    help="Columns to show: any field that `why` knows, such as name,gpqa,vision,input_tokens@batch.",
)


def conditions(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which models are meant; they are the conditions of `find_models`."""
    for option in reversed(_CONDITIONS):
        command = option(command)
    return command


_CONDITIONS = (
    click.option(
        "--can", "capabilities", type=CAPABILITY, multiple=True, metavar="NAME,...", help="Can do all these."
    ),
    click.option(
        "--lacks", type=CAPABILITY, multiple=True, metavar="NAME,...", help="Is known to do none of these."
    ),
    click.option(
        "--provider", type=PROVIDER, metavar="NAME", help="Served by this provider (any name of it)."
    ),
    click.option("--maker", metavar="NAME", help="Published by this maker."),
    click.option("--family", metavar="NAME", help="Of this family."),
    click.option("--model", metavar="ID", help="An offering of this canonical model (maker/name)."),
    click.option("--category", type=click.Choice(CATEGORIES), help="What kind of provider serves it."),
    click.option(
        "--status",
        type=click.Choice((*STATUSES, _ANY)),
        multiple=True,
        metavar="STATUS",
        help=f"{', '.join(STATUSES)}, or any; several may be given.  [default: all but retired]",
    ),
    click.option("--pricing", metavar="STATE", help="priced, free, variable or unknown."),
    click.option("--max-input-cost", metavar="USD", help="At most this for a million input tokens."),
    click.option("--max-output-cost", metavar="USD", help="At most this for a million output tokens."),
    click.option("--max-cache-read-cost", metavar="USD", help="At most this for a million cached tokens."),
    click.option("--min-context", type=_TOKENS, metavar="TOKENS", help="At least this context window."),
    click.option("--min-input", type=_TOKENS, metavar="TOKENS", help="At least so much input."),
    click.option("--min-output", type=_TOKENS, metavar="TOKENS", help="At least so much output."),
    click.option("--open-weights/--closed-weights", default=None, help="Weights can be had, or cannot."),
    click.option(
        "--released-since", metavar="DAY", help="Released then or later: 2026, 2026-01, 2026-01-31."
    ),
    click.option("--released-before", metavar="DAY", help="Released before this day."),
    click.option("--retires-before", metavar="DAY", help="Is known to retire before this day."),
    click.option("--knowledge-since", metavar="DAY", help="Trained on data up to this day or later."),
    click.option("--updated-since", metavar="DAY", help="A value changed on this day or later."),
    click.option(
        "--where",
        multiple=True,
        metavar="CONDITION",
        help="Any field: 'gpqa>=80', 'cache_read_tokens<0.5', 'max_images=?' (unknown), 'rpm!=?' (known).",
    ),
)


_CONDITION_NAMES = (
    "capabilities", "lacks", "provider", "maker", "family", "model", "category", "status", "pricing",
    "max_input_cost", "max_output_cost", "max_cache_read_cost", "min_context", "min_input", "min_output",
    "open_weights", "released_since", "released_before", "retires_before", "knowledge_since",
    "updated_since", "where",
)  # fmt: skip


def meant(asked: dict[str, Any]) -> dict[str, Any]:
    """The conditions of `find_models` that the options mean; they are taken out of what was asked."""
    given = {name: asked.pop(name) for name in _CONDITION_NAMES}
    status = given.pop("status")
    names = {name: ",".join(given.pop(name)) for name in ("capabilities", "lacks")}
    stated = {name: value for name, value in (given | names).items() if value not in (None, (), "")}
    return stated if _ANY in status else stated | {"status": status or _STILL_SERVED}


@click.command("list")
@conditions
@click.option(
    "--sort",
    type=FIELD,
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
        with _faults_of_options():
            output.write_json(catalog.count_models(**conditions))
        return
    if limit is None:
        limit = 0 if form else _SHOWN_TO_PEOPLE
    with _faults_of_options():
        shown = catalog.find_models(
            **conditions, sort=sort, reverse=reverse, limit=limit or None, offset=offset
        )
    if form or shown:
        write_models(form, shown, chosen)
    if form is None:
        _sum_up(len(shown), offset, catalog.count_models(**conditions))


@contextmanager
def _faults_of_options() -> Iterator[None]:
    """Name the options that cannot be meant, rather than the arguments behind them."""
    try:
        yield
    except InvalidValueError as error:
        faults = (f"--{name.replace('_', '-')}: {fault}" for name, fault in error.problems.items())
        raise click.UsageError("; ".join(faults)) from None


def _sum_up(shown: int, offset: int, there_are: int) -> None:
    if not there_are:
        output.note("no model meets all of these conditions; leave one out, or see `modeldex list --help`")
    elif not shown:
        output.note(f"there are only {there_are} models; --offset {offset} leaves out all of them")
    elif shown < there_are:
        end = offset + shown
        more = f"; --offset {end} shows more" if end < there_are else ""
        output.note(f"{shown} of {there_are} models{more}; --limit 0 shows all")


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

    What layers of your own brought is listed apart from what came with the catalog. A search only
    suggests: commands that take a model want its exact name.

    \b
    Examples:
      modeldex search claude sonet
      modeldex search llama 3.3 70b --limit 20
    """
    chosen = chosen_columns(columns) if columns is not None else None
    models = asked_catalog().search(" ".join(text), limit)
    if form is None and not models:
        output.note(f"nothing looks like {' '.join(text)!r}; `modeldex list --help` shows how to filter")
        return
    own = [model for model in models if (model.source or "").startswith(_LAYER)]
    if form or not own:
        write_models(form, models, chosen)
        return
    shipped = [model for model in models if model not in own]
    if shipped:
        write_models(form, shipped, chosen)
        output.write_line()
    output.write_line("in layers of your own", style="italic")
    write_models(form, own, chosen)
