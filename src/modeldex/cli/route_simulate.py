"""The command that replays recorded calls under other policies, in outages, at other prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from modeldex.cli import output
from modeldex.cli.paths import NamedPath
from modeldex.cli.route_request import POLICY, request_of, route_conditions
from modeldex.core.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from modeldex.providers.shapes.shape import RequestShape
    from modeldex.router.simulation.outage import Outage
    from modeldex.router.simulation.price_change import PriceChange
    from modeldex.router.simulation.result import Comparison

    Read = TypeVar("Read")


class ShapeFile:
    """The shapes of a file, read anew for each walk through them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[RequestShape]:
        from modeldex.providers.shapes.file import read_shapes

        return read_shapes(self._path)


def _outages(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[Outage, ...]:
    from modeldex.router.simulation.outage import Outage

    return tuple(_read(Outage.read, text) for text in texts)


def _changes(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[PriceChange, ...]:
    from modeldex.router.simulation.price_change import PriceChange

    return tuple(change for text in texts for change in _read(PriceChange.read, text))


def _read(read: Callable[[str], Read], text: str) -> Read:
    try:
        return read(text)
    except InvalidValueError as error:
        problems = (f"{name!r} {problem}" for name, problem in error.problems.items())
        raise click.BadParameter("; ".join(problems)) from None


@click.command("simulate")
@click.option(
    "--shapes",
    "file",
    required=True,
    type=NamedPath(exists=True, dir_okay=False),
    metavar="FILE",
    help="File of recorded request shapes.",
)
@click.option(
    "--policy",
    "policies",
    type=POLICY,
    multiple=True,
    metavar="NAME",
    help="Policy to try; several are held side by side.  [default: as configured]",
)
@click.option(
    "--outage",
    "outages",
    multiple=True,
    callback=_outages,
    metavar="NAME",
    help="Provider or model that is away; NAME=0.5: for half of the calls, NAME=10:00-11:00: then (UTC).",
)
@click.option(
    "--price-change",
    "changes",
    multiple=True,
    callback=_changes,
    metavar="NAME=RATE:HOW",
    help="Rate of a model or a provider: =input:2x, =output:-10%, =input:1.25,output:5 (USD).",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Decides what chance decides."
)
@route_conditions
@output.formats
def simulate_file(
    file: Path,
    policies: tuple[str, ...],
    outages: tuple[Outage, ...],
    changes: tuple[PriceChange, ...],
    seed: int,
    ready: bool,
    form: str | None,
    **asked: Any,
) -> None:
    """Replay recorded calls under other policies.

    It compares what they cost, how long they take and how often they fail. Nobody is called. Shapes
    hold sizes, parameters and counts, never text: a client records them where it is told to, by
    `shapes=` or `record_shapes` below [client] in the configuration. Each call is routed at its time,
    with health and retries as they come; what is asked beside --policy holds for every call. The same
    --seed gives the same answer.

    Assumed is: every model takes as many tokens as the recorded one did; it answers, unless an
    outage catches the call; it takes as long as was recorded of it, else as the catalog says.

    \b
    Examples:
      modeldex route simulate --shapes shapes.jsonl --policy best
      modeldex route simulate --shapes shapes.jsonl --model gpt-4o --outage openai
      modeldex route simulate --shapes shapes.jsonl --price-change openai=input:2x
    """
    from modeldex.cli.routed import opened
    from modeldex.cli.simulation_table import write_comparison
    from modeldex.router.simulation.simulate import simulate

    shapes = ShapeFile(file)
    if next(iter(shapes), None) is None:
        raise click.UsageError(f"{file} holds no request shape yet; record some, see `record_shapes`")
    request = request_of(asked)
    with opened(ready=ready) as found:
        made: Comparison = simulate(
            shapes,
            found.registry,
            tuple(dict.fromkeys(policies)) or (None,),
            asked=request,
            routing=found.routing,
            outages=outages,
            price_changes=changes,
            readiness=found.readiness,
            seed=seed,
        )
    write_comparison(form, made)
