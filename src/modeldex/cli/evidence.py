"""Commands that hold the catalog against what its sources say: conflicts, spotcheck."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from modeldex.catalog.evidence import LIMITS, gap, is_rate, is_rounding
from modeldex.catalog.reader import ModelCatalog
from modeldex.catalog.spotcheck import spots
from modeldex.cli import output
from modeldex.core import money
from modeldex.core.plain import plain
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modeldex.catalog.spotcheck import Spot
    from modeldex.core.evidence import Conflict, Statement

_STATUSES = [status.name.lower() for status in ModelStatus]
_STILL_SERVED = tuple(name for name in _STATUSES if name != "retired")
_SHOWN_TO_PEOPLE = 10
_MOST_SEED = 1_000_000

_provider_option = click.option(
    "--provider", metavar="NAME", help="Served by this provider (any name of it)."
)
_field_option = click.option("--field", metavar="NAME", help="Of this field only; named as in `why`.")


@click.command()
@_provider_option
@_field_option
@click.option(
    "--status",
    type=click.Choice(_STATUSES),
    multiple=True,
    help="Of offerings of any of these statuses; all but retired, unless told.",
)
@click.option(
    "--rounding",
    is_flag=True,
    help="With those that only round: limits by 5%, rates by 0.5%, days to months.",
)
@click.option("--limit", type=click.IntRange(0), help="At most so many; 0: all. 10 for people, all in JSON.")
@output.json_option
def conflicts(
    provider: str | None,
    field: str | None,
    status: tuple[str, ...],
    rounding: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """List where sources disagree: every claim, the one taken, and why.

    Rates come first, the largest gap (dearest over cheapest) before the others, then limits in the
    same order, then all other fields by name. Values that agree but for rounding are left out.

    \b
    Example:
      modeldex conflicts --provider openrouter --field max_context
    """
    catalog = ModelCatalog.bundled()
    torn = catalog.conflicts(provider, field, status or _STILL_SERVED)
    found = sorted((one for one in torn if rounding or not is_rounding(one)), key=_order)
    if limit is None:
        limit = 0 if as_json else _SHOWN_TO_PEOPLE
    shown = found[:limit] if limit else found
    if as_json:
        output.write_json([_conflict_record(one) for one in shown])
        return
    if not torn:
        output.note("no two sources disagree about that")
        return
    compared = catalog.compared(provider, status or _STILL_SERVED)
    output.write_table(_SUMMARY_COLUMNS, _summary_rows(torn, compared))
    for one in shown:
        click.echo()
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
        yield output.escaped(name), f"{real[name]:,}", f"{of[name]:,}", share, f"{rounded[name]:,}"


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


def _write_conflict(conflict: Conflict) -> None:
    times = gap(conflict)
    apart = f"  x{money.text(times)}" if times else ""
    output.write_line(conflict.model)
    output.write_line(f"  {conflict.field}{apart}{'  rounded' * is_rounding(conflict)}")
    winner = conflict.winner
    _write_claims(conflict.statements)
    reason = f"taken because: {winner.reason}" if winner else "taken: none of these; modeldex why tells more"
    output.write_line(f"    {reason}")


def _write_claims(said: Iterable[Statement], *, with_pages: bool = False) -> None:
    listed = list(said)
    wide = max(len(one.value) for one in listed)
    named = max(len(one.source) for one in listed)
    taken = next((one.value for one in listed if one.wins), None)
    for one in listed:
        mark = "taken" if one.wins else "agrees" if one.value == taken else ""
        line = f"{one.value:<{wide}}  {one.source:<{named}}  {one.seen_on or output.UNKNOWN:<10}  {mark}"
        output.write_line(f"    {line}".rstrip())
        if with_pages and one.original:
            output.write_line(f"        as written: {one.original}")
        if with_pages and one.url:  # not folded, so that a terminal can open it
            click.echo(f"        {output.printable(one.url)}")


@click.command()
@click.option("--n", "count", type=click.IntRange(1), default=50, show_default=True, help="How many values.")
@click.option("--seed", type=click.IntRange(0), help="Draw the sample of this number again.")
@_provider_option
@_field_option
@output.json_option
def spotcheck(count: int, seed: int | None, provider: str | None, field: str | None, as_json: bool) -> None:
    """Draw values at random for a person to check.

    Each comes with every claim, its original text and its page, and with the reason why it was
    taken. Prices, limits, capabilities, dates and other values take turns; retired offerings are
    left out. The seed is told, so that the same sample can be drawn again.

    \b
    Example:
      modeldex spotcheck --n 5 --seed 1
    """
    if seed is None:
        from random import randrange

        seed = randrange(_MOST_SEED)  # noqa: S311 - a sample, not a secret
    catalog = ModelCatalog.bundled()
    drawn = spots(catalog, count, seed, provider, field)
    if as_json:
        listed = [_spot_record(one) for one in drawn]
        output.write_json({"version": catalog.version, "seed": seed, "values": listed})
        return
    for place, one in enumerate(drawn, 1):
        _write_spot(place, one)
    if len(drawn) < count:
        output.note(f"no more than {len(drawn)} such values are stated")
    output.note(f"catalog {catalog.version}; --seed {seed} draws the same values again")


def _spot_record(spot: Spot) -> dict[str, object]:
    record = plain(spot)
    assert isinstance(record, dict)
    return {**record, "reason": spot.statements[0].reason}


def _write_spot(place: int, spot: Spot) -> None:
    output.write_line(f"{place}. {spot.model}")
    output.write_line(f"  {spot.field}: {spot.value}")
    _write_claims(spot.statements, with_pages=True)
    output.write_line(f"    taken because: {spot.statements[0].reason}")
    click.echo()
