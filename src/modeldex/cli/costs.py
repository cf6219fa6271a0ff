"""The command that says what a call costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from modeldex.cli import output
from modeldex.cli.cost_sheet import columns_of, mend, record_of, warn, write_sheet
from modeldex.cli.exits import FINDINGS
from modeldex.cli.offerings import cheapest_first, published
from modeldex.cli.options import ANY_MODEL, WORD
from modeldex.cli.session import asked_catalog
from modeldex.core.cost import UNKNOWN as NOT_KNOWN
from modeldex.core.days import day_and_moment, today
from modeldex.core.errors import InvalidUsageError, InvalidValueError, UnknownNameError
from modeldex.core.usage import UNITS, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig

_OPTIONS = {
    "input_tokens": ("--in", "Tokens read that no cache held."),
    "output_tokens": ("--out", "Tokens written, without reasoning."),
    "cache_read_tokens": ("--cached", "Tokens read from a cache, beside --in."),
    "cache_write_tokens": ("--cache-write", "Tokens written to a cache of minutes, beside --in."),
    "cache_write_1h_tokens": ("--cache-write-1h", "Tokens written to a cache of an hour, beside --in."),
    "reasoning_tokens": ("--reasoning", "Tokens of reasoning, beside --out."),
}
_PARTS_OF_TOTALS = (*_OPTIONS, "audio_input_tokens", "image_input_tokens", "audio_output_tokens",
                    "image_output_tokens")  # fmt: skip


def _moment(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """A day or a moment, as `ModelConfig.cost` takes it; it is checked here to name the option."""
    if value == "today":
        return today()
    try:
        if value is not None:
            day_and_moment(value, "--at")
    except InvalidValueError:
        raise click.BadParameter(
            f"{value!r} is no day or moment; write it like 2025-06-01 or 2025-06-01T03:00Z"
        ) from None
    return value


def _counted(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, Any]:
    counts: dict[str, Any] = {}
    for value in values:
        unit, equals, count = value.partition("=")
        if not equals or unit not in UNITS or unit in counts:
            raise click.BadParameter(
                f"{value!r} is no unit with its count; write it once, like output_images=2."
                f" Units: {', '.join(UNITS)}"
            )
        counts[unit] = int(count) if count.isascii() and count.isdigit() else count
    return counts


def _with_counts(command: Any) -> Any:
    for unit, (spelling, meaning) in reversed(_OPTIONS.items()):
        command = click.option(
            spelling, unit, type=click.IntRange(0), default=0, metavar="TOKENS", help=meaning
        )(command)
    return command


@click.command()
@click.argument("models", nargs=-1, required=True, type=ANY_MODEL, metavar="MODEL...")
@_with_counts
@click.option(
    "--use",
    "others",
    multiple=True,
    callback=_counted,
    metavar="UNIT=COUNT",
    help="Anything else that is charged for: output_images=2, web_searches=3, audio_input_seconds=60 ...",
)
@click.option("--totals", is_flag=True, help="--in and --out include their parts, as OpenAI counts.")
@click.option("--batch", is_flag=True, help="At the rates for batches.")
@click.option("--service", type=WORD, metavar="NAME", help="standard, batch, flex, priority, or another.")
@click.option("--region", type=WORD, metavar="NAME", help="At the rates of a region, where it has its own.")
@click.option("--variant", type=WORD, metavar="NAME", help="Size, quality or resolution, as its maker says.")
@click.option("--at", callback=_moment, metavar="DAY", help="At the rates of a day, or of a moment in UTC.")
@click.option("--everywhere", is_flag=True, help="At all who serve the model, the cheapest first.")
@click.option("--calls", type=click.IntRange(1), default=1, help="For so many calls like this one.")
@output.formats
def cost(
    models: tuple[str, ...],
    others: dict[str, Any],
    totals: bool,
    batch: bool,
    service: str | None,
    region: str | None,
    variant: str | None,
    at: str | None,
    everywhere: bool,
    calls: int,
    form: str | None,
    **counts: int,
) -> None:
    """Say what a call costs, part by part, with the price rows that say so.

    Counts are disjoint: --in does not include what is --cached, as Anthropic counts; with --totals
    it does, as OpenAI and Gemini count. A canonical id (maker/name) asks all that serve it, the
    cheapest first. Without --at the rates of now hold; with it those known to hold on that day.

    A cost is known, estimated (another rate stands in, and it says which) or unknown; unknown is
    no zero, and ends with exit code 1.

    \b
    Examples:
      modeldex cost gpt-5 --in 12000 --cached 50000 --out 900
      modeldex cost gpt-4o --in 12000 --out 900 --at 2025-06-01
      modeldex cost gpt-5 --everywhere --in 100000 --out 20000
      modeldex cost openai/gpt-image-1 --use output_images=1 --json
    """
    usage = _usage(_counts(counts, others), totals=totals)
    if batch and service not in (None, "batch"):
        raise click.UsageError(f"--batch and --service {service} are two classes of call; give one")
    how = {
        "service": "batch" if batch else service or "standard",
        "region": region,
        "variant": variant,
        "at": at,
    }
    asked = _asked(asked_catalog(), models, everywhere=everywhere)
    _check_words(asked, region, variant)
    costs = [(model, model.cost(usage, **how)) for model in asked]  # type: ignore[arg-type]
    if len(asked) > len(models):
        costs.sort(key=lambda pair: (pair[1].amount is None, pair[1].amount or 0, pair[0].id))
    if form == output.CSV:
        output.write_records(form, costs, columns_of(calls))
    elif form:
        records = [record_of(model, one, calls) for model, one in costs]
        output.write_json(records[0] if len(models) == len(records) == 1 else records, form)
    elif len(costs) == 1:
        write_sheet(*costs[0], calls, at)
        warn(costs[0][0], usage, at)
    else:
        output.write_records(None, costs, columns_of(calls))
    if any(one.status == NOT_KNOWN for _, one in costs):
        if form is None:
            mend(costs, at)
        click.get_current_context().exit(FINDINGS)


def _counts(counts: dict[str, int], others: dict[str, Any]) -> dict[str, Any]:
    """The counts of both ways to state them; a unit that stands in both cannot be meant."""
    twice = [unit for unit in others if counts.get(unit)]
    if twice:
        spelling = _OPTIONS[twice[0]][0]
        raise click.UsageError(f"{twice[0]} stands twice, as {spelling} and in --use; give it once")
    return counts | others


def _usage(counts: dict[str, Any], *, totals: bool) -> Usage:
    if not any(counts.values()):
        raise click.UsageError("says nothing that was used; give --in and --out, or --use UNIT=COUNT")
    if not totals:
        return Usage(**counts)
    strange = sorted(counts.keys() - set(_PARTS_OF_TOTALS))
    if strange:
        raise InvalidUsageError("--totals", dict.fromkeys(strange, "is no part of a total"))
    return Usage.of_totals(**counts)


def _asked(catalog: ModelCatalog, names: Sequence[str], *, everywhere: bool) -> list[ModelConfig]:
    """The offerings that the names mean: a canonical id means all that serve it."""
    found: list[ModelConfig] = []
    for name in names:
        canonical = catalog.canonical_model_or_raise(name) if everywhere else published(catalog, name)
        if canonical is not None:
            found.extend(cheapest_first(catalog, canonical))
        else:
            found.append(catalog.get_model_or_raise(name))
    return list(dict.fromkeys(found))


def _check_words(models: Sequence[ModelConfig], region: str | None, variant: str | None) -> None:
    """A region or a variant that no price row has is a slip, and would be charged like any other."""
    for kind, word in (("region", region), ("variant", variant)):
        known = {str(row) for model in models for price in model.prices if (row := getattr(price, kind))}
        if word is not None and word.lower() not in {one.lower() for one in known}:
            if not known:
                raise click.UsageError(f"--{kind}: no rate of these models depends on it; leave it out")
            raise UnknownNameError(kind, word, sorted(known))
