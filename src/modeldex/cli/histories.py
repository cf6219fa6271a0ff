"""The command that shows what the values of a model were, and since when."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, escaped, printable
from modeldex.cli.options import FIELD, MODEL
from modeldex.cli.session import asked_catalog
from modeldex.core.usage import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.core.evidence import DatedValue
    from modeldex.core.model_config import ModelConfig


@click.command()
@click.argument("model", type=MODEL)
@click.argument("field", required=False, type=FIELD)
@output.formats
def history(model: str, field: str | None, form: str | None) -> None:
    """Show what the rates of a MODEL were, and since when; or the values of one FIELD.

    Rates come with the days on which they held, as far as anybody says; a blank end means that it
    holds now. Limits come with the days on which a source stated them. Of other fields it tells who
    stated what, seen on which day, and which word was taken.

    \b
    Examples:
      modeldex history gpt-4o
      modeldex history gpt-4o input_tokens@batch --json
      modeldex history gpt-5 context_window
    """
    catalog = asked_catalog()
    found = catalog.get_model_or_raise(model)
    keys = (field,) if field is not None else _rates(found)
    values = [value for key in keys for value in catalog.history(found.id, key)]
    if form is None and not values:
        output.note(f"nobody states {field or 'a rate'} of {printable(found.id)}")
        return
    said = catalog.why(found.id, field) if field is not None else ()
    taken = {one.value: one.source for one in said if one.wins}
    output.write_records(form, values, _columns(values, taken))


def _rates(model: ModelConfig) -> Sequence[str]:
    """The keys of the rates that it has, those of one unit together."""
    order = list(UNITS)
    keys = dict.fromkeys((order.index(price.unit), price.key) for price in model.prices)
    return [key for _, key in sorted(keys)]


def _columns(values: Sequence[DatedValue], taken: dict[str, str]) -> tuple[output.Column[DatedValue], ...]:
    """What held when; of what is no rate, which of the words was taken."""

    def is_taken(one: DatedValue) -> str:
        if one.price_id is not None:
            return ""
        return "no" if one.value not in taken else "yes" if taken[one.value] == one.source else "agrees"

    moves = dict(zip(map(id, values), _moves(values), strict=True))
    return (
        output.Column("field", lambda one: one.field, "what", lambda one: escaped(one.field)),
        output.Column("since", lambda one: one.since, "since", whole=True),
        output.Column("until", lambda one: one.until, "until", lambda one: one.until or "", whole=True),
        output.Column("value", lambda one: one.value, "value", lambda one: escaped(one.value), right=True),
        output.Column(
            "change", lambda one: moves[id(one)], "change", lambda o: moves[id(o)] or "", right=True
        ),
        output.Column("taken", is_taken, "taken", is_taken),
        output.Column("source", lambda one: one.source, "who says so", lambda one: escaped(one.source)),
        output.Column("price_id", lambda one: one.price_id, "", lambda one: one.price_id or UNKNOWN),
    )


def _moves(values: Sequence[DatedValue]) -> list[str | None]:
    """By how much each value is above or below the one that it took the place of; None where it took none."""
    moves: list[str | None] = []
    for place, one in enumerate(values):
        before = next((other for other in reversed(values[:place]) if _leads_to(other, one)), None)
        moves.append(None if before is None else _move(before.value, one.value))
    return moves


def _leads_to(before: DatedValue, one: DatedValue) -> bool:
    """Whether a value took the place of another: of a rate any before it, else of the same source."""
    if before.field != one.field:
        return False
    return one.price_id is not None or (before.source, before.until) == (one.source, one.since)


def _move(before: str, after: str) -> str | None:
    try:
        old, new = Decimal(before), Decimal(after)
    except InvalidOperation:
        return None
    return f"{float(new / old - 1):+.1%}" if old else None
