"""The command that lists what retires: when, and what follows it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, escaped, status_cell
from modeldex.cli.exits import FINDINGS
from modeldex.cli.options import DAY, MODEL, NOT_SERVED, PROVIDER, SPAN
from modeldex.cli.session import asked_catalog
from modeldex.core.errors import InvalidValueError, ModelNotFoundError
from modeldex.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig

_STYLES = ((0, "red"), (30, "red"), (90, "yellow"))


@click.command()
@click.argument("models", nargs=-1, type=MODEL, metavar="[MODEL]...")
@click.option(
    "--within", type=SPAN, default="90d", show_default=True, metavar="SPAN", help="90d, 12w, 3m, 1y."
)
@click.option(
    "--from",
    "listed",
    type=click.File("r", encoding="utf-8"),
    metavar="FILE",
    help="Only models that this file names, one a line; - reads standard input.",
)
@click.option("--provider", type=PROVIDER, metavar="NAME", help="Served by this provider (any of its names).")
@click.option(
    "--as-of", type=DAY, default="today", show_default=True, metavar="DAY", help="The day to count from."
)
@click.option("--past", is_flag=True, help="With what has retired already.")
@output.formats
@click.pass_context
def deprecations(
    ctx: click.Context,
    models: tuple[str, ...],
    within: timedelta,
    listed: Iterable[str] | None,
    provider: str | None,
    as_of: date,
    past: bool,
    form: str | None,
) -> None:
    """List what retires within a span of time, the soonest first, and what follows it.

    With MODELs, or a file of them, only these are looked at, those that have retired already are
    listed too, and the exit code is 1 where one of them has retired or retires within the span: a
    check for a build. A name that means no model is an error, not silence.

    \b
    Examples:
      modeldex deprecations --within 90d --provider openai
      modeldex deprecations --within 180d gpt-4o openai/gpt-5
      modeldex deprecations --from my-models.txt --json
    """
    catalog = asked_catalog()
    names = [*models, *_names(listed or ())]
    if listed is not None and not names:
        raise click.UsageError("--from names no model: one a line, what follows a # is left out")
    if names and provider is not None:
        raise click.UsageError("--provider goes with no list of models; leave one of them out")
    asked = _asked(catalog, names) if names else catalog.find_models(provider=provider)
    last = _last_day(as_of, within)
    ending = sorted(
        (model for model in asked if _ends(model, as_of.isoformat(), last, past=past or bool(names))),
        key=lambda model: (model.retires_on or "9999", model.id),
    )
    if form or ending:
        columns = _columns(as_of)
        output.write_records(form, ending, columns, as_plain=lambda model: _record(model, as_of))
    if form is None:
        _sum_up(len(ending), len(asked), last, named=bool(names), past=past or bool(names))
    if names and ending:
        ctx.exit(FINDINGS)


def _last_day(as_of: date, within: timedelta) -> str:
    try:
        return (as_of + within).isoformat()
    except OverflowError:
        raise click.UsageError(f"--within leads from {as_of} beyond the calendar; give less") from None


def _sum_up(ending: int, asked: int, last: str, *, named: bool, past: bool) -> None:
    of = f"of the {asked:,} named" if named else f"of {asked:,} models"
    output.note(f"{ending or 'none'} {of}: {'retired, or ' * past}retiring by {last}")


def _names(lines: Iterable[str]) -> list[str]:
    """The names of a file: one a line; blank lines and what follows a # are left out."""
    try:
        named = (line.partition("#")[0].strip() for line in lines)
        return [name for name in named if name]
    except UnicodeDecodeError as error:
        raise InvalidValueError("--from", {"FILE": f"must be text in UTF-8: {error}"}) from None


def _asked(catalog: ModelCatalog, names: Sequence[str]) -> list[ModelConfig]:
    """The models of all names; one error for all that mean none."""
    found, missed = [], []
    for name in dict.fromkeys(names):
        try:
            found.append(catalog.get_model_or_raise(name))
        except ModelNotFoundError as error:
            missed.append(error)
    if len(missed) == 1:
        raise missed[0]
    if missed:
        near = [one for error in missed for one in error.near[:1]]
        reasons = "\n  ".join(str(error.args[0]) for error in missed)
        raise ModelNotFoundError(missed[0].name, near, f"{len(missed)} names mean no model:\n  {reasons}")
    return list(dict.fromkeys(found))


def _ends(model: ModelConfig, first: str, last: str, *, past: bool) -> bool:
    if model.status in NOT_SERVED or (model.retires_on is not None and model.retires_on <= first):
        return past
    return model.retires_on is not None and model.retires_on <= last


def _days_left(model: ModelConfig, as_of: date) -> int | None:
    """Days until it retires; None where no whole day is known."""
    day = model.retires_on
    return (date.fromisoformat(day) - as_of).days if day is not None and len(day) == 10 else None


def _record(model: ModelConfig, as_of: date) -> dict[str, object]:
    return {
        "model": model.id, "status": plain(model.status), "deprecated_on": model.deprecated_on,
        "retires_on": model.retires_on, "days_left": _days_left(model, as_of), "successor": model.successor,
    }  # fmt: skip


def _columns(as_of: date) -> tuple[output.Column[ModelConfig], ...]:
    def left(model: ModelConfig) -> str:
        days = _days_left(model, as_of)
        if days is None:
            return UNKNOWN
        style = next((style for most, style in _STYLES if days <= most), "")
        return f"[{style}]{days:,}[/{style}]" if style else f"{days:,}"

    return (
        output.Column("model", lambda model: model.id, "model", lambda model: escaped(model.id)),
        output.Column("status", lambda model: plain(model.status), "status", status_cell),
        output.Column("deprecated_on", lambda model: model.deprecated_on, ""),
        output.Column("retires_on", lambda model: model.retires_on, "retires", whole=True),
        output.Column("days_left", lambda model: _days_left(model, as_of), "days", left, right=True),
        output.Column(
            "successor", lambda model: model.successor, "then", lambda model: escaped(model.successor)
        ),
    )
