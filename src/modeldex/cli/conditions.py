"""The options that say which models are meant: the conditions of `find_models`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from modeldex.cli.options import (
    ANY,
    CANONICAL,
    CAPABILITY,
    FAMILY,
    MAKER,
    PRICING,
    PROVIDER,
    STATUSES,
    STILL_SERVED,
    TOKENS,
    WORD,
)
from modeldex.cli.session import asked_catalog
from modeldex.core.errors import InvalidValueError
from modeldex.core.provider import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def conditions(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which models are meant; they are the conditions of `find_models`."""
    for option in reversed(_CONDITIONS):
        command = option(command)
    return command


def _one(_ctx: click.Context, _param: click.Parameter, values: tuple[Any, ...]) -> Any:
    if len(values) > 1:
        raise click.BadParameter(f"{values[0]} and {values[1]} cannot both be meant; give one")
    return values[0] if values else None


def _once(*names: str, **how: Any) -> Callable[[Any], Any]:
    """An option that cannot be given twice: the last one winning unseen would be a wrong answer."""
    return click.option(*names, multiple=True, callback=_one, **how)


_CONDITIONS = (
    click.option(
        "--can", "capabilities", type=CAPABILITY, multiple=True, metavar="NAME,...", help="Can do all these."
    ),
    click.option(
        "--lacks", type=CAPABILITY, multiple=True, metavar="NAME,...", help="Is known to do none of these."
    ),
    _once("--provider", type=PROVIDER, metavar="NAME", help="Served by this provider (any name of it)."),
    _once("--maker", type=MAKER, metavar="NAME", help="Published by this maker."),
    _once("--family", type=FAMILY, metavar="NAME", help="Of this family."),
    _once(
        "--model",
        type=CANONICAL,
        metavar="ID",
        help="An offering of this canonical model.",
    ),
    _once("--category", type=click.Choice(CATEGORIES), help="What kind of provider serves it."),
    click.option(
        "--status",
        type=click.Choice((*STATUSES, ANY)),
        multiple=True,
        metavar="STATUS",
        help=f"{', '.join(STATUSES)}, or any; several may be given.  [default: what is still served]",
    ),
    _once("--pricing", type=PRICING, metavar="STATE", help="priced, free, variable or unknown."),
    _once("--max-input-cost", type=WORD, metavar="USD", help="At most this per million input tokens."),
    _once("--max-output-cost", type=WORD, metavar="USD", help="At most this per million output tokens."),
    _once("--max-cache-read-cost", type=WORD, metavar="USD", help="At most this per million cached tokens."),
    _once("--min-context", type=TOKENS, metavar="TOKENS", help="At least this context window."),
    _once("--min-input", type=TOKENS, metavar="TOKENS", help="At least so much input."),
    _once("--min-output", type=TOKENS, metavar="TOKENS", help="At least so much output."),
    click.option("--open-weights/--closed-weights", default=None, help="Weights can be had, or cannot."),
    _once(
        "--released-since",
        type=WORD,
        metavar="DAY",
        help="Released then or later, e.g. 2026-01.",
    ),
    _once("--released-before", type=WORD, metavar="DAY", help="Released before this day."),
    _once("--retires-before", type=WORD, metavar="DAY", help="Is known to retire before this day."),
    _once("--knowledge-since", type=WORD, metavar="DAY", help="Trained on data up to then or later."),
    _once("--updated-since", type=WORD, metavar="DAY", help="A value changed on this day or later."),
    click.option(
        "--where",
        type=WORD,
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
    stated = {name: value for name, value in given.items() if value is not None and value != ()}
    if "model" in stated:
        stated["model"] = asked_catalog().canonical_model_or_raise(stated["model"]).id
    for name in ("capabilities", "lacks"):
        if name in stated:
            stated[name] = ",".join(stated[name])
    return stated if ANY in status else stated | {"status": status or STILL_SERVED}


@contextmanager
def faults_of_options() -> Iterator[None]:
    """Name the options that cannot be meant, rather than the arguments of `find_models` behind them."""
    try:
        yield
    except InvalidValueError as error:
        if error.subject not in ("find_models", "count_models"):
            raise
        faults = (f"--{name.replace('_', '-')}: {fault}" for name, fault in error.problems.items())
        raise click.UsageError("; ".join(faults)) from None
