"""The command that draws pictures: price against quality, windows, price history, providers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from modeldex.cli import output
from modeldex.cli.cells import printable
from modeldex.cli.conditions import faults_of_options
from modeldex.cli.options import ANY, ANY_MODEL, CAPABILITY, MAKER, MODEL, PROVIDER, STATUSES, WORD, Named
from modeldex.cli.paths import STANDARD, NamedPath
from modeldex.cli.session import asked_catalog
from modeldex.core.errors import UnknownNameError
from modeldex.core.quality import DERIVED_FROM
from modeldex.core.replacement import replacing

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.charts.figure import Figure
    from modeldex.charts.plots.conditions import Conditions

    Command = Callable[..., None]

FORMS = ("png", "svg", "html")
"""The forms of a picture, which are also the endings of its files."""
_EXTRA = ("altair", "vl_convert")
"""What the extra `charts` brings."""
_PRICES = ("blend", "input", "output")
_MEASURE = Named("measure", lambda catalog, _begun: (*DERIVED_FROM, *catalog.benchmarks()))


class Kinds(click.Group):
    """A group that keeps the order of its commands, and lists them where another one is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every kind, in the order in which it is written below."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The kind of picture that the arguments begin with; UnknownNameError lists those there are."""
        if not args[0].startswith("-") and args[0] not in self.commands:
            raise UnknownNameError("kind of picture", args[0], self.commands)
        return super().resolve_command(ctx, args)


@click.command(cls=Kinds, no_args_is_help=True, subcommand_metavar="KIND [ARGS]...")
def plot() -> None:
    """Draw prices, windows and scores as a picture: PNG, SVG, or one HTML page.

    Pictures are drawn offline. The page has the numbers as a table, and runs no script.

    \b
    Examples:
      modeldex plot quality
      modeldex plot context --can vision,tool_use --output windows.svg
      modeldex plot history mistral-large-latest gpt-4o
      modeldex plot providers llama-3.3-70b-instruct --format html
    """


def _written(command: Command) -> Command:
    """The options that say where a picture goes."""
    into = click.option(
        "--output",
        "target",
        type=NamedPath(dir_okay=False, allow_dash=True),
        metavar="FILE",
        help="File to write; - is standard output.  [default: modeldex-KIND.png here]",
    )
    form = click.option(
        "--format",
        "form",
        type=click.Choice(FORMS),
        help="Form of the picture.  [default: the ending of the file, else png]",
    )
    return into(form(command))


