"""How a plan is shown: what an update changes, the user's own models first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, escaped
from modeldex.core import money
from modeldex.core.status import ModelStatus
from modeldex.updates.difference import ADDED, ENDS, OTHER, Effect, counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from modeldex.updates.updates import Offer

_SHOWN_TO_PEOPLE = 20
_LONGEST_SHOWN = 24
"""Letters of a value that people see; programs get all of it."""


def write_effects(
    offer: Offer, in_use: str, found: list[Effect], form: str | None, *, limit: int | None, show_all: bool
) -> None:
    """Write a plan; what only counts is left out unless all is asked for."""
    listed = [one for one in found if show_all or one.is_named or one.kind != OTHER]
    most = output.most(limit, form, _SHOWN_TO_PEOPLE)
    if form == output.JSON:
        output.write_json(record_of(offer, in_use, found, output.first(listed, most)))
        return
    if form is not None:
        output.write_records(form, output.first(listed, most), COLUMNS)
        return
    _write_to_people(found, listed, most)


def record_of(offer: Offer, in_use: str, found: list[Effect], listed: Sequence[Effect]) -> dict[str, object]:
    """A plan as one record."""
    manifest = offer.release.manifest
    return {
        "in_use": in_use,
        "published": manifest.version,
        "serial": manifest.serial,
        "schema": manifest.schema,
        "expires": manifest.expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "standing": offer.standing,
        "counts": counted(found),
        "named": sum(one.is_named for one in found),
        "findings": sum(one.is_finding for one in found),
        "effects": [*listed],
    }


def _write_to_people(found: list[Effect], listed: list[Effect], most: int) -> None:
    named = [one for one in listed if one.is_named]
    rest = [one for one in listed if not one.is_named]
    if named:
        output.write_records(None, named, COLUMNS, title="named by your configuration")
        if rest:
            output.write_line()
    if rest:
        output.write_records(None, output.first(rest, most), COLUMNS, title="other models" if named else None)
    if most and len(rest) > most:
        output.note(f"{most} of {len(rest):,} changes; --limit 0 shows all")
    output.note(_counts(found))


def _counts(found: list[Effect]) -> str:
    counts = [f"{count:,} {kind}" for kind, count in counted(found).items() if count]
    return f"changes: {', '.join(counts)}" if counts else "nothing is different"


def _short(value: str | None) -> str:
    text = UNKNOWN if value is None else value
    return escaped(text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…")


def _value_cell(one: Effect, value: str | None) -> str:
    """What people see of a value; an offering that comes or goes needs none."""
    if one.field == "status" and value is not None:
        return ModelStatus.named(value).name.lower()
    return "" if one.field == "id" else _short(value)


def _percent_cell(percent: Decimal | None) -> str:
    if percent is None:
        return ""
    return f"{'+' if percent > 0 else ''}{percent:f} %"


def _field_cell(one: Effect) -> str:
    return (
        {ADDED: "", ENDS: "no longer listed"}.get(one.kind, "") if one.field == "id" else escaped(one.field)
    )


COLUMNS: tuple[output.Column[Effect], ...] = (
    output.Column("model", lambda one: one.model, cell=lambda one: escaped(one.model)),
    output.Column("kind", lambda one: one.kind, "change"),
    output.Column("field", lambda one: one.field, cell=_field_cell),
    output.Column("before", lambda one: one.before, cell=lambda one: _value_cell(one, one.before)),
    output.Column("after", lambda one: one.after, cell=lambda one: _value_cell(one, one.after)),
    output.Column(
        "percent",
        lambda one: None if one.percent is None else money_text(one.percent),
        "by",
        lambda one: _percent_cell(one.percent),
        right=True,
    ),
    output.Column("is_named", lambda one: one.is_named, ""),
)


def money_text(percent: Decimal) -> str:
    """A percentage as an exact text; a sign is kept."""
    return f"-{money.text(-percent)}" if percent < 0 else money.text(percent)
