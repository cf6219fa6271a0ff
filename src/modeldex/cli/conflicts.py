"""The command that lists where the sources of the catalog disagree."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from modeldex.catalog.evidence import LIMITS, NO_CONFLICT, gap, is_rate, is_rounding
from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.claims import write_claims
from modeldex.cli.options import FIELD, PROVIDER, STATUSES, STILL_SERVED
from modeldex.cli.session import asked_catalog
from modeldex.cli.tables import write_table
from modeldex.core import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modeldex.core.evidence import Conflict

_SHOWN_TO_PEOPLE = 10


@click.command()
@click.option("--provider", type=PROVIDER, metavar="NAME", help="Served by this provider (any name of it).")
@click.option("--field", type=FIELD, metavar="NAME", help="Of this field only; named as in `why`.")
@click.option(
    "--status",
    type=click.Choice(STATUSES),
    multiple=True,
    help="Of offerings of any of these statuses; those still served, unless told.",
)
@click.option(
    "--rounding",
    is_flag=True,
    help="With those that only round: limits by 5%, rates by 0.5%, days to months.",
)
@click.option("--limit", type=click.IntRange(0), help="At most so many; 0: all. 10 for people, all in JSON.")
@output.formats
def conflicts(
    provider: str | None,
    field: str | None,
    status: tuple[str, ...],
    rounding: bool,
    limit: int | None,
    form: str | None,
) -> None:
    """List where sources disagree: every claim, the one taken, and why.

    Rates come first, the largest gap (dearest over cheapest) before the others, then limits in the
    same order, then all other fields by name. Values that agree but for rounding are left out.

    \b
    Example:
      modeldex conflicts --provider openrouter --field max_context
    """
    catalog = asked_catalog()
    torn = catalog.conflicts(provider, field, status or STILL_SERVED)
    found = sorted((one for one in torn if rounding or not is_rounding(one)), key=_order)
    shown = output.first(found, output.most(limit, form, _SHOWN_TO_PEOPLE))
    if form:
        output.write_records(form, shown, _CONFLICT_COLUMNS, as_plain=_conflict_record)
        return
    if not torn:
        is_taste = field in NO_CONFLICT
        output.note(
            f"{field} is not compared: sources differ in it by taste"
            if is_taste
            else "no two sources disagree about that"
        )
        return
    compared = catalog.compared(provider, status or STILL_SERVED)
    write_table(_SUMMARY_COLUMNS, _summary_rows(torn, compared))
    for one in shown:
        output.write_line()
        _write_conflict(one)
    if len(shown) < len(found):
        output.note(f"{len(shown)} of {len(found)} conflicts; --limit 0 shows all")


_SUMMARY_COLUMNS = (
    ("field", "left"),
    ("conflicts", "right"),
    ("of compared", "right"),
    ("share", "right"),
    ("only rounded", "right"),
)


def _summary_rows(torn: Iterable[Conflict], compared: dict[str, int]) -> Iterator[tuple[str, ...]]:
    """Per field: real conflicts, offerings of which two sources state it, and what only rounds."""
    real, rounded, of = Counter[str](), Counter[str](), Counter[str]()
    for one in torn:
        (rounded if is_rounding(one) else real)[_line(one.field)] += 1
    for field, count in compared.items():
        of[_line(field)] += count
    for name in sorted(real | rounded, key=lambda name: (-real[name], name)):
        share = f"{real[name] / of[name]:.1%}"
        yield escaped(name), f"{real[name]:,}", f"{of[name]:,}", share, f"{rounded[name]:,}"


def _line(field: str) -> str:
    """The line of the summary in which a field is counted: rates of a unit under conditions have one."""
    unit, at, _ = field.partition("@")
    return f"{unit}@..." if at else unit


def _order(conflict: Conflict) -> tuple[int, Decimal, str, str]:
    kind = 0 if is_rate(conflict.field) else 1 if conflict.field in LIMITS else 2
    return kind, -(gap(conflict) or Decimal(0)), conflict.field, conflict.model


def _conflict_record(conflict: Conflict) -> dict[str, object]:
    winner = conflict.winner
    return {
        "model": conflict.model,
        "field": conflict.field,
        "gap": gap(conflict),
        "is_rounding": is_rounding(conflict),
        "taken": winner.value if winner else None,
        "reason": winner.reason if winner else None,
        "statements": conflict.statements,
    }


_CONFLICT_COLUMNS: tuple[output.Column[Conflict], ...] = (
    output.Column("model", lambda one: one.model),
    output.Column("field", lambda one: one.field),
    output.Column("gap", gap),
    output.Column("is_rounding", is_rounding),
    output.Column("taken", lambda one: one.winner.value if one.winner else None),
    output.Column("reason", lambda one: one.winner.reason if one.winner else None),
    output.Column("claims", lambda one: [f"{said.source}={said.value}" for said in one.statements]),
)


def _write_conflict(conflict: Conflict) -> None:
    times = gap(conflict)
    apart = f"  x{money.text(times)}" if times else ""
    output.write_line(conflict.model)
    output.write_line(f"  {conflict.field}{apart}{'  rounded' * is_rounding(conflict)}")
    winner = conflict.winner
    write_claims(conflict.statements)
    reason = f"taken because: {winner.reason}" if winner else "taken: none of these; modeldex why tells more"
    output.write_line(f"    {reason}")