def _chosen(command: Command) -> Command:
    """The options that say which models a picture is of."""
    options = (
        click.option("--provider", type=PROVIDER, metavar="NAME", help="Served by this provider."),
        click.option("--maker", type=MAKER, metavar="NAME", help="Published by this maker."),
        click.option(
            "--can",
            "capabilities",
            type=CAPABILITY,
            multiple=True,
            metavar="NAME,...",
            help="Can do all these.",
        ),
        click.option("--max-input-cost", type=WORD, metavar="USD", help="At most this per million input."),
        click.option(
            "--status",
            type=click.Choice((*STATUSES, ANY)),
            multiple=True,
            metavar="STATUS",
            help=f"{', '.join(STATUSES)}, or any; several may be given.  [default: active, preview]",
        ),
        click.option(
            "--limit",
            type=click.IntRange(1),
            metavar="N",
            help="Only the N that are highest in the picture.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@plot.command()
@click.option(
    "--by",
    type=_MEASURE,
    metavar="MEASURE",
    help="Score (reasoning, coding, creative) or benchmark (gpqa, ...).  [default: arena_overall]",
)
@click.option(
    "--price",
    type=click.Choice(_PRICES),
    default="blend",
    show_default=True,
    help="Price of input, of output, or of 3 input tokens to 1 output token.",
)
@_chosen
@_written
def quality(by: str | None, price: str, target: Path | None, form: str | None, **chosen: Any) -> None:
    """Draw price against quality: a point per model.

    A model stands at its maker's own price, or else at the median of its providers. The line is of
    those that no cheaper one equals. By default the measure is the overall rating of the Arena: one
    board that has judged most models. A score is a mean of the benchmarks that are known, and so
    compares models less well.

    \b
    Examples:
      modeldex plot quality
      modeldex plot quality --by gpqa --price input --output gpqa.svg
      modeldex plot quality --maker openai --format html
    """

    def figure() -> Figure:
        from modeldex.charts.plots.quality import DEFAULT, quality

        return quality(asked_catalog(), by or DEFAULT, price, _conditions(**chosen))

    _write(figure, target, form)


@plot.command()
@click.option(
    "--price",
    type=click.Choice(_PRICES),
    default="input",
    show_default=True,
    help="Price of input, of output, or of 3 input tokens to 1 output token.",
)
@_chosen
@_written
def context(price: str, target: Path | None, form: str | None, **chosen: Any) -> None:
    """Draw context windows against price: a point per model.

    A model stands at its maker's own price, or else at the median of its providers, with the window
    that it has there. The line is of the largest windows for the price.

    \b
    Example:
      modeldex plot context --can chat --max-input-cost 1
    """

    def figure() -> Figure:
        from modeldex.charts.plots.context import context

        return context(asked_catalog(), price, _conditions(**chosen))

    _write(figure, target, form)


@plot.command()
@click.argument("models", type=MODEL, metavar="MODEL...", nargs=-1, required=True)
@_written
def history(models: tuple[str, ...], target: Path | None, form: str | None) -> None:
    """Draw what one MODEL, or up to six, have cost over time.

    Standard rates of input and output, each from the first day on which it is known to have held.

    \b
    Examples:
      modeldex plot history mistral-large-latest
      modeldex plot history gpt-4o deepseek-chat --output prices.svg
    """

    def figure() -> Figure:
        from modeldex.charts.plots.history import history

        return history(asked_catalog(), models)

    _write(figure, target, form)


@plot.command()
@click.argument("model", type=ANY_MODEL)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The N cheapest rows only.")
@_written
def providers(model: str, limit: int | None, target: Path | None, form: str | None) -> None:
    """Draw what each provider of a MODEL charges, the cheapest first.

    MODEL is a canonical id (meta/llama-3.3-70b-instruct), the part of it after the maker, or the
    name of any offering of it. Retired offerings are left out.

    \b
    Example:
      modeldex plot providers llama-3.3-70b-instruct --limit 20
    """

    def figure() -> Figure:
        from modeldex.charts.plots.providers import providers

        return providers(asked_catalog(), model, limit)

    _write(figure, target, form)


def _conditions(capabilities: tuple[str, ...], status: tuple[str, ...], **rest: Any) -> Conditions:
    from modeldex.charts.plots.conditions import CURRENT, Conditions

    wanted = STATUSES if ANY in status else status or CURRENT
    return Conditions(capabilities=",".join(capabilities), status=wanted, **rest)


def _write(make: Callable[[], Figure], target: Path | None, form: str | None) -> None:
    """Draw a picture and put it where it was asked for, or into a file of a telling name."""
    form = _form(target, form)
    with faults_of_options():
        figure = make()
    try:
        from modeldex.charts.formats import written
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise click.UsageError(
            f"a picture needs the package {error.name}; install it with\n"
            "  python -m pip install 'modeldex[charts]'"
        ) from None
    drawn = written(figure, form)
    if target is STANDARD:
        sys.stdout.flush()
        sys.stdout.buffer.write(drawn)
        return
    path = target or Path(f"modeldex-{figure.name}.{form}")
    with replacing(path) as aside:
        aside.write_bytes(drawn)
    if target is None:
        output.note(f"written: {printable(str(path))}")


def _form(target: Path | None, form: str | None) -> str:
    """The form that was asked for by name, or else by the ending of the file."""
    if target is STANDARD and form in (None, "png") and sys.stdout.isatty():
        raise click.UsageError("a PNG is not for a terminal; send it to a file, or ask for --format svg")
    ending = target.suffix.lower().removeprefix(".") if target is not None else ""
    if form is None and ending and ending not in FORMS:
        raise click.BadParameter(
            f"{target} does not end with {', '.join(f'.{one}' for one in FORMS)}; say --format too",
            param_hint="--output",
        )
    if form is not None and ending in FORMS and ending != form:
        raise click.UsageError(f"--output {target} is no {form}; leave --format out, or change the ending")
    return form or ending or "png"
